/* Tables, how their cells belong together, and what is said of a touched one. A link is Reads in figures.py. */

/* All tables of a stage as rows of cells; every cell learns its table, row and column. */
function readGrids(stage) {
  return [...stage.querySelectorAll("table.grid")].map((table, number) => {
    const rows = [...table.rows].map((row) => [...row.querySelectorAll(".cell")]).filter((cells) => cells.length);
    rows.forEach((cells, row) => cells.forEach((cell, column) => (cell.place = { table, number, row, column })));
    const pair = (name) => table.dataset[name]?.split(",").map(Number);
    const [origin, every] = [pair("origin") ?? [0, 0], pair("every") ?? [1, 1]];
    return { table, number, rows, cells: rows.flat(), origin, every };
  });
}

/* The links of all figures in a stage; to, of and taps become {grid, row, column, rows, columns}. */
function readLinks(stage, grids) {
  return [...stage.querySelectorAll("figure[data-links]")].flatMap((figure) => {
    const own = grids.filter(({ table }) => table.closest("figure") === figure);
    const part = (region) => {
      if (!region) return null;
      const [number, row, column, rows, columns] = region;
      return { grid: own[number], row, column, rows, columns };
    };
    return JSON.parse(figure.dataset.links).map((link) => ({
      step: [1, 1], start: [0, 0], every: [1, 1], turn: 1, count: [1, 1],
      ...link, to: part(link.to), of: part(link.of), taps: part(link.taps),
    }));
  });
}

/* Where a table does not say which of its cells are the same ones, links do: a copy of the kernel is the same wherever it
   is written, and so is a sum over the same window. */
function markSame(links, grids) {
  for (const link of links) {
    const { of, to, taps, step, start, every, turn, rows } = link;
    if (!taps || rows || to.grid.table.dataset.origin) continue;
    const isCopy = of.rows * of.columns === 1;
    if (!isCopy && (turn !== 1 || every[0] * every[1] > 1)) continue;
    const [down, right] = [0, 1].map((axis) => start[axis] - of.grid.origin[axis]);
    for (let row = 0; row < to.rows; row++) for (let column = 0; column < to.columns; column++) {
      const cell = cellOf(to, row, column), [term] = terms(link, row, column);
      if (!term) continue;
      if (isCopy) cell.same = `${of.row},${of.column} writes ${keyOf(term.tap, grids).key}`;
      else cell.same = `${to.row},${to.column} from ${step[0] * row + down},${step[1] * column + right}`;
    }
  }
}

/* Tables whose cells are touched together where they are the same one, as a list for each figure that has such. */
function readSame(stage, grids) {
  return [...stage.querySelectorAll("figure[data-same]")].map((figure) => {
    const own = grids.filter(({ table }) => table.closest("figure") === figure);
    return figure.dataset.same.split(",").map((number) => own[number]);
  });
}

const inside = (part, row, column) => row >= 0 && column >= 0 && row < part.rows && column < part.columns;
const cellOf = (part, row, column) =>
  inside(part, row, column) ? part.grid.rows[part.row + row]?.[part.column + column] : null;
const isEmpty = (cell) => !cell || cell.classList.contains("none");
const holds = (part, { place }) =>
  part && part.grid.table === place.table && inside(part, place.row - part.row, place.column - part.column);

/* What the number at (row, column) of a link's `to` is made of: {to, of, tap}. The rule is Reads in figures.py. */
function* terms(link, row, column) {
  const to = cellOf(link.to, row, column);
  if (isEmpty(to)) return;
  if (link.rows) {
    for (let j = 0; j < link.of.rows * link.of.columns; j++) {
      yield { to, of: cellOf(link.of, Math.floor(j / link.of.columns), j % link.of.columns), tap: cellOf(link.taps, row * link.to.columns + column, j) };
    }
    return;
  }
  const [rows, columns] = link.taps ? [link.taps.rows, link.taps.columns] : link.count;
  for (let u = 0; u < rows; u++) for (let v = 0; v < columns; v++) {
    const i = (link.step[0] * row + link.turn * u + link.start[0]) / link.every[0];
    const j = (link.step[1] * column + link.turn * v + link.start[1]) / link.every[1];
    if (!Number.isInteger(i) || !Number.isInteger(j)) continue;
    const of = cellOf(link.of, i, j), tap = link.taps && cellOf(link.taps, u, v);
    if (!isEmpty(of)) yield { to, of, tap };
  }
}

