/* What a browser does with pictures: sliders that choose one, a finger that finds where a number comes from, motion.
   A picture is HTML made by figures.py: tables, and in data-links how their numbers belong together. Nothing is computed
   here.

   A frame is {values, limits, html, at}: where the controls stand, [least, most, step] of each slider, the picture,
   and [table, cell] of the number that is looked at while nobody touches one; what comes after it is not known yet, unless
   [table, cell, true] says that all is. */

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const GLIDE = { duration: 160, easing: "cubic-bezier(0, 0, 0.2, 1)" }; // ms; with the frames before it, 200
const BEAT = 700; // ms between two steps of Play
const SMALL_CELL = 21, SMALLEST_CELL = 15; // px; a finger hardly hits small ones: grids are stacked, or panned
const PAPER = 600; // px, less than any sheet of paper has
const SVG = "http://www.w3.org/2000/svg";
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }; // rows down, columns to the right

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/* What Jupyter does with a key that a picture has no use for: save, run the cell, leave it by Esc. */
const isJupyters = ({ key, target, ctrlKey, metaKey, altKey, shiftKey }) =>
  ctrlKey || metaKey || altKey || (shiftKey && key === "Enter") || (key === "Escape" && !target.closest(".take[open]") && !target.closest(".tconv")?.viewer?.isHeld);

/* Jupyter passes over keys at what has this mark. From what stands below a cell, Esc does not lead to it by itself. */
function markKey(event) {
  const { key, target } = event;
  if (!target.closest(".tconv, .ask")) return; // what had the focus is no longer there
  if (!isJupyters(event)) return void (target.dataset.lmSuppressShortcuts = "true");
  delete target.dataset.lmSuppressShortcuts;
  if (key === "Escape") target.closest(".jp-Cell")?.focus();
}

/* Or Jupyter takes the arrow keys to go to another cell. */
function keepKeys(element) {
  element.addEventListener("focusin", () => addEventListener("keydown", markKey, { capture: true })); // before Jupyter looks
  element.addEventListener("focusout", () => removeEventListener("keydown", markKey, { capture: true }));
}
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/* ---- Controls: {name, box, get(), set(at, limits), write(), read(word)}; the last two are for addresses. A slider has
   its input and its value, too. ---- */

function makeSlider(name, label, oninput) {
  const input = make("input", { type: "range", name, oninput }), value = make("output");
  const box = make("div", { className: "slider" }, make("label", {}, make("span", { textContent: label }), input), value);
  const get = () => +input.value;
  let range;
  const set = (at, limits) => {
    const [min, max, step] = limits;
    if (range !== String(limits)) {
      range = String(limits);
      Object.assign(input, { min, max, step });
      value.style.minWidth = `${Math.max(3, String(max).length)}ch`; // or what stands beside it moves
    }
    if (input.value !== String(at)) input.value = at;
    if (value.value !== String(at)) value.value = at;
  };
  return { name, box, input, value, get, set, write: get, read: Number };
}

function makeCheckbox(name, label, oninput) {
  const input = make("input", { type: "checkbox", name, oninput });
  const box = make("label", {}, input, label);
  const get = () => +input.checked;
  return { name, box, get, set: (at) => (input.checked = at), write: get, read: Number };
}

function makeChoice(name, label, labels, oninput) {
  const group = `${name}-${Math.random().toString(36).slice(2)}`;
  const inputs = labels.map((_, value) => make("input", { type: "radio", name: group, value, oninput }));
  const choices = inputs.map((input, i) => make("label", {}, input, make("span", { textContent: labels[i] })));
  const numbers = labels.every((label) => /^\d+$/.test(label)) ? " numbers" : ""; // which do not say what they are
  const box = make("fieldset", { className: `menu${numbers}` }, make("legend", { textContent: label }), ...choices);
  const get = () => inputs.findIndex((input) => input.checked);
  const [write, read] = [() => labels[get()], (label) => (labels.includes(label) ? labels.indexOf(label) : NaN)];
  return { name, box, get, set: (at) => (inputs[at].checked = true), write, read };
}

/* ---- The viewer ---- */

/* source: {controls, largest, first, look(asked), ask(asked)}. look gives the frame for where the controls were put, if
   it is at hand; otherwise ask asks the kernel, and the frame comes through show(). */
