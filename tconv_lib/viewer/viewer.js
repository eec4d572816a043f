/* What a browser does with pictures: sliders choose one, a finger finds where a number comes from.
   A picture is HTML made by figures.py: tables, and in data-links how their numbers belong together. Nothing is computed.

   A frame is {values, limits, html, at}: where the controls stand, [least, most, step] of each slider, the picture,
   and [table, cell] of the number that is looked at while nobody touches one; what comes after it is not known yet, unless
   [table, cell, true] says that all is. */

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/* source: {controls, largest, first, look(asked), ask(asked)}. look gives the frame for where the controls were put, if
   it is at hand; otherwise ask asks the kernel, and the frame comes through show(). */
class Viewer {
  constructor(element, source) {
    Object.assign(this, { element, source, grids: [], links: [], same: [], pinned: false, touched: null });
    element.classList.add("tconv");
    element.viewer = this; // for whoever gives it another place
    keepKeys(element);
    this.stage = make("div", { className: "stage" });
    this.sheet = make("div", { className: "sheet" }); // the picture
    this.sheet.addEventListener("scroll", () => this.panned());
    this.wires = shape("svg", { "aria-hidden": true });
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
    this.room = new Room(element, this.stage, this.sheet, source.largest);
    this.motion = new Motion(this.stage, () => this.grids, () => this.arrive());
    this.sizes = new ResizeObserver(() => this.size !== this.fittedTo && this.fit());
    this.fit();
    this.show(source.first);
    this.sizes.observe(element);
    new IntersectionObserver((entries) => {
      this.inView = entries.at(-1).isIntersecting;
      this.playWhileSeen();
    }).observe(element);
    document.addEventListener("visibilitychange", () => this.playWhileSeen());
  }

  /* -- Controls -- */

  makeControl({ name, label, kind, labels, play }) {
    const changed = () => this.change();
    if (kind === "checkbox") return makeCheckbox(name, label, changed);
    if (kind === "menu") return makeChoice(name, label, labels, changed);
    const control = makeSlider(name, label, changed);
    if (!play) return control;
    const { button, ...ways } = makePlay(control.input);
    control.box.append(button);
    Object.assign(this, ways); // isPlaying, pause, playCalmly
    return control;
  }

  playWhileSeen() {
    if (!this.inView || document.hidden) this.pause?.();
    else if (this.playsByItself) this.playCalmly();
  }

  /* Until somebody does anything on the page, or touches a number. */
  playByItself() {
    const ends = new AbortController(), options = { signal: ends.signal, capture: true };
    const end = ({ target, isTrusted }) => {
      if (!isTrusted) return; // its own step
      this.playsByItself = false;
      if (!target.closest?.(".play")) this.pause(); // a click there does
      ends.abort();
    };
    for (const type of ["keydown", "focusin", "click", "input"]) addEventListener(type, end, options);
    const isTouch = ({ target, pointerType }) => target.matches(".cell[tabindex]") && pointerType !== "touch"; // a finger may scroll
    this.stage.addEventListener("pointermove", (event) => isTouch(event) && end(event), options);
    STILL.addEventListener("change", end, options);
    this.playsByItself = !STILL.matches;
    this.playWhileSeen();
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

  async photograph() {
    const image = make("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(this.drawing())}` });
    await image.decode();
    const canvas = make("canvas", { width: 2 * image.naturalWidth, height: 2 * image.naturalHeight }); // for sharp screens
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done));
  }

  /* -- Pictures -- */

  show(frame) {
    const { values, limits, html, at } = (this.frame = frame);
    if (html !== this.html && this.html && this.inView && !STILL.matches) this.motion.depart(); // first: read
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
    this.room.reserve();
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
      const linked = cells.filter((cell) => !isEmpty(cell) && this.links.some(({ to, of, taps }) => [to, of, taps].some((part) => holds(part, cell))));
      if (!linked.length) continue;
      table.setAttribute("role", "grid");
      table.ariaLabel = `${table.caption?.textContent ?? "numbers"}. Arrow keys walk, Enter holds, Esc lets go.`;
      linked.forEach((cell) => (cell.tabIndex = -1));
      linked[0].tabIndex = this.locked ? -1 : 0;
    }
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
      if (rows[i][j].matches("[tabindex]")) return rows[i][j];
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
    const { cell, made, used } = this.life;
    for (const { to, of, tap } of [...made, ...used.filter(counts)]) for (const each of [to, of, tap]) each?.classList.add("lit");
    const twins = twinsOf(cell, this).map((twin) => lifeOf(twin, this.links));
    for (const { of, tap } of twins.flatMap(({ made }) => made)) {
      if (!tap || !isZero(tap)) of.classList.add("lit");
      if (tap && counts({ of, tap })) tap.classList.add("lit");
    }
    for (const each of [cell, ...twins.map(({ cell }) => cell)]) each.classList.add("lit", "here");
    this.tag.replaceChildren(...sentence(this.life).map(([className, textContent]) => make("span", { className, textContent })));
    const before = this.isPlaying?.() && !STILL.matches && movedByPlay(this);
    const wires = this.motion.isMoving ? null : wiresOf(this.life, twins, this), leader = placeTag(cell, this); // all is read before it is written
    this.wires.replaceChildren(...(wires ? [...wires, leader] : [])); // they wait for the cells
    if (before) slideFrom(before, movedByPlay(this));
  }

  arrive() {
    this.draw();
    this.sheet.dispatchEvent(new Event("rest"));
  }

  /* -- Room -- */

  get size() {
    const high = isGiven(this.element) ? this.element : scroller(this.element);
    return `${this.element.clientWidth} ${high?.clientHeight}`;
  }

  /* Makes the cells as large as there is room for. Gives their size, or 0 where they do not fit. */
  fit() {
    const { activeElement } = document, focused = this.sheet.contains(activeElement) && activeElement.place && keyOf(activeElement, this.grids);
    this.fittedTo = this.size;
    const around = scroller(this.element);
    if (around) this.sizes.observe(around); // known only now: a new element stands nowhere
    if (!this.sheet.clientWidth) return 0;
    const cell = this.room.fit();
    this.html = null; // the sheet holds the last one that was measured
    if (this.frame) this.show(this.frame);
    if (focused) this.find(focused)?.focus({ preventScroll: true, focusVisible: true });
    const onlyScrolls = this.sheet.matches(".scrolls") && !this.links.length; // nothing in it takes the keyboard there
    onlyScrolls ? this.sheet.setAttribute("tabindex", 0) : this.sheet.removeAttribute("tabindex");
    return cell;
  }
}

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    prompt("Copy this:", text); // a page from the disk may not
  }
};
