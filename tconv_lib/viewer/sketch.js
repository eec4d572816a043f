/* A picture as shapes, for an SVG file of its own: its looks are what the browser has computed. */

/* What a viewer shows now: tables, words and wires, as they lie over each other, and what is said of a touched number. */
function asShapes(viewer) {
  const { stage, sheet, wires, tag, life } = viewer, box = rulerOf(stage);
  const width = stage.offsetWidth + sheet.scrollWidth - sheet.clientWidth, height = stage.offsetHeight;
  const svg = shape("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  const ground = getComputedStyle(stage).getPropertyValue("--card");
  svg.append(shape("rect", { width, height, style: `fill: ${solid(stage, ground)}` }));
  const drawn = sheet.querySelectorAll(".cell:not(.none), .title, .head, .sign, .said, .chip, .note, .note strong, img");
  const layer = (element) => +getComputedStyle(element).zIndex || 0;
  const seen = [...drawn, wires].filter((element) => element.getClientRects().length).sort((a, b) => layer(a) - layer(b));
  for (const element of seen) svg.append(...(element === wires ? copies(wires) : sketch(element, box)));
  if (life) for (const element of [tag, ...tag.children]) svg.append(...sketch(element, box));
  return svg;
}

/* Wires, frames and chips, with their looks. */
function* copies(wires) {
  for (const path of wires.querySelectorAll("path, rect, text")) {
    const copy = path.cloneNode(true), look = getComputedStyle(path);
    const names = ["display", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "font-size", "font-weight", "text-anchor"];
    copy.setAttribute("style", names.map((name) => `${name}: ${look[name]}`).join("; ") + "; font-family: sans-serif");
    const chip = path.parentElement.getAttribute("transform");
    if (chip) copy.setAttribute("transform", chip);
    yield copy;
  }
}

/* A colour as this element has it, where the style sheet says two. */
function solid(element, colour) {
  const probe = make("i", { style: `background: ${colour}` });
  element.append(probe);
  const found = getComputedStyle(probe).backgroundColor;
  probe.remove();
  return found;
}

/* The lines of an element's own words, each with its box; letter by letter, since a line may end within a word. */
function linesOf(element, box) {
  const lines = [], range = new Range();
  for (const node of element.childNodes) for (const { 0: letter, index } of node.nodeType === 3 ? node.data.matchAll(/\S/gu) : []) {
    range.setStart(node, index);
    range.setEnd(node, index + letter.length);
    const at = box(range), last = lines.at(-1), end = last && last.x + last.w;
    if (!last || Math.abs(at.y - last.y) > at.h / 2) lines.push({ ...at, words: letter });
    else Object.assign(last, { w: at.x + at.w - last.x, words: last.words + (at.x - end > 1 ? " " : "") + letter });
  }
  return lines;
}

/* An element's box and own words as SVG. */
function* sketch(element, box) {
  const { x, y, w, h } = box(element), look = getComputedStyle(element);
  if (element.matches("img")) return yield shape("image", { x, y, width: w, height: h, href: element.src });
  const line = parseFloat(look.borderTopWidth), marked = look.outlineStyle !== "none";
  const [pattern, stroke, thickness] = marked
    ? [look.outlineStyle, look.outlineColor, parseFloat(look.outlineWidth)]
    : [look.borderTopStyle, look.borderTopColor, line];
  const dashes = { dashed: "4 3", dotted: "1 3" }[pattern] ?? "none";
  const style = `fill: ${look.backgroundColor}; stroke: ${stroke}; stroke-width: ${thickness}; stroke-dasharray: ${dashes}`;
  const { opacity } = look;
  if (look.backgroundColor !== "rgba(0, 0, 0, 0)" || line) {
    yield shape("rect", { x: x + line / 2, y: y + line / 2, width: w - line, height: h - line, rx: 3, style, opacity });
  }
  const start = /^(left|start)/.test(look.textAlign) && !element.matches("span");
  const halo = look.textShadow.match(/rgb.*?\)/)?.[0] ?? "none"; // where wires go behind words
  const font = `font: ${look.fontWeight} ${look.fontSize} sans-serif; fill: ${look.color}; stroke: ${halo}; stroke-width: 3px; paint-order: stroke`;
  for (const line of linesOf(element, box)) {
    const place = { x: start ? line.x : line.x + line.w / 2, y: line.y + line.h / 2, "text-anchor": start ? "start" : "middle" };
    yield shape("text", { ...place, "dominant-baseline": "central", style: font, opacity }, line.words);
  }
}