export class Viewer {
  constructor(element, source) {
    Object.assign(this, { element, source, grids: [], links: [], same: [], parts: [], pinned: false, touched: null });
    element.classList.add("tconv");
    element.viewer = this; // for whoever gives it another place
    keepKeys(element);
    this.stage = make("div", { className: "stage" });
    this.sheet = make("div", { className: "sheet" }); // the picture
    this.sheet.addEventListener("scroll", () => this.panned());
    this.wires = document.createElementNS(SVG, "svg");
    this.wires.setAttribute("aria-hidden", "true");
    this.tag = make("div", { className: "tag", hidden: true, ariaHidden: "true" });
    this.voice = make("div", { className: "voice" });
    this.voice.setAttribute("aria-live", "polite");
    this.stage.append(this.sheet, this.wires, this.tag, this.voice, this.makeMenu());
    this.controls = source.controls.map((control) => this.makeControl(control));
    const form = make("form", { className: "settings", autocomplete: "off" }, ...this.controls.map(({ box }) => box));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = !this.controls.length;
    element.replaceChildren(form, this.stage);
    this.listen();
    this.sizes = new ResizeObserver(() => this.size !== this.fittedTo && this.fit());
    this.fit();
    this.show(source.first);
    this.sizes.observe(element);
    new IntersectionObserver(([{ isIntersecting }]) => {
      if (!isIntersecting) this.pause?.();
      this.inView = isIntersecting;
    }).observe(element);
    document.addEventListener("visibilitychange", () => document.hidden && this.pause?.());
  }

  /* -- Controls -- */

  makeControl({ name, label, kind, labels, play }) {
    const changed = () => this.change();
    if (kind === "checkbox") return makeCheckbox(name, label, changed);
    if (kind === "menu") return makeChoice(name, label, labels, changed);
    const control = makeSlider(name, label, changed);
    if (play) control.box.append(this.makePlay(control.input));
    return control;
  }

  makePlay(input) {
    const button = make("button", { type: "button", className: "play", textContent: "▶ Play" });
    let timer = null;
    this.pause = () => {
      clearInterval(timer);
      timer = null;
      button.textContent = "▶ Play";
    };
    const move = (value) => { // as a hand would: a lecture's other window comes along
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const step = () => {
      const next = +input.value + +input.step;
      next > +input.max ? this.pause() : move(next);
    };
    button.onclick = () => {
      if (timer) return this.pause();
      timer = setInterval(step, BEAT);
      button.textContent = "❚❚ Pause";
      move(input.value === input.max ? input.min : input.value);
    };
    return button;
  }

  get values() {
    return this.controls.map((control) => control.get());
  }

  change(asked = this.values) {
    const frame = this.source.look(asked);
    if (frame) this.show(frame);
    else for (const { input, value } of this.controls) if (value) value.value = input.value; // the picture takes its time
    this.source.ask?.(asked);
  }

  /* While a question is open, its picture can be read, and neither moved nor touched. */
  lock(locked) {
    this.locked = locked;
    this.pause?.();
    this.element.classList.toggle("locked", locked);
    this.element.firstChild.inert = locked; // the controls
    this.makeReachable();
    this.pinned = false;
    this.rest();
  }

  /* -- Take it away -- */

  makeMenu() {
    const name = this.element.id || "picture";
    const save = (type, blob) => {
      const link = make("a", { href: URL.createObjectURL(blob), download: `${name}.${type}` });
      link.click();
      URL.revokeObjectURL(link.href);
    };
    const entries = {
      "Copy link to this": this.source.address && (() => copy(this.address.href)),
      "Copy code to embed": this.element.dataset.embed && (() => copy(this.frameCode())),
      "Save as SVG": () => save("svg", new Blob([this.drawing()], { type: "image/svg+xml" })),
      "Save as PNG": async () => save("png", await this.photograph()),
    };
    const menu = make("details", { className: "take" }, make("summary", { textContent: "⋯", title: "Take this picture away", ariaLabel: "Take this picture away" }));
    const list = make("div");
    for (const [textContent, action] of Object.entries(entries)) {
      if (action) list.append(make("button", { type: "button", textContent, onclick: () => (action(), (menu.open = false)) }));
    }
    menu.append(list);
    menu.addEventListener("focusout", (event) => menu.contains(event.relatedTarget) || (menu.open = false));
    return menu;
  }

  /* What is set, as in ...#at=picture&stride=3. */
  get settings() {
    return new URLSearchParams([["at", this.element.id], ...this.controls.map(({ name, write }) => [name, write()])]);
  }

  get address() {
    const url = new URL(location.href);
    if (window.Reveal) url.search = this.settings; // a deck has the number of the slide after #
    else Object.assign(url, { search: "", hash: this.settings });
    return url;
  }

  frameCode() {
    const { offsetWidth, offsetHeight } = this.element;
    const address = new URL(this.element.dataset.embed, location.href);
    address.hash = this.settings;
    return `<iframe src="${address}" title="Transposed convolution" style="border:0;width:100%;max-width:${offsetWidth + 32}px;height:${offsetHeight + 32}px"></iframe>`;
  }

  /* Sets what an address says. */
  open(settings) {
    this.change(this.controls.map(({ name, read, get }) => {
      const value = settings.has(name) ? read(settings.get(name)) : NaN;
      return Number.isFinite(value) ? value : get(); // what cannot be read is left as it is
    }));
  }

  /* The picture as it is now, as a file of its own; also what has to be panned to. */
  drawing() {
    const { scrollLeft } = this.sheet;
    this.sheet.scrollLeft = 0;
    this.panned();
    const svg = asShapes(this);
    this.sheet.scrollLeft = scrollLeft;
    this.panned();
    return new XMLSerializer().serializeToString(svg); // HTML's way to write a no-break space is none in XML
  }

  async photograph(scale = 2) {
    const image = make("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(this.drawing())}` });
    await image.decode();
    const canvas = make("canvas", { width: image.naturalWidth * scale, height: image.naturalHeight * scale });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done));
  }