function* allTerms(link) {
  for (let row = 0; row < link.to.rows; row++) {
    for (let column = 0; column < link.to.columns; column++) yield* terms(link, row, column);
  }
}

const textOf = (cell) => cell.dataset.known ?? cell.textContent;
const isZero = (cell) => /^-?0(\.0*)?$/.test(textOf(cell));
const counts = ({ of, tap }) => !isZero(of) && !(tap && isZero(tap)); // a product with zero adds nothing

/* What a touched cell is made of, and what it goes into. */
function lifeOf(cell, links) {
  const made = [], used = [];
  for (const link of links) {
    if (holds(link.to, cell)) {
      made.push(...terms(link, cell.place.row - link.to.row, cell.place.column - link.to.column));
    }
    if (holds(link.of, cell)) used.push(...[...allTerms(link)].filter(({ of }) => of === cell));
    if (holds(link.taps, cell)) used.push(...[...allTerms(link)].filter((term) => term.tap === cell && counts(term)));
  }
  const isResult = links.some((link) => holds(link.to, cell));
  return { cell, made, used, isResult, asTap: links.some((link) => holds(link.taps, cell)) };
}

/* What makes a cell the same one in two pictures. */
function keyOf(cell, grids) {
  if (cell.key) return cell.key;
  const { origin, every } = grids[cell.place.number];
  const row = cell.place.row - origin[0], column = cell.place.column - origin[1];
  const whole = [row / every[0], column / every[1]];
  const key = cell.same ?? (whole.every(Number.isInteger) ? `${whole}` : `between ${row},${column}`);
  return (cell.key = { number: cell.place.number, row, column, key });
}

/* The same number in other tables. */
function twinsOf(cell, { same, grids }) {
  const { key } = keyOf(cell, grids);
  const others = same.filter((own) => own.some(({ table }) => table === cell.place.table)).flat();
  return others.flatMap(({ cells }) => cells.filter((other) => other !== cell && keyOf(other, grids).key === key));
}

/* ---- What is said about a touched cell: [[class of the word, word], ...] ---- */

const signed = (text) => (/^[-−]/.test(text) ? `(${text})` : text);
const titleOf = (cell) => cell.place.table.caption?.textContent.split("\n")[0] ?? "";

function sentence({ cell, made, used, isResult, asTap }) {
  const total = textOf(cell), summed = made.filter(counts);
  if (isResult && (made.length || !used.length)) {
    if (!made.length) return [["result", total], ["word", " comes from no number"]];
    if (!summed.length) return [["word", made.length > 1 ? "only zeros = " : "a zero: "], ["result", total]];
    const isSum = made.length > 1 || made[0].tap;
    if (!isSum) {
      const from = textOf(made[0].of);
      return [["source", from], ["word", from === total ? " stays " : " becomes "], ["result", total]];
    }
    const words = summed.flatMap(({ of, tap }, i) => [
      ...(i ? [["word", " + "]] : []),
      ["source", signed(textOf(of))],
      ...(tap ? [["word", "·"], ["tap", signed(textOf(tap))]] : []),
    ]);
    return [...words, ["word", " = "], ["result", total]];
  }
  if (asTap && isZero(cell)) return [["tap", total], ["word", " adds nothing, whatever it meets"]];
  if (!used.length) return asTap ? [["tap", total], ["word", " meets only zeros"]] : [["source", total], ["word", " goes nowhere"]];
  if (asTap) {
    const met = [...new Set(used.map(({ of }) => textOf(of)))];
    return [["tap", total], ["word", ` meets ${met.slice(0, 12).join(", ")}${met.length > 12 ? ", …" : ""}`]];
  }
  if (!counts({ of: cell })) return [["source", total], ["word", " adds nothing, wherever it is read"]];
  const number = new Set(used.map(({ to }) => to)).size;
  return [["source", total], ["word", ` goes into ${number} number${number > 1 ? "s" : ""}`]];
}

const spoken = (life) => {
  const { row, column } = life.cell.place, title = titleOf(life.cell);
  return `${title ? title + ", " : ""}row ${row}, column ${column}: ${sentence(life).map(([, word]) => word).join("")}.`;
};
