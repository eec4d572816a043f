/* What is moved or pressed, and whose a key is: Jupyter's or a picture's. */

const BEAT = 700; // ms between two steps of Play
const CALM_BEAT = 1600; // where nobody asked for it: time to read a sum
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }; // rows down, columns to the right

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

/* ---- A control is {name, box, get(), set(at, limits), write(), read(word)}; the last two are for addresses. A slider has
   its input and its value, too. ---- */

function makeSlider(name, label, oninput) {
  const input = make("input", { type: "range", name, oninput }), value = make("output", { ariaLive: "off" }); // a slider says its value; Play would go on talking
  input.dataset.preventSwipe = ""; // which would turn a deck's page
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

/* Moves a slider by itself: to its end; or calmly, round and round. */
function makePlay(input) {
  const button = make("button", { type: "button", className: "play", textContent: "▶ Play" });
  let timer = null;
  const pause = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = "▶ Play";
  };
  const move = (value) => { // as a hand would: a lecture's other window comes along
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const play = (beat, atEnd) => {
    clearInterval(timer);
    timer = setInterval(() => (input.value === input.max ? atEnd() : move(+input.value + +input.step)), beat);
    button.textContent = "❚❚ Pause";
  };
  button.onclick = () => {
    if (timer) return pause();
    play(BEAT, pause);
    move(input.value === input.max ? input.min : input.value);
  };
  return { button, isPlaying: () => Boolean(timer), pause, playCalmly: () => play(CALM_BEAT, () => move(input.min)) };
}
