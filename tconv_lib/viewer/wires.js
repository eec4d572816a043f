/* What is drawn of a touched number: wires to those that belong to it, what they are multiplied with, and its sum. */

const SLIDE = { duration: 300, easing: "cubic-bezier(0.4, 0, 0.2, 1)" }; // ms

/* Wires, frames and chips, for a number and its twins in other tables. */
function wiresOf({ cell, made, used, isResult }, twins, { stage, grids }) {
  const boxes = new Map(), measure = rulerOf(stage), joined = [...made, ...used].filter(counts);
  const box = (cell) => boxes.get(cell) ?? boxes.set(cell, measure(cell)).get(cell);
  const tables = grids.map(({ table }) => measure(table.tBodies[0])), tableOf = ({ place }) => tables[place.number];
  const parallel = new Map();
  const lane = (key) => LANES[parallel.set(key, (parallel.get(key) ?? -1) + 1).get(key) % LANES.length];
  const path = joined.map(({ of, tap, to }) => {
    const join = (a, b) => wire(box(a), tableOf(a), box(b), tableOf(b), tables, lane(`${a.place.number},${a.place.row},${b.place.number},${b.place.row}`));
    return tap ? join(of, tap) + join(tap, to) : join(of, to);
  }).join("");
  const isWindow = (made) => made.length > 1 && made.every(({ of }) => of.place.table === made[0].of.place.table);
  const windows = [isResult ? made : [], ...twins.map(({ made }) => made.filter(({ tap }) => tap && !isZero(tap)))];
  const rect = ({ x, y, w, h }) => `M${x - 1} ${y - 1}h${w + 2}v${h + 2}h${-w - 2}z`;
  const frames = new Map(); // a window that several tables read through is drawn once
  for (const made of windows.filter(isWindow)) {
    const { of, to } = made[0], d = rect(union(made.map(({ of }) => measure(of))));
    frames.set(d, shape("path", { class: "window", "data-name": `${of.place.number} for ${to.place.number}`, d }));
  }
  const chips = box(cell).h < 24 ? [] : chipsOf(cell, made, joined, box);
  return [shape("path", { class: "halo", d: path }), shape("path", { class: "wire", d: path }), ...frames.values(), ...chips];
}

/* What slides when Play goes on: the sum, and the window in each table, as {name: [element, where it is]}. */
function movedByPlay({ wires, tag }) {
  const windows = [...wires.querySelectorAll(".window")];
  const all = windows.map((frame) => [frame.dataset.name, [frame, { d: `path("${frame.getAttribute("d")}")` }]]);
  return Object.fromEntries([["sum", [tag, { transform: tag.style.transform }]], ...all]);
}

function slideFrom(before, now) {
  for (const name in now) {
    const [element, here] = now[name], [, from] = before[name] ?? [];
    if (from) element.animate([from, here], SLIDE);
  }
}

/* What a number is multiplied with on its way: at each output of a touched one, or at each source of a sum. All or none. */
function chipsOf(cell, made, joined, box) {
  const scale = Math.max(1, box(cell).h / 42); // on a slide, as large as its numbers are
  const shown = joined.filter((term) => term.tap && (!made.length || made.includes(term)));
  const chips = shown.map(({ of, tap, to }) => {
    const { x, y, w } = box(made.length ? of : to), text = `×${textOf(tap === cell ? of : tap)}`, wide = text.length * 6.4 + 5;
    const place = `translate(${x + w - (wide - 4) * scale} ${y - 5 * scale}) scale(${scale})`;
    const chip = shape("g", { class: tap === cell ? "chip-source" : "chip-tap", transform: place });
    chip.append(shape("rect", { width: wide, height: 13, rx: 3 }), shape("text", { x: wide / 2, y: 10 }, text));
    return { chip, hides: made.length && wide * scale > w * 0.6 }; // its number
  });
  return chips.some(({ hides }) => hides) ? [] : chips.map(({ chip }) => chip);
}

/* Puts the sum beside its number, where it covers no other, and best no title and no caption; gives the line between them. */
function placeTag(cell, { stage, sheet, grids, tag }) {
  const box = rulerOf(stage), { table, number, row } = cell.place, here = box(cell), isUpper = row < grids[number].rows.length / 2;
  const numbers = grids.map(({ table }) => box(table.tBodies[0])), around = numbers[number];
  const places = placesForTag(tag, stage, here, box(table), around, numbers, isUpper);
  const free = (boxes) => places.find((place) => !boxes.some((other) => meet(place, other)));
  const words = [...grids.flatMap((grid) => (grid.table === table ? [] : grid.table)), ...sheet.querySelectorAll(".said")].map(box);
  const place = free([around, ...words]) ?? free(numbers) ?? places[0];
  tag.style.transform = `translate(${Math.round(place.x)}px, ${Math.round(place.y)}px)`;
  return shape("path", { class: "leader", d: leader(here, around, place) });
}

