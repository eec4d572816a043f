/* Starts the deck. viewer.js makes each picture as large as its slide allows, and keeps the keys that it needs. */
"use strict";

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

/* At a slider, Esc gives the arrow keys back to the deck, and a clicker (Page Up, Page Down) still turns the page. */
document.addEventListener("keydown", (event) => {
  const turn = { PageDown: Reveal.next, PageUp: Reveal.prev, Escape: () => {} }[event.key];
  if (!turn || !event.target.matches("input, button, .cell")) return;
  if (event.key === "Escape" && event.target.closest(".pinned")) return; // the viewer lets go first
  event.preventDefault();
  event.stopPropagation(); // or the deck would show its overview
  event.target.blur();
  turn.call(Reveal);
}, { capture: true });