  /* -- Pictures -- */

  show(frame) {
    const { values, limits, html, at } = (this.frame = frame);
    if (html !== this.html && this.html && this.inView && !STILL.matches) this.depart(); // first: read
    this.controls.forEach((control, i) => control.set(values[i], limits[i]));
    const moved = String(at) !== String(this.at);
    this.at = at;
    if (html !== this.html) this.replace(html);
    else if (!moved) return;
    if (moved && !at?.[2]) this.pinned = false;
    this.hideUnknown();
    this.rest();
    if (moved && at && this.element.contains(document.activeElement)) this.say();
  }

  replace(html) {
    const kept = this.touched && !this.resting && keyOf(this.touched, this.grids);
    this.html = html;
    this.sheet.innerHTML = html;
    this.grids = readGrids(this.sheet);
    this.links = readLinks(this.sheet, this.grids);
    markSame(this.links, this.grids);
    this.same = readSame(this.sheet, this.grids);
    this.touched = kept ? this.find(kept) : null;
    if (!this.touched) this.pinned = false;
    this.makeReachable();
    this.reserve();
    this.bringMarksIntoSight();
  }

  /* The cell that another picture knew by this key. */
  find({ number, key }) {
    return this.grids[number]?.cells.find((cell) => keyOf(cell, this.grids).key === key);
  }

  panned() {
    this.sheet.style.setProperty("--scrolled", `${this.sheet.scrollLeft}px`);
    this.draw();
  }

  /* Where a sheet scrolls, what is marked may be beyond its edge. */
  bringMarksIntoSight() {
    if (!this.sheet.matches(".scrolls")) return;
    const boxes = [...this.sheet.querySelectorAll(".mark")].map((cell) => cell.getBoundingClientRect());
    const left = Math.min(...boxes.map((box) => box.left)), right = Math.max(...boxes.map((box) => box.right));
    if (right - left < this.sheet.clientWidth) this.bringIntoSight({ left, right });
  }

  bringIntoSight({ left, right }) {
    const seen = this.sheet.getBoundingClientRect(), names = this.sheet.querySelectorAll(".head[scope=row]");
    const start = Math.max(seen.left, ...[...names].map((name) => seen.left + name.offsetWidth)); // they stay in sight
    if (right > seen.right) this.sheet.scrollLeft += right - seen.right + 8;
    else if (left < start) this.sheet.scrollLeft -= start - left + 8;
  }

  /* While a number is looked at, those after it in its table are not known yet. */
  hideUnknown() {
    if (!this.at) return;
    const [number, last, allKnown] = this.at;
    if (allKnown) return;
    this.grids[number].cells.forEach((cell, i) => {
      const { known } = cell.dataset;
      if (isEmpty(cell) || i > last === Boolean(known)) return;
      if (known) delete cell.dataset.known;
      else cell.dataset.known = cell.textContent;
      cell.textContent = known ?? "?";
      cell.classList.toggle("unknown", !known);
    });
  }

  /* -- Touch -- */

