/* A cell that is the same one in two pictures glides to its new place. */

const GLIDE = { duration: 160, easing: "cubic-bezier(0, 0, 0.2, 1)" }; // ms; with the frames before it, 200

class Motion {
  /* grids() gives the tables in sight, rest() is called when they have come to rest. */
  constructor(stage, grids, rest) {
    Object.assign(this, { stage, grids, rest });
  }

  get isMoving() {
    return Boolean(this.before || this.gliding);
  }

  /* Remembers where all is, until the next frame. */
  depart() {
    if (!this.before) requestAnimationFrame(() => this.move());
    this.before ??= this.positions();
  }

  positions() {
    const box = rulerOf(this.stage), grids = this.grids();
    return grids.map((grid) => {
      const at = new Map();
      for (const cell of grid.cells) if (!isEmpty(cell)) at.set(keyOf(cell, grids).key, { cell, ...box(cell) });
      return { ...grid, at, around: box(grid.table), place: placing(grid, box) };
    });
  }

  move() {
    const { before } = this, found = [], gone = [], box = rulerOf(this.stage), grids = this.grids(); // all is read before anything is written
    this.before = null;
    grids.forEach((grid) => {
      const old = before[grid.number];
      if (!old) return;
      const ways = new Map(grid.cells.filter((cell) => !isEmpty(cell)).map((cell) => {
        const { key, row, column } = keyOf(cell, grids), now = box(cell), was = old.at.get(key);
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
    this.rest();
  }
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

/* In groups of those that go the same way. */
function alike(members, wayOf) {
  const inPixels = ({ x, y }) => `${Math.round(x)} ${Math.round(y)}`;
  return [...Map.groupBy(members, (member) => inPixels(wayOf(member))).values()];
}

/* Where a grid would put a cell that it does not have: (rows, columns from its origin) to a box. */
function placing({ rows, origin }, box) {
  if (!rows.length) return () => null;
  const first = box(rows[0][0]), last = box(rows.at(-1).at(-1));
  const down = rows.length > 1 ? (last.y - first.y) / (rows.length - 1) : first.h + 3;
  const right = rows[0].length > 1 ? (last.x - first.x) / (rows[0].length - 1) : first.w + 3;
  return (row, column) => ({ x: first.x + (column + origin[1]) * right, y: first.y + (row + origin[0]) * down });
}

const less = (a, b) => ({ x: a.x - b.x, y: a.y - b.y });

const isFar = ({ x, y }) => Math.abs(x) >= 1 || Math.abs(y) >= 1;

const going = ({ x, y }) => `translate(${x}px, ${y}px)`;
