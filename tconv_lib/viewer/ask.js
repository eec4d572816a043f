/* Questions that are answered before their picture opens, and what is remembered of them (predictions.py).

   asked is {question, html, kind, options, count, click, before, start, at, packed}; packed holds what nobody is to see yet:
   {right, said, because, wrong, otherwise}. A memory is {records(), add(record), forget(), look(), watch(changed)}; add
   gives false where the record could not be kept. */

const NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ");
const TENS = /\b((twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand)\b/i; // "one hundred" is not 1
const POINTED = /(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?!\d)/; // "2.567" is 2567 to many
const DECIMAL = /(?<![\d,.])(\d+),(?=\d+(?!\d|,\d))/g; // in "0,25 0,75", not in "1,2,3"
const NESTED = /[\])][\s,;]*[[(]/; // "[[1,2],[3,4]]" has four
const RANGE = /(\d+)(\s*)(?:-|–|—|…|\.{2,3}|to|through)\2(?=(\d+))/g; // "5 -3" is none
const TWICE = 400; // ms, at most, between two presses that were meant as one
const FINGER = matchMedia("(pointer: coarse)");

/* "7-9" as "7 8 9", where several are asked for; in a given order, these are the two. */
function spelledOut(text, kind) {
  return text.replace(RANGE, (_, first, __, last) => {
    const many = kind === "any order" ? clamp(last - first, 1, 99) : 1;
    return Array.from({ length: many }, (_, i) => `${i ? +first + i : first} `).join("");
  });
}

/* The numbers in what somebody wrote: " 6 ", "six", "6,6", "(5, 6)", "minus 1", "1/4", "½", "0,5", "1,000", "1e3", "７", "٧". */
function numbersIn(text, kind) {
  const spaced = text.replace(/[²³¼-¾⅐-⅞]/g, " $&"), isOne = kind === "number"; // "4²" is not 42
  const written = spaced.normalize("NFKC").replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt() & 15).toLowerCase().replace(/\d+(\.\d+)?e\d+/g, Number);
  const plain = (isOne ? written : spelledOut(written, kind)).replace(/[−–]|minus\s*/g, "-").replace(/[a-z]+(-[a-z]+)*/g, (word) => {
    const number = NUMBERS.indexOf(word);
    return number < 0 ? " " : number;
  });
  const pointed = isOne ? plain.replace(/\b([1-9]\d*),(?=\d{3}\b)/g, "$1").replace(/\b(\d+),(?!\1\b)(?=\d)/g, "$1.") : plain;
  return (pointed.match(/-?\d*\.?\d+(\s*[/⁄]\s*\d+)?/g) ?? []).map((word) => {
    const [over, under = 1] = word.split(/[/⁄]/).map(Number);
    return over / under;
  }).filter(Number.isFinite);
}

const keyOfNumber = (number) => String(Number.isInteger(number) ? number : Number(number.toPrecision(6)));

/* {key, words} of what somebody wrote, or {trouble}: it is no answer at all. doubt: it may mean another number. */
function readNumbers(text, { kind, count }) {
  let numbers = TENS.test(text) ? [] : numbersIn(text, kind), doubt;
  const isOne = count === 1 && kind !== "any order";
  if (!text.trim()) return { trouble: "Write what you think; a guess will do." };
  if (!numbers.length) return { trouble: "No number was found in that. Write it in digits, such as 7." };
  if (isOne && numbers.length > 1) doubt = "One number, please: the one that you find likeliest.";
  if (isOne && POINTED.test(text)) doubt = "Is that point for thousands, or for decimals? Write 1000 without it, and not three decimals.";
  if (isOne && new Set(numbers).size === 1) numbers = numbers.slice(0, 1); // 6 × 6 is 6
  if (kind === "numbers" && numbers.length > count && !NESTED.test(text)) numbers = numbersIn(text.replace(DECIMAL, "$1."), kind);
  if (kind !== "any order" && numbers.length !== count) return { trouble: doubt ?? `${count} numbers, please, in this order, with commas between them.` };
  if (kind === "any order") numbers = [...new Set(numbers)].sort((a, b) => a - b);
  const keys = numbers.map(keyOfNumber);
  return { key: keys.join(","), words: keys.join(", "), doubt };
}

class Question {
  /* open(box) puts the picture there, and gives its Viewer. */
  constructor(element, asked, memory, open) {
    Object.assign(this, { element, asked, memory, viewer: null });
    this.secret = unpack(asked.packed);
    element.classList.add("ask");
    keepKeys(element);
    this.box = make("div", { className: "picture" });
    this.openPicture = async () => (this.viewer ??= await open?.(this.box));
    this.past = make("p", { className: "past" });
    this.verdict = make("div", { className: "verdict" });
    this.verdict.setAttribute("role", "status");
    this.next = make("div", { className: "next" });
    this.form = this.makeForm();
    const words = make("p", { className: "question", innerHTML: asked.html });
    words.prepend(make("strong", { className: "label", textContent: "Predict" }), " ");
    const answering = make("div", { className: "answering" }, this.form, this.verdict, this.next);
    element.replaceChildren(words, ...(asked.before ? [this.box, answering] : [answering, this.box]));
    element.open = () => this.showAnswer(); // also for whoever leads a lecture
    memory.watch(() => this.remind());
    this.ready = this.reset();
  }

  button(textContent, onclick) {
    // the second click of two meant the button that was here, and so did a second press, which counts no clicks
    const once = (event) => event.detail > 1 || (event.isTrusted && !event.detail && event.timeStamp < this.given + TWICE) || onclick();
    const made = make("button", { type: "button", textContent, onclick: once });
    made.addEventListener("keydown", (event) => event.repeat && event.preventDefault()); // so did Enter that is still down
    return made;
  }

  /* -- What takes the answer -- */

  makeForm() {
    const { kind, options, count } = this.asked;
    const form = make("form", { className: "answer", autocomplete: "off" });
    form.addEventListener("submit", (event) => (event.preventDefault(), this.commitText()));
    if (kind === "choice") {
      form.append(...options.map(([key, words]) => this.button(words, () => this.commit(key, words))));
    } else if (kind === "click") {
      form.append(make("span", { className: "hint", textContent: FINGER.matches ? "Tap it in the picture." : "Click it in the picture, or reach it with Tab and the arrow keys." }));
    } else {
      const hint = kind === "number" ? "one number" : kind === "numbers" ? `${count} numbers` : "all numbers";
      this.input = make("input", { type: "text", size: kind === "number" ? 9 : 14, ariaLabel: `Your prediction, ${hint}`, placeholder: hint });
      this.input.addEventListener("keydown", (event) => this.enter(event));
      form.append(this.input, make("button", { type: "submit", textContent: "Predict" }));
    }
    form.append(this.skip = this.button("I cannot tell", () => this.giveUp()), this.past);
    this.skip.className = "quiet";
    return form;
  }

  /* JupyterLab takes Enter from forms. */
  enter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!event.repeat) this.commitText();
  }

  async commitText() {
    if (!this.input) return;
    const { key, words, trouble, doubt } = readNumbers(this.input.value, this.asked);
    if (trouble || (doubt && !(await this.secret).right.includes(key))) this.say("", trouble ?? doubt);
    else this.commit(key, words);
  }

  /* -- States: asked, answered -- */

  async reset() {
    this.state("asked");
    this.verdict.replaceChildren();
    this.next.replaceChildren();
    if (this.input) this.input.value = "";
    this.remind();
    this.showPicture(this.asked.before);
    if (!this.asked.before) return;
    await this.openPicture();
    this.viewer.lock(true);
    this.viewer.change(this.asked.start);
    if (this.asked.kind === "click") this.places ??= new Places(this.viewer, this.asked, (key, words) => this.commit(key, words));
    this.places?.show(true);
  }

  state(state) {
    this.element.dataset.state = state;
    this.form.hidden = state !== "asked";
  }

  showPicture(shown) {
    this.box.hidden = !shown;
    this.element.classList.toggle("unseen", !shown);
  }

  async commit(key, words) {
    const { right: keys, because, wrong, otherwise } = await this.secret, right = keys.includes(key);
    this.remember(words, right);
    this.state(right ? "right" : "wrong");
    if (right) this.say(`Right: ${words}.`, because);
    else this.say(this.missed(key, words, keys[0]), wrong[key] ?? (otherwise || (this.asked.at ? "Compare with the picture." : "Try once more, or open the answer.")));
    await this.reveal();
    this.next.replaceChildren(this.button(right ? "Ask me again" : "Try again", () => this.again()), ...(right ? [] : [this.button("Open the answer", () => this.showAnswer())]));
    this.goOn();
  }

  /* "Not 8.", "Not all: 7, 8.", "Not “no”." */
  missed(key, words, whole) {
    const { kind } = this.asked, isPart = kind === "any order" && key.split(",").every((one) => whole.split(",").includes(one));
    return isPart ? `Not all: ${words}.` : kind === "choice" ? `Not “${words}”.` : `Not ${words}.`;
  }

  async giveUp() {
    this.remember("", false);
    await this.showAnswer();
    this.goOn();
  }

  /* The picture has come in, and where it has no room, what comes next is seen at least. */
  goOn() {
    this.giveFocus(this.next.firstChild);
    for (const part of [this.element, this.next]) part.scrollIntoView({ block: "nearest" });
  }

  async showAnswer() {
    await this.ready;
    const { said, because } = await this.secret;
    this.state("open");
    this.say(`The answer: ${said}.`, because);
    await this.reveal();
    this.next.replaceChildren(this.button("Ask me again", () => this.again()));
  }

  async again() {
    await this.reset();
    this.giveFocus(this.input ?? this.form.querySelector("button"));
  }

  giveFocus(element) {
    this.given = performance.now();
    element.focus({ preventScroll: true });
  }

  async reveal() {
    this.showPicture(true);
    await this.openPicture();
    if (!this.viewer) return;
    this.places?.show(false);
    this.viewer.lock(false);
    if (this.asked.at) this.viewer.change(this.asked.at);
    else this.viewer.fit(); // it had no room while it was hidden
  }

  /* A sentence of the page is HTML; what somebody wrote is not. */
  say(head, html) {
    const lost = this.isLost ? [" ", make("span", { className: "hint", textContent: "Not remembered: the kernel has stopped. Run the page again." })] : [];
    this.verdict.replaceChildren(make("strong", { textContent: head }), " ", make("span", { innerHTML: html }), ...lost);
  }

  remember(said, right) {
    this.isLost = this.memory.add({ question: this.asked.question, said, right, when: new Date().toISOString() }) === false;
  }

  remind() {
    const how = howItWent(this.memory.records()).get(this.asked.question);
    this.past.textContent = how ? `Predicted before: ${HOW[how].words}.` : "";
  }
}