  makeReachable() {
    if (!this.links.length) return;
    for (const { table, cells } of this.grids) {
      const linked = cells.filter((cell) => !isEmpty(cell) && this.isLinked(cell));
      if (!linked.length) continue;
      table.setAttribute("role", "grid");
      table.ariaLabel = `${table.caption?.textContent ?? "numbers"}. Arrow keys walk, Enter holds, Esc lets go.`;
      linked.forEach((cell) => (cell.tabIndex = -1));
      linked[0].tabIndex = this.locked ? -1 : 0;
    }
  }

  isLinked(cell) {
    return this.links.some(({ to, of, taps }) => [to, of, taps].some((part) => holds(part, cell)));
  }

  listen() {
    const under = (event) => (this.locked ? null : event.target.closest?.(".cell[tabindex]"));
    this.stage.addEventListener("pointermove", (event) => {
      if (this.pinned || event.pointerType === "touch") return;
      const cell = under(event);
      if (cell !== this.hovered) (this.hovered = cell) ? this.touch(cell) : this.rest();
    });
    this.stage.addEventListener("pointerleave", () => {
      this.hovered = null;
      if (!this.pinned) this.rest();
    });
    this.stage.addEventListener("click", (event) => {
      if (event.target.closest(".take")) return; // what is held is what one takes away
      const cell = under(event);
      this.pinned = Boolean(cell) && !(this.pinned && cell === this.touched);
      cell ? this.touch(cell) : this.rest();
    });
    this.stage.addEventListener("focusin", (event) => {
      const cell = under(event);
      if (!cell?.matches(":focus-visible")) return;
      for (const other of this.grids[cell.place.number].cells) if (other.tabIndex === 0) other.tabIndex = -1;
      cell.tabIndex = 0;
      if (cell === this.touched) return;
      this.pinned = false;
      this.touch(cell);
      this.say();
    });
    this.stage.addEventListener("focusout", (event) => {
      if (!this.pinned && !this.stage.contains(event.relatedTarget)) this.rest();
    });
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  /* Whether somebody touches a number, by mouse or keyboard. */
  get isHeld() {
    return this.pinned || Boolean(this.touched && !this.resting);
  }

  key(event) {
    if (this.locked || isJupyters(event)) return;
    const menu = event.target.closest(".take[open]");
    const cell = event.target.closest(".cell[tabindex]");
    const step = ARROWS[event.key];
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.firstChild.focus();
    } else if (event.key === "Escape") {
      this.pinned = false;
      this.rest();
      this.voice.textContent = "Let go.";
    } else if (cell && step) {
      event.preventDefault();
      this.neighbour(cell, ...step)?.focus({ focusVisible: true });
    } else if (cell && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      this.pinned = !(this.pinned && cell === this.touched);
      this.touch(cell);
      this.say();
    } else if (!step && ![" ", "Enter", "Home", "End"].includes(event.key)) return;
    event.stopPropagation(); // a deck would turn the page
  }

  neighbour({ place: { number, row, column } }, down, right) {
    const { rows } = this.grids[number];
    for (let i = row + down, j = column + right; rows[i]?.[j]; i += down, j += right) {
      if (rows[i][j].tabIndex >= -1 && rows[i][j].hasAttribute("tabindex")) return rows[i][j];
    }
  }

  /* Nothing is touched: look at what the picture itself looks at. */
  rest() {
    if (this.pinned && this.touched) return this.touch(this.touched);
    const cell = this.at && this.grids[this.at[0]].cells[this.at[1]];
    this.touch(cell ?? null);
    this.resting = true;
  }

  touch(cell) {
    this.touched = cell;
    this.resting = false;
    this.life = cell && lifeOf(cell, this.links);
    this.draw();
  }

  /* The same number in other tables. */
  twins(cell) {
    const { key } = keyOf(cell, this.grids);
    const others = this.same.filter((grids) => grids.some(({ table }) => table === cell.place.table)).flat();
    return others.flatMap(({ cells }) => cells.filter((other) => other !== cell && keyOf(other, this.grids).key === key));
  }

  say() {
    if (this.life) this.voice.textContent = spoken(this.life) + (this.pinned ? " Held." : "");
  }