/* As boxes: over the table with its title and under it, the nearer first; under all beside it; to its right. */
function placesForTag({ offsetWidth: w, offsetHeight: h }, { clientWidth: wide }, here, table, around, numbers, isUpper) {
  const x = clamp(here.x + here.w / 2 - w / 2, 4, Math.max(wide - w - 4, 4)), right = around.x + around.w + 10;
  const beside = numbers.filter((b) => b.x < x + w && b.x + b.w > x && b.y < around.y + around.h); // or higher
  const over = Math.max(table.y - h - 4, 0), under = around.y + around.h + 6;
  const heights = [...(isUpper ? [over, under] : [under, over]), Math.max(...beside.map((b) => b.y + b.h)) + 6];
  const places = heights.map((y) => ({ x, y, w, h }));
  if (right + w < wide) places.push({ x: right, y: Math.max(here.y + here.h - h, 0), w, h });
  return places;
}

/* The line from a cell, within the numbers around it, to the sum above, below or to the right of them. */
function leader(cell, around, tag) {
  const column = cell.x - 1.5, end = clamp(column, tag.x + 6, tag.x + tag.w - 6), bottom = cell.y + cell.h;
  if (tag.x > around.x + around.w) return `M${column} ${bottom - 4}V${bottom + 1.5}H${tag.x}`;
  if (tag.y < cell.y) return `M${column} ${cell.y + 4}V${around.y - 3}L${end} ${tag.y + tag.h}`;
  return `M${column} ${bottom - 4}V${around.y + around.h + 3}L${end} ${tag.y}`;
}

/* ---- They run between the cells, never over a number ---- */

const LANES = [1.5, 2.7, 0.3]; // px from a cell, of the 3 between two cells: parallel wires stay apart

/* A wire from cell a in table A to cell b in table B, past other tables, all as boxes. */
function wire(a, A, b, B, tables, lane) {
  if (A === B) return wireWithin(a, b, lane);
  const isBeside = A.y < B.y + B.h && B.y < A.y + A.h; // else one is below the other: the same, with x for y
  const swap = ({ x, y, w, h }) => (isBeside ? { x, y, w, h } : { x: y, y: x, w: h, h: w });
  const at = (x, y) => (isBeside ? [x, y] : [y, x]).map((pixels) => pixels.toFixed(1)).join(" ");
  return wireBeside(...[a, A, b, B].map(swap), tables.map(swap), lane, at);
}

/* To the right or the left: under a's row, over the tables that stand between, over b's row. */
function wireBeside(a, A, b, B, tables, lane, at) {
  const isRight = B.x > A.x, sides = ({ x, w }) => (isRight ? [x - 3, x + w + 3] : [x + w + 3, x - 3]);
  const point = (x, y) => ({ x, y, w: 0, h: 0 });
  const start = point(sides(A)[1], a.y + a.h + lane), end = point(sides(B)[0], b.y - lane), span = union([start, end]);
  const passed = tables.filter((table) => meet(table, span)), around = union(passed);
  const over = passed.length ? sides(around).map((x) => point(clamp(x, span.x, span.x + span.w), around.y - 1.5 - lane)) : [];
  const stops = [start, ...over, end];
  const curves = stops.slice(1).map(({ x, y }, i) => {
    const last = stops[i], half = (last.x + x) / 2;
    return `C${at(half, last.y)} ${at(half, y)} ${at(x, y)}`;
  });
  const [ax, bx] = [a.x + a.w * 0.72, b.x + b.w * 0.36];
  return `M${at(ax, a.y + a.h - 3)}L${at(ax, start.y)}L${at(start.x, start.y)}${curves.join("")}L${at(bx, end.y)}L${at(bx, b.y + 3)}`;
}

/* Within a table: beside a's column, over b's row; under it, if b is no lower than a. */
function wireWithin(a, b, lane) {
  const n = (x) => x.toFixed(1), x = a.x + a.w + lane, isDown = b.y > a.y;
  const [from, along, into] = isDown ? [a.y + a.h - 4, b.y - lane, b.y + 3] : [a.y + 4, b.y + b.h + lane, b.y + b.h - 3];
  return `M${n(x - 5)} ${n(from)}H${n(x)}V${n(along)}H${n(b.x + b.w * 0.36)}V${n(into)}`;
}
