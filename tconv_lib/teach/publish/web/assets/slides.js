/* Starts the deck, and makes each picture as large as its slide allows. */
"use strict";

const ZOOMS = Array.from({ length: 96 }, (_, i) => 2.4 - i / 50); // from large to small

/* The largest zoom, from this one on, at which all that is on the slide fits. */
function fit(slide, from = 0) {
  const pictures = [...slide.querySelectorAll(".picture")];
  const set = (zoom) => pictures.forEach((picture) => (picture.style.zoom = zoom));
  const fits = (zoom) => {
    set(zoom);
    return slide.scrollHeight <= slide.clientHeight && pictures.every((picture) => picture.scrollWidth <= picture.clientWidth);
  };
  const found = ZOOMS.slice(from).findIndex(fits);
  slide.zoom = found < 0 ? ZOOMS.length - 1 : from + found;
}

Reveal.initialize({
  width: 1280,
  height: 720,
  margin: 0,
  center: false,
  hash: true,
  slideNumber: "c/t",
  transition: "none",
  controls: false,
  plugins: [RevealNotes],
});
Reveal.on("ready", ({ currentSlide }) => fit(currentSlide));
Reveal.on("slidechanged", ({ currentSlide }) => fit(currentSlide));
/* A larger picture of the same sliders makes the zoom smaller; it stays so, since jumping to and fro is no help. */
document.addEventListener("picture", () => {
  const slide = Reveal.getCurrentSlide();
  if (slide) fit(slide, slide.zoom ?? 0);
});

/* At a slider, Esc gives the arrow keys back to the deck, and a clicker (Page Up, Page Down) still turns the page. */
document.addEventListener("keydown", (event) => {
  const turn = { PageDown: Reveal.next, PageUp: Reveal.prev, Escape: () => {} }[event.key];
  if (!turn || !event.target.matches("input")) return;
  event.preventDefault();
  event.stopPropagation(); // or the deck would show its overview
  event.target.blur();
  turn.call(Reveal);
}, { capture: true });