  /* Light up, run the wires, write the sum. */
  draw() {
    for (const cell of this.sheet.querySelectorAll(".lit, .here")) cell.classList.remove("lit", "here");
    this.stage.classList.toggle("touching", Boolean(this.life));
    this.stage.classList.toggle("pinned", this.pinned);
    this.tag.hidden = !this.life;
    if (!this.life) return this.wires.replaceChildren();
    const { cell, made, used, isResult } = this.life;
    const all = [...made, ...used], joined = all.filter(counts);
    for (const { to, of, tap } of [...joined, ...made]) for (const each of [to, of, tap]) each?.classList.add("lit");
    const twins = this.twins(cell).map((twin) => lifeOf(twin, this.links));
    for (const { of, tap } of twins.flatMap(({ made }) => made)) {
      if (!tap || !isZero(tap)) of.classList.add("lit");
      if (tap && counts({ of, tap })) tap.classList.add("lit");
    }
    for (const each of [cell, ...twins.map(({ cell }) => cell)]) each.classList.add("lit", "here");
    this.tag.replaceChildren(...sentence(this.life).map(([className, textContent]) => make("span", { className, textContent })));
    const run = this.isMoving ? null : this.run(joined, made, isResult, twins), leader = this.placeTag(cell); // all is read before it is written
    this.wires.replaceChildren(...(run ? [...run, leader] : [])); // they wait for the cells
  }

  /* Box of an element in pixels of the stage, also where a deck has zoomed it. */
  box(element) {
    return this.ruler()(element);
  }

