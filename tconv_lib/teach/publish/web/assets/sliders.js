/* Moves the sliders of exported pages. Each .player holds its controls, its picture, and, as JSON, a tree that
   leads from the values of the controls to the number of a picture (see tconv_lib/teach/publish/frames.py). */
"use strict";

async function unpack(word) {
  const bytes = Uint8Array.from(atob(word), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

/* A control is a range, a checkbox, or a fieldset of radio buttons. */
const value = (control) =>
  control.type === "range" ? +control.value
    : control.type === "checkbox" ? +control.checked
      : +control.querySelector(":checked").value;

/* Walk down the tree. On the way, give each slider the range that those before it allow. */
function pictureNumber(tree, controls) {
  for (const control of controls) {
    const [first, branches] = tree;
    const step = control.type === "range" ? +control.step : 1;
    if (control.type === "range") {
      control.min = first;
      control.max = first + (branches.length - 1) * step;
      control.parentElement.querySelector("output").value = control.value;
    }
    tree = branches[(value(control) - first) / step];
  }
  return tree;
}

function play(slider, button) {
  const label = button.textContent;
  let timer = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = label;
  };
  const step = () => {
    if (slider.value === slider.max) return stop();
    slider.stepUp();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (slider.value === slider.max) slider.value = slider.min;
    timer = setInterval(step, 700);
    button.textContent = "❚❚ Pause";
  });
}

async function start(player) {
  const form = player.querySelector("form");
  const frame = player.querySelector(".picture");
  const controls = [...form.querySelectorAll("input[type=range], input[type=checkbox], fieldset")];
  const data = JSON.parse(player.querySelector("script").textContent);
  const pictures = await unpack(data.pictures);
  const show = () => {
    frame.innerHTML = pictures[pictureNumber(data.tree, controls)];
    reachable(frame);
    frame.dispatchEvent(new Event("picture", { bubbles: true }));
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of form.querySelectorAll("button")) {
    play(button.previousElementSibling.querySelector("input"), button);
  }
  show();
}

/* What has to be scrolled must be reached by Tab. */
function reachable(frame) {
  for (const figure of frame.querySelectorAll("figure")) {
    if (figure.scrollWidth > figure.clientWidth) figure.tabIndex = 0;
  }
}

document.querySelectorAll(".picture").forEach(reachable);
Promise.all([...document.querySelectorAll(".player")].map(start)).then(() => document.body.classList.add("ready"));