/* Buttons over the places of a picture from which one is chosen. */
class Places {
  constructor(viewer, { click: [click, grid], options }, choose) {
    Object.assign(this, { viewer, click, grid });
    this.buttons = options.map(([key, words]) => {
      const button = make("button", { type: "button", ariaLabel: words, title: words, tabIndex: -1, onclick: () => choose(key, words) });
      return Object.assign(button, { at: key.split(",").map(Number) });
    });
    this.buttons[0].tabIndex = 0;
    this.element = make("div", { className: "places", ariaLabel: "Places to choose from" }, ...this.buttons);
    this.element.dataset.click = click; // no class: a picture has these words for its own
    this.element.setAttribute("role", "group");
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focusin", ({ target }) => viewer.bringIntoSight(target.getBoundingClientRect()));
    viewer.stage.append(this.element);
    this.letFingersPan(viewer.sheet);
    new ResizeObserver(() => this.put()).observe(viewer.sheet);
    new MutationObserver(() => this.putWhenStill()).observe(viewer.sheet, { childList: true });
    for (const event of ["rest", "scroll"]) viewer.sheet.addEventListener(event, () => this.put());
  }

  show(shown) {
    this.element.hidden = !shown;
    if (shown) this.putWhenStill();
  }

  putWhenStill() {
    if (!this.viewer.motion.isMoving) this.put(); // else when it has come to rest
  }