  /* Measures many boxes, as long as nothing moves. */
  ruler() {
    const frame = this.stage.getBoundingClientRect(), zoom = frame.width / this.stage.offsetWidth || 1;
    return (element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: (left - frame.left) / zoom, y: (top - frame.top) / zoom, w: width / zoom, h: height / zoom };
    };
  }

  boxOf(cells) {
    return union(cells.map(this.ruler()));
  }

  /* The wires, frames and chips of a touched number. */
  run(joined, made, isResult, twins) {
    const boxes = new Map(), measure = this.ruler();
    const box = (cell) => boxes.get(cell) ?? boxes.set(cell, measure(cell)).get(cell);
    const tables = this.grids.map(({ table }) => measure(table.tBodies[0])), tableOf = ({ place }) => tables[place.number];
    const parallel = new Map();
    const lane = (key) => LANES[parallel.set(key, (parallel.get(key) ?? -1) + 1).get(key) % LANES.length];
    const path = joined.map(({ of, tap, to }) => {
      const join = (a, b) => wire(box(a), tableOf(a), box(b), tableOf(b), tables, lane(`${a.place.number},${a.place.row},${b.place.number},${b.place.row}`));
      return tap ? join(of, tap) + join(tap, to) : join(of, to);
    }).join("");
    const isWindow = (made) => made.length > 1 && made.every(({ of }) => of.place.table === made[0].of.place.table);
    const windows = [isResult ? made : [], ...twins.map(({ made }) => made.filter(({ tap }) => tap && !isZero(tap)))];
    const frames = windows.filter(isWindow).map((made) => this.boxOf(made.map(({ of }) => of)));
    const rect = ({ x, y, w, h }) => `M${x - 1} ${y - 1}h${w + 2}v${h + 2}h${-w - 2}z`;
    const chips = box(this.life.cell).h < 24 ? [] : this.chips(joined, box);
    return [
      shape("path", { class: "halo", d: path }), shape("path", { class: "wire", d: path }),
      shape("path", { class: "window", d: frames.map(rect).join("") }), ...chips,
    ];
  }

  /* What a number is multiplied with on its way: at each output of a touched one, or at each source of a sum. All or none. */
  chips(joined, box) {
    const { cell, made } = this.life, scale = Math.max(1, box(cell).h / 42); // on a slide, as large as its numbers are
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
  placeTag(cell) {
    const box = this.ruler(), { table } = cell.place, here = box(cell), around = box(table.tBodies[0]);
    const numbers = this.grids.map(({ table }) => box(table.tBodies[0])), others = this.grids.filter((grid) => grid.table !== table);
    const places = this.placesForTag(cell, here, around, numbers);
    const free = (boxes) => places.find((place) => !boxes.some((other) => meet(place, other)));
    const words = [...others.map(({ table }) => table), ...this.sheet.querySelectorAll(".said")].map(box);
    const tag = free([around, ...words]) ?? free(numbers) ?? places[0];
    this.tag.style.transform = `translate(${Math.round(tag.x)}px, ${Math.round(tag.y)}px)`;
    return shape("path", { class: "leader", d: leader(here, around, tag) });
  }

  /* As boxes: over the table with its title and under it, the nearer first; under all beside it; to its right. */
  placesForTag(cell, here, around, numbers) {
    const { offsetWidth: w, offsetHeight: h } = this.tag, wide = this.stage.clientWidth, { table, row, number } = cell.place;
    const x = clamp(here.x + here.w / 2 - w / 2, 4, Math.max(wide - w - 4, 4)), right = around.x + around.w + 10;
    const beside = numbers.filter((b) => b.x < x + w && b.x + b.w > x && b.y < around.y + around.h); // or higher
    const over = Math.max(this.box(table).y - h - 4, 0), under = around.y + around.h + 6;
    const isUpper = row < this.grids[number].rows.length / 2;
    const heights = [...(isUpper ? [over, under] : [under, over]), Math.max(...beside.map((b) => b.y + b.h)) + 6];
    const places = heights.map((y) => ({ x, y, w, h }));
    if (right + w < wide) places.push({ x: right, y: Math.max(here.y + here.h - h, 0), w, h });
    return places;
  }

  /* -- Room: as much as the largest picture needs, from the start -- */

  get size() {
    const high = isGiven(this.element) ? this.element : scroller(this.element);
    return `${this.element.clientWidth} ${high?.clientHeight}`;
  }

  /* Finds the size of the cells with which the largest pictures fit beside their controls, and how much room each part
     of a picture needs. Gives this size, or 0 where they do not fit. */
  fit() {
    const { activeElement } = document, focused = this.sheet.contains(activeElement) && activeElement.place && keyOf(activeElement, this.grids);
    this.fittedTo = this.size;
    const wide = this.sheet.clientWidth, high = this.heightForPicture(), around = scroller(this.element);
    if (around) this.sizes.observe(around); // known only now: a new element stands nowhere
    if (!wide) return 0;
    this.stage.classList.remove("narrow");
    this.sheet.classList.remove("scrolls");
    this.sheet.style.minHeight = "";
    let cell = this.sizeFor(wide, high);
    if (cell < SMALL_CELL && this.need.width > wide * 0.9) {
      this.stage.classList.add("narrow"); // some grids below the others
      cell = this.sizeFor(wide, isGiven(this.element) ? high : Infinity);
      if (cell < SMALL_CELL && !isGiven(this.element)) this.measure((cell = SMALL_CELL));
    }
    this.stage.style.setProperty("--on-paper", `${Math.floor(cell * Math.min(1, PAPER / this.need.width))}px`);
    this.sheet.classList.toggle("scrolls", this.need.width > wide);
    const bar = this.sheet.offsetHeight - this.sheet.clientHeight;
    this.sheet.style.minHeight = `${this.need.height + bar}px`;
    this.html = null; // the sheet holds the last one that was measured
    if (this.frame) this.show(this.frame);
    if (focused) this.find(focused)?.focus({ preventScroll: true, focusVisible: true });
    const onlyScrolls = this.need.width > wide && !this.links.length; // nothing in it takes the keyboard there
    onlyScrolls ? this.sheet.setAttribute("tabindex", 0) : this.sheet.removeAttribute("tabindex");
    return this.need.width <= wide && this.need.height <= high ? cell : 0;
  }

  heightForPicture() {
    const { paddingTop, paddingBottom } = getComputedStyle(this.stage), padding = parseFloat(paddingTop) + parseFloat(paddingBottom);
    const most = isGiven(this.element) // on a slide, the stage has a row of its own
      ? parseFloat(getComputedStyle(this.element).gridTemplateRows)
      : room(this.element) - this.element.firstChild.offsetHeight;
    return most - padding - 18;
  }

  /* The largest cells with which all fits into so much room; sets them. */
  sizeFor(wide, high) {
    let [fits, tooLarge] = [SMALLEST_CELL, this.largestCell + 1];
    for (let cell = this.largestCell; tooLarge - fits > 1; cell = (fits + tooLarge) >> 1) {
      this.measure(cell);
      this.need.width <= wide && this.need.height <= high ? (fits = cell) : (tooLarge = cell);
    }
    this.measure(fits);
    return fits;
  }

  get largestCell() {
    return +getComputedStyle(this.element).getPropertyValue("--largest-cell");
  }

  measure(cell) {
    this.stage.style.setProperty("--cell", `${cell}px`);
    this.stage.style.setProperty("--share", cell / this.largestCell); // for what is larger where cells are
    this.parts = {};
    this.need = { width: 0, height: 0 };
    for (const html of this.source.largest) {
      this.sheet.innerHTML = html;
      this.partsOf().forEach(([name, part]) => {
        const known = (this.parts[name] ??= { width: 0, height: 0 });
        known.width = Math.max(known.width, part.scrollWidth); // with a title that is wider than its table
        known.height = Math.max(known.height, part.offsetHeight);
      });
    }
    for (const html of this.source.largest) { // once more, with room for the largest of each part
      this.sheet.innerHTML = html;
      this.reserve();
      this.need.width = Math.max(this.need.width, this.contentWidth());
      this.need.height = Math.max(this.need.height, Math.ceil(this.box(this.sheet).h));
    }
  }

  /* How wide the picture is, or would be if there were room. */
  contentWidth() {
    const rows = [...this.sheet.querySelectorAll(".parts")].filter((row) => !row.querySelector(".parts"));
    const alone = [...this.sheet.querySelectorAll("img, :scope > .grid, .grid.words")].map((part) => this.box(part).w);
    return Math.max(0, ...alone, ...rows.map(({ children }) => {
      const parts = [...children];
      return Math.max(...parts.map((part) => part.offsetLeft + part.offsetWidth)) - Math.min(...parts.map((part) => part.offsetLeft));
    }));
  }

  /* [["the so-manieth of its kind", element], ...] */
  partsOf() {
    return [".part", ".sign", "figcaption"].flatMap((kind) => [...this.sheet.querySelectorAll(kind)].map((part, i) => [`${kind} ${i}`, part]));
  }

  reserve() {
    this.partsOf().forEach(([name, part]) => {
      const known = this.parts[name];
      if (!known) return;
      if (!part.matches("figcaption")) part.style.minWidth = `${known.width}px`; // a caption has the whole width
      part.style.minHeight = `${known.height}px`;
    });
  }

  /* -- Motion: a cell that is the same one glides to its new place -- */

  get isMoving() {
    return Boolean(this.before || this.gliding);
  }

  /* Remembers where all is, until the next frame. */
  depart() {
    if (!this.before) requestAnimationFrame(() => this.move());
    this.before ??= this.positions();
  }

  positions() {
    const box = this.ruler();
    return this.grids.map((grid) => {
      const at = new Map();
      for (const cell of grid.cells) if (!isEmpty(cell)) at.set(keyOf(cell, this.grids).key, { cell, ...box(cell) });
      return { ...grid, at, around: box(grid.table), place: placing(grid, box) };
    });
  }

  move() {
    const { before } = this, found = [], gone = [], box = this.ruler(); // all is read before anything is written
    this.before = null;
    this.grids.forEach((grid) => {
      const old = before[grid.number];
      if (!old) return;
      const ways = new Map(grid.cells.filter((cell) => !isEmpty(cell)).map((cell) => {
        const { key, row, column } = keyOf(cell, this.grids), now = box(cell), was = old.at.get(key);
        const from = was ?? old.place(row, column) ?? now; // a new cell comes from where it would have been
        return [cell, { key, isNew: !was, ...less(from, now) }];
      }));
      found.push(...glides(grid.table, less(old.around, box(grid.table)), ways));
      const kept = new Set([...ways.values()].map(({ key }) => key));
      const place = placing(grid, box);
      for (const [key, { cell, x, y, w, h }] of old.at) {
        const to = !kept.has(key) && place(cell.key.row, cell.key.column);
        if (to) gone.push({ cell, x, y, w, h, way: less(to, { x, y }) });
      }
    });
    this.begin([...found, ...alike(gone, ({ way }) => way).map((ghosts) => this.fading(ghosts))]);
  }

  /* Cells that are no longer there go to where they would be now, all of them the same way. */
  fading(ghosts) {
    const group = make("div", { className: "gone", ariaHidden: "true" }, ...ghosts.map(({ cell, x, y, w, h }) => {
      const ghost = make("div", { className: `${cell.className} ghost`, textContent: cell.textContent });
      Object.assign(ghost.style, { width: `${w}px`, height: `${h}px`, left: `${x}px`, top: `${y}px` });
      return ghost;
    }));
    return [group, { opacity: 1 }, { transform: going(ghosts[0].way), opacity: 0 }];
  }

  /* At first, all is painted where it was: what moves becomes a layer of the browser's, and a layer takes its time. */
  begin(motions) {
    const goesOn = this.gliding; // as while a key is held
    this.gliding = motions;
    if (!motions.length) return this.arrive(motions);
    this.stage.append(...motions.map(([element]) => element).filter((element) => element.matches(".gone")));
    if (goesOn) return this.glide(motions);
    for (const [element, from] of motions) Object.assign(element.style, from);
    requestAnimationFrame(() => requestAnimationFrame(() => this.glide(motions)));
  }

  async glide(motions) {
    const gliding = motions.map(([element, from, to]) => {
      for (const name in from) element.style[name] = "";
      return element.animate([from, to], GLIDE).finished;
    });
    await Promise.allSettled(gliding); // a slow machine begins late
    for (const [element] of motions) if (element.matches(".gone")) element.remove();
    this.arrive(motions);
  }

  arrive(motions) {
    if (this.gliding !== motions) return; // the next motion has begun
    this.gliding = null;
    this.draw();
    this.sheet.dispatchEvent(new Event("rest"));
  }
}

