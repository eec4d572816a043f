/* Room for a picture: as much as the largest one needs, from the start. */

const SMALL_CELL = 21, SMALLEST_CELL = 15; // px; a finger hardly hits small ones: grids are stacked, or panned
const STACKED_CELL = 34; // px, at most: larger ones push the last grid off the screen
const PAPER = 600; // px, less than any sheet of paper has
const NARROW = 600; // px, less than a page beside JupyterLab's list of files has

class Room {
  constructor(element, stage, sheet, largest) {
    Object.assign(this, { element, stage, sheet, largest, parts: {} });
  }

  /* Finds the size of the cells with which the largest pictures fit beside their controls, and how much room each part
     of a picture needs. Gives this size, or 0 where they do not fit. */
  fit() {
    const { element, stage, sheet } = this, wide = sheet.clientWidth, high = this.heightForPicture();
    stage.classList.remove("narrow");
    sheet.classList.remove("scrolls");
    sheet.style.minHeight = "";
    let cell = this.sizeFor(wide, high);
    const mayStack = isGiven(element) || wide < NARROW || this.need.width > wide; // else it is higher than a window
    if (cell < SMALL_CELL && mayStack && this.need.width > wide * 0.9) {
      stage.classList.add("narrow"); // some grids below the others
      cell = isGiven(element) ? this.sizeFor(wide, high) : this.sizeFor(wide, Infinity, STACKED_CELL);
      if (cell < SMALL_CELL && !isGiven(element)) this.measure((cell = SMALL_CELL));
    }
    const { width, height } = this.need;
    stage.style.setProperty("--on-paper", `${Math.floor(cell * Math.min(1, PAPER / width))}px`);
    sheet.classList.toggle("scrolls", width > wide);
    const bar = sheet.offsetHeight - sheet.clientHeight;
    sheet.style.minHeight = `${height + bar}px`;
    return width <= wide && height <= high ? cell : 0;
  }

  heightForPicture() {
    const { element, stage } = this, { paddingTop, paddingBottom } = getComputedStyle(stage);
    const most = isGiven(element) // on a slide, the stage has a row of its own
      ? parseFloat(getComputedStyle(element).gridTemplateRows)
      : (scroller(element)?.clientHeight ?? innerHeight) - element.firstChild.offsetHeight;
    return most - parseFloat(paddingTop) - parseFloat(paddingBottom) - 18;
  }

  /* The largest cells with which all fits into so much room; sets them. */
  sizeFor(wide, high, most = this.largestCell) {
    let [fits, tooLarge] = [SMALLEST_CELL, most + 1];
    for (let cell = most; tooLarge - fits > 1; cell = (fits + tooLarge) >> 1) {
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
    const need = (this.need = { width: 0, height: 0 }), parts = (this.parts = {});
    for (const html of this.largest) {
      this.sheet.innerHTML = html;
      this.partsOf().forEach(([name, part]) => {
        const known = (parts[name] ??= { width: 0, height: 0 });
        known.width = Math.max(known.width, part.scrollWidth); // with a title that is wider than its table
        known.height = Math.max(known.height, part.offsetHeight);
      });
    }
    for (const html of this.largest) { // once more, with room for the largest of each part
      this.sheet.innerHTML = html;
      this.reserve();
      need.width = Math.max(need.width, this.contentWidth());
      need.height = Math.max(need.height, Math.ceil(rulerOf(this.stage)(this.sheet).h));
    }
  }

  /* How wide the picture is, or would be if there were room. */
  contentWidth() {
    const { sheet } = this, box = rulerOf(this.stage), rows = [...sheet.querySelectorAll(".parts")].filter((row) => !row.querySelector(".parts"));
    const alone = [...sheet.querySelectorAll("img, :scope > .grid, .grid.words")].map((part) => box(part).w);
    return Math.max(0, ...alone, ...rows.map(({ children }) => {
      const parts = [...children];
      return Math.max(...parts.map((part) => part.offsetLeft + part.offsetWidth)) - Math.min(...parts.map((part) => part.offsetLeft));
    }));
  }

  /* [["the n-th of its kind", element], ...] */
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