  put() {
    if (!this.element.hidden) for (const button of this.buttons) {
      const { x, y, w, h } = this.box(button.at);
      Object.assign(button.style, { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` });
    }
  }

  /* Where a place is, in pixels of the stage. */
  box([i, j]) {
    const { rows } = this.viewer.grids[this.grid], box = rulerOf(this.viewer.stage);
    if (this.click === "cell") return box(rows[i][j]);
    const down = this.click.startsWith("row"), many = down ? rows.length : rows[0].length;
    const line = (n) => union((down ? rows[n] : rows.map((row) => row[n])).map(box));
    if (!this.click.endsWith("gap")) return line(i);
    const near = line(Math.min(i, many - 1)), side = down ? ["y", "h"] : ["x", "w"], wide = Math.max(near[side[1]] / 2, 14);
    const edge = i < many ? near[side[0]] - 1.5 : near[side[0]] + near[side[1]] + 1.5;
    return { ...near, [side[0]]: edge - (i === 0 ? wide : i === many ? 0 : wide / 2), [side[1]]: wide };
  }

  /* The places lie over the sheet, not in it: what would scroll it by itself, were they in it, is done here and by focusin. */
  letFingersPan(sheet) {
    let start = null;
    this.element.addEventListener("pointerdown", ({ pointerType, clientX }) => (start = pointerType === "touch" ? sheet.scrollLeft + clientX : null));
    this.element.addEventListener("pointermove", ({ clientX }) => start !== null && (sheet.scrollLeft = start - clientX));
    for (const end of ["pointerup", "pointercancel"]) this.element.addEventListener(end, () => (start = null));
  }

  key(event) {
    const step = ARROWS[event.key];
    const here = this.buttons.indexOf(event.target);
    if (event.key === "Enter" || event.key === " ") event.stopPropagation();
    if (!step || here < 0) return;
    event.preventDefault();
    event.stopPropagation(); // a deck would turn the page
    const [i, j] = event.target.at, along = step[0] || step[1];
    const next = this.click === "cell"
      ? this.buttons.find(({ at }) => at[0] === i + step[0] && at[1] === j + step[1])
      : this.buttons[here + along];
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus({ focusVisible: true });
  }
}

/* ---- What is remembered ---- */

const HOW = { first: { mark: "✓", words: "right at first" }, later: { mark: "↻", words: "right later" }, not: { mark: "✗", words: "not right yet" } };

/* {question: how it went, a name in HOW}, in the order in which they were first answered. */
function howItWent(records) {
  const found = new Map();
  for (const { question, right } of records) {
    const how = found.get(question);
    if (!how) found.set(question, right ? "first" : "not");
    else if (right && how === "not") found.set(question, "later");
  }
  return found;
}

/* The predictions of one page, or a map of all pages with the places where one was wrong. */
class Predictions {
  constructor(element, { page, places }, memory, link) {
    Object.assign(this, { element, page, places, memory, link });
    element.classList.add("ask", "predictions");
    memory.watch(() => this.show());
    new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && memory.look()).observe(element);
    this.show();
  }

  show() {
    const how = howItWent(this.memory.records());
    const forget = make("button", { type: "button", className: "quiet", textContent: "Forget all my predictions", onclick: () => this.memory.forget() });
    const shown = this.page ? this.ofPage(how) : this.ofAll(how);
    this.element.replaceChildren(...shown, ...(how.size ? [forget] : []));
  }

  ofPage(how) {
    const here = this.places.filter(({ page }) => page.startsWith(this.page));
    const list = make("ol", {}, ...here.map((place) => this.line(place, how.get(place.question))));
    return [make("p", { textContent: `Your predictions on this page: ${tally(here, how)}.` }), list];
  }

  ofAll(how) {
    const pages = Map.groupBy(this.places, ({ page }) => page);
    const rows = [...pages].map(([page, places]) => {
      const made = places.filter(({ question }) => how.has(question)).length;
      const bar = make("progress", { max: places.length, value: made, ariaLabel: `predicted on page ${page.slice(0, 2)}` });
      return make("li", {}, this.link(places[0], `${page.slice(0, 2)} ${places[0].title}`, false), bar, make("span", { textContent: tally(places, how) }));
    });
    const missed = [...how].filter(([, is]) => is !== "first").flatMap(([question]) => this.places.filter((place) => place.question === question).slice(0, 1));
    const list = missed.length ? [make("p", {}, make("strong", { textContent: "Where I was wrong, oldest first" })), make("ol", {}, ...missed.map((place) => this.line(place, how.get(place.question))))] : [];
    return [make("p", { textContent: `Your predictions: ${tally(this.places, how)}.` }), make("ul", { className: "pages" }, ...rows), ...list];
  }

  line(place, how) {
    const { mark, words } = HOW[how] ?? { mark: "·", words: "not predicted yet" };
    return make("li", {}, this.link(place, place.words, true), make("span", { className: `how ${how ?? ""}`, textContent: ` ${mark} ${words}` }));
  }
}

function tally(places, how) {
  const went = places.map(({ question }) => how.get(question)).filter(Boolean), count = (is) => went.filter((one) => one === is).length;
  const parts = Object.keys(HOW).filter(count).map((is) => `${count(is)} ${HOW[is].words}`);
  return [`${went.length} of ${places.length} made`, ...parts].join(", ");
}

/* ---- In Jupyter: the kernel keeps a file; questions are widgets beside their picture's ---- */

function kernelMemory(model) {
  let records = model.get("history");
  const watchers = [];
  const changed = () => watchers.forEach((watcher) => watcher());
  model.on("change:history", () => ((records = model.get("history")), changed()));
  const tell = (message) => {
    try {
      model.send(message);
      return true;
    } catch {
      return false; // nobody listens any more
    }
  };
  return {
    records: () => records,
    add(record) {
      records = [...records, record];
      changed();
      return tell({ do: "remember", record });
    },
    forget: () => tell({ do: "forget" }),
    look: () => tell({ do: "look" }),
    watch: (watcher) => watchers.push(watcher),
  };
}

function renderQuestion({ model, el }) {
  const picture = model.get("picture").replace("IPY_MODEL_", "");
  const open = picture ? async (box) => render({ model: await model.widget_manager.get_model(picture), el: box }) : null;
  new Question(el, model.get("asked"), kernelMemory(model), open);
}

/* JupyterLab follows a link by what stands in these attributes; in Notebook 7 and elsewhere it opens beside this page. */
function renderPredictions({ model, el }) {
  const [, place, folder = ""] = decodeURIComponent(location.pathname).match(/\/(tree|notebooks)\/(.*\/)?[^/]*$/) ?? [];
  const link = ({ page, cell }, textContent, toCell) => {
    const file = `${page}.ipynb`, hash = toCell ? `#cell-id=${cell}` : "";
    const anchor = make("a", { href: `${file}${hash}`, target: "_blank", textContent });
    if (place === "notebooks") return anchor;
    anchor.dataset.commandlinkerCommand = "rendermime:handle-local-link";
    anchor.dataset.commandlinkerArgs = JSON.stringify({ path: `${folder}${file}`, id: hash });
    return anchor;
  };
  new Predictions(el, { page: model.get("page"), places: model.get("places") }, kernelMemory(model), link);
}

/* ---- On a page: the browser's own storage ---- */

function pageMemory() {
  let records = [];
  const key = "tconv-predictions", watchers = [];
  const changed = () => watchers.forEach((tell) => tell());
  const read = () => {
    try {
      records = JSON.parse(localStorage.getItem(key)) ?? [];
    } catch {} // not allowed here: known until the page is left
    return records;
  };
  const write = (all) => {
    records = all;
    try {
      localStorage.setItem(key, JSON.stringify(all));
    } catch {}
    changed();
  };
  addEventListener("storage", changed);
  return { records: read, add: (record) => write([...read(), record]), forget: () => write([]), look() {}, watch: (tell) => watchers.push(tell) };
}

const dataOf = (element) => JSON.parse(element.querySelector("script").textContent);

/* A question of a page; its picture lies in a template, and is made when it may be seen. A deck opens it as the next step. */
function startQuestion(element, memory) {
  const asked = dataOf(element), template = element.querySelector("template"), step = element.querySelector(".fragment");
  const open = template && ((box) => {
    box.replaceChildren(template.content.cloneNode(true));
    return startOne(box.querySelector(".tconv"));
  });
  const question = new Question(element, asked, memory, open);
  question.shows = template?.content.querySelector(".tconv").id;
  element.append(step);
  if (window.Reveal) {
    const follow = () => { // also where the deck came from elsewhere: of all slides before this one, it has shown the steps
      const isOpen = /open|right/.test(element.dataset.state);
      if (!Reveal.getCurrentSlide().contains(element) || step.matches(".visible") === isOpen) return;
      isOpen ? question.reset() : question.showAnswer();
    };
    for (const event of ["fragmentshown", "fragmenthidden", "slidechanged"]) Reveal.on(event, follow);
    const takeStep = () => element.dataset.state === "right" && Reveal.nextFragment();
    new MutationObserver(takeStep).observe(element, { attributes: true, attributeFilter: ["data-state"] }); // its answer is there
    Reveal.isReady() ? follow() : Reveal.on("ready", follow);
  }
  return question;
}

/* On the map of the site: how far one has come with the predictions of each page. */
function startMap(lines, memory) {
  const show = () => {
    const how = howItWent(memory.records());
    for (const line of lines) {
      const here = JSON.parse(line.dataset.questions).map((question) => ({ question }));
      line.textContent = here.some(({ question }) => how.has(question)) ? `Predictions: ${tally(here, how)}` : "";
    }
  };
  memory.watch(show);
  show();
}

/* All of a page; gives its questions. */
function startQuestions(all) {
  const memory = pageMemory(), questions = all(".ask:not(.predictions)").map((element) => startQuestion(element, memory));
  all(".predictions").forEach((element) => startPredictions(element, memory));
  startMap(all("[data-questions]"), memory);
  return questions;
}

function startPredictions(element, memory) {
  const link = ({ page, cell }, textContent, toCell) => make("a", { href: `${page}.html${toCell ? `#ask-${cell}` : ""}`, textContent });
  return new Predictions(element, dataOf(element), memory, link);
}