/* The line from a cell, within the numbers around it, to the sum above, below or to the right of them. */
function leader(cell, around, tag) {
  const column = cell.x - 1.5, end = clamp(column, tag.x + 6, tag.x + tag.w - 6), bottom = cell.y + cell.h;
  if (tag.x > around.x + around.w) return `M${column} ${bottom - 4}V${bottom + 1.5}H${tag.x}`;
  if (tag.y < cell.y) return `M${column} ${cell.y + 4}V${around.y - 3}L${end} ${tag.y + tag.h}`;
  return `M${column} ${bottom - 4}V${around.y + around.h + 3}L${end} ${tag.y}`;
}

const less = (a, b) => ({ x: a.x - b.x, y: a.y - b.y });
const isFar = ({ x, y }) => Math.abs(x) >= 1 || Math.abs(y) >= 1;
const going = ({ x, y }) => `translate(${x}px, ${y}px)`;

/* In groups of those that go the same way. */
function alike(members, wayOf) {
  const inPixels = ({ x, y }) => `${Math.round(x)} ${Math.round(y)}`;
  return [...Map.groupBy(members, (member) => inPixels(wayOf(member))).values()];
}

/* What goes the same way goes as one, since a browser draws each thing that moves by itself: the table, within it its
   numbers as most of them go, then rows, then cells, each the rest of its way. Gives [[element, from, to], ...]. */
