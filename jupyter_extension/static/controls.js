// What ipywidgets leaves out for those who use the keyboard, a screen reader or a narrow window; and pictures that
// do not wait for the kernel. Loaded by JupyterLab and Notebook 7 as they load any extension; written by hand, since
// nothing in it has to be built.

const STYLE = `
  .noUi-handle:focus-visible { outline: 3px solid #1976d2; outline-offset: 2px; }
  .widget-html-content { min-width: 0; }  /* so that a wide picture scrolls in its own box */
`;
const CONTROLS = ".jupyter-widgets :is(select, input, button, [role=slider])";

function nameSlider(slider) {
  const name = slider.querySelector(".widget-label").textContent;
  slider.querySelector("[role=slider]")?.setAttribute("aria-label", name);
  const readout = slider.querySelector(".widget-readout");
  readout?.setAttribute("role", "textbox");
  readout?.setAttribute("aria-label", `${name}, typed`);
}

function namePlayButtons(player) {
  const names = ["play or pause", "stop", "repeat"];
  player.querySelectorAll("button").forEach((button, i) => button.setAttribute("aria-label", names[i]));
}

// Otherwise Jupyter takes the arrow keys of a menu to go to another cell, and an x to cut this one.
function keepKeys(control) {
  control.setAttribute("data-lm-suppress-shortcuts", "true");
}

// A picture that is wider than its box can be scrolled with the arrow keys once it has the focus.
function letScroll(picture) {
  if (picture.scrollWidth > picture.clientWidth) picture.tabIndex = 0;
}

// The pictures one step away are there already (Explorer in tconv_lib/explore.py): show them at once. The kernel is
// asked all the same, and its picture is shown after it.
function showAhead(changes) {
  for (const { target: handle } of changes) {
    const explorer = handle === document.activeElement && handle.closest(".tconv-explorer");
    const step = `${handle.getAttribute("aria-label")} ${handle.getAttribute("aria-valuetext")}`;
    const picture = explorer && explorer.querySelector(`.tconv-ahead template[data-step="${step}"]`);
    if (picture) explorer.querySelector(".tconv-picture .widget-html-content").innerHTML = picture.innerHTML;
  }
}

function improve() {
  document.querySelectorAll(".widget-slider").forEach(nameSlider);
  document.querySelectorAll(".widget-play").forEach(namePlayButtons);
  document.querySelectorAll(CONTROLS).forEach(keepKeys);
  document.querySelectorAll(".jp-OutputArea figure").forEach(letScroll);
}

// After what is new has been painted, which should not wait for it.
let soon = null;
function improveSoon() {
  soon ??= setTimeout(() => {
    soon = null;
    improve();
  }, 30);
}

function activate() {
  document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
  window.addEventListener("resize", improveSoon);
  new MutationObserver(showAhead).observe(document.body, { attributeFilter: ["aria-valuetext"], subtree: true });
  new MutationObserver(improveSoon).observe(document.body, { childList: true, subtree: true });
}

const extension = {
  id: "tconv:controls",
  description: "Names, keys and a visible focus for sliders; the next picture before the kernel answers.",
  autoStart: true,
  activate,
};

window._JUPYTERLAB = window._JUPYTERLAB || {};
window._JUPYTERLAB.tconv = { init() {}, get: async () => () => ({ __esModule: true, default: extension }) };