function glides(table, around, ways) {
  const found = [];
  const go = (element, way, isNew) => {
    if (isNew || isFar(way)) found.push([element, { transform: going(way), ...(isNew ? { opacity: 0 } : {}) }, { transform: "none" }]);
  };
  const body = table.tBodies[0], kept = [...ways.values()].filter(({ isNew }) => !isNew);
  const most = alike(kept, (way) => way).reduce((a, b) => (b.length > a.length ? b : a), [around])[0];
  go(table, around);
  go(body, less(most, around));
  for (const row of body.rows) {
    const members = [...row.cells].filter((cell) => ways.has(cell) || cell.matches("th"));
    const own = members.map((cell) => ways.get(cell) ?? { ...around, isNew: false }); // a name goes with the table
    const isOne = own.every((way) => way.isNew === own[0].isNew && !isFar(less(way, own[0])));
    (isOne ? [row] : members).forEach((element, i) => own[i] && go(element, less(own[i], most), own[i].isNew));
  }
  return found;
}

const shape = (tag, attributes, text = "") => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    prompt("Copy this:", text); // a page from the disk may not
  }
};

/* Where a grid would put a cell that it does not have: (rows, columns from its origin) to a box. */
function placing({ rows, origin }, box) {
  if (!rows.length) return () => null;
  const first = box(rows[0][0]), last = box(rows.at(-1).at(-1));
  const down = rows.length > 1 ? (last.y - first.y) / (rows.length - 1) : first.h + 3;
  const right = rows[0].length > 1 ? (last.x - first.x) / (rows[0].length - 1) : first.w + 3;
  return (row, column) => ({ x: first.x + (column + origin[1]) * right, y: first.y + (row + origin[0]) * down });
}

/* Whether the height comes from outside: on a slide, a picture gets what the rest leaves. */
const isGiven = (element) => getComputedStyle(element).flexGrow === "1";

/* What scrolls around a picture, as in JupyterLab, if that is not the page: the outermost box, since the height of
   those within, such as a cell's output, may come from the picture itself. */
function scroller(element) {
  let found;
  for (let box = element.parentElement; box; box = box.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(box).overflowY) && box.clientHeight > 200 && box.clientHeight < innerHeight) found = box;
  }
  return found;
}

/* How high a picture with its controls may be: so much is seen at once. */
const room = (element) => scroller(element)?.clientHeight ?? innerHeight;

