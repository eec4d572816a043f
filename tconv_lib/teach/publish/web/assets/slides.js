/* Shows the deck in one of three ways: slides on a screen, one column on a phone, pages on paper (?print-pdf).
   viewer.js, which starts after this, makes each picture as large as its place allows. */
"use strict";

const root = document.documentElement;
const slides = [...document.querySelectorAll(".slide")];
const narrow = matchMedia("(max-width: 760px) and ((orientation: portrait) or (pointer: coarse))"); // a projector at 150% is no phone
const isPaper = /print-pdf/.test(location.search);
const isFollowing = /receiver/.test(location.search); // within the speaker's window
const way = isPaper ? "paper" : narrow.matches && !isFollowing ? "phone" : "deck";
document.body.className = way; // without scripts, one column

/* ---- Light and dark: as chosen by T, whatever the computer's own theme is ---- */

function setTheme(theme) {
  root.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {} // a browser may keep nothing of a page from the disk
}

function firstTheme() {
  if (isPaper) return "light";
  try {
    return new URLSearchParams(location.search).get("theme") ?? localStorage.getItem("theme") ?? "light";
  } catch {
    return "light";
  }
}

const changeTheme = () => setTheme(root.dataset.theme === "dark" ? "light" : "dark");
root.dataset.theme = firstTheme();

/* ---- On a phone, and on paper: all slides, one below the other ---- */

function showAll() {
  document.querySelector(".reveal").classList.remove("reveal");
  delete window.Reveal; // viewer.js asks whether this is a deck
  const goThere = () => slides[location.hash.match(/^#\/(\d+)/)?.[1] - 1]?.scrollIntoView();
  addEventListener("hashchange", goThere);
  whenReady(goThere);
}

/* Calls back when viewer.js has started all pictures. */
function whenReady(then) {
  new MutationObserver(then).observe(document.body, { attributes: true, attributeFilter: ["class"] });
}

/* Pictures of some settings stand where a slider was. */
function forPaper(slide) {
  const frames = slide.querySelector("template.printed");
  const isSeveral = frames?.content.querySelector("figure > figcaption:not(.said)");
  if (!isSeveral && !(frames && slide.matches(".asked"))) return;
  const pictures = slide.querySelector(".pictures");
  pictures.replaceChildren(frames.content);
  pictures.classList.add("several");
}

/* Stands them in as many columns as leave their smallest cells largest. */
function arrange(pictures) {
  const viewers = [...pictures.querySelectorAll(".tconv")].map((element) => element.viewer);
  const possible = new Set(viewers.map((_, i) => Math.ceil(viewers.length / (i + 1)))); // 4, 2 and 1 of 4
  const stand = (columns, least) => {
    pictures.style.setProperty("--columns", columns);
    return viewers.reduce((smallest, viewer) => (smallest > least ? Math.min(smallest, viewer.fit()) : smallest), Infinity);
  };
  let best = { columns: 1, cell: 0 };
  for (const columns of [...possible].reverse()) {
    const cell = stand(columns, best.cell);
    if (cell > best.cell) best = { columns, cell };
  }
  stand(best.columns, 0);
}

const openHere = (slide) => slide.querySelectorAll(".fragment").forEach((part) => part.classList.toggle("visible"));

/* ---- On a screen ---- */

const play = () => Reveal.getCurrentSlide().querySelector(".tconv:not(.locked) .play")?.click();

/* Where the controls of the slide that is shown stand, and the theme, go to the speaker's window and back. */
const together = {
  id: "together",
  init(deck) {
    const { getState, setState } = deck;
    // while a question is open, or opens in both windows, each sets its own
    const inputs = () => [...(deck.getCurrentSlide()?.querySelectorAll(".tconv:not(.locked) .settings input") ?? [])];
    const valueOf = (input) => (input.type === "range" ? input.value : input.checked);
    // an echo comes when the other window may have gone on, and would take it back
    const config = deck.getConfig(), isCurrent = config.postMessageEvents; // in the speaker's window, not the upcoming slide
    let isEcho = false;
    config.postMessageEvents = false; // as long as it does not know of an answer that is open in the hall
    deck.on("ready", () => (config.postMessageEvents = isCurrent));
    deck.getState = () => ({ ...getState(), theme: root.dataset.theme, values: inputs().map(valueOf), isEcho });
    deck.setState = (state) => {
      if (isCurrent && state.isEcho) return;
      [isEcho, config.postMessageEvents] = [true, false];
      setState(state);
      [isEcho, config.postMessageEvents] = [false, isCurrent];
      if (state.theme && state.theme !== root.dataset.theme) setTheme(state.theme);
      inputs().forEach((input, i) => {
        const value = state.values?.[i];
        if (value === undefined || value === valueOf(input)) return;
        input[input.type === "range" ? "value" : "checked"] = value;
        input.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "from the other window" }));
      });
    };
    const tell = () => {
      if (!isFollowing) return deck.dispatchEvent({ type: "resumed" }); // on which the speaker's window is told all
      const message = { namespace: "reveal", eventName: "resumed", state: deck.getState() };
      parent.postMessage(JSON.stringify(message), "*");
    };
    document.addEventListener("input", (event) => event.detail === "from the other window" || tell());
    new MutationObserver(tell).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  },
};

/* The plugin's window shows notes in a fifth of its area: speaker.css and the keys come in as soon as it calls. One that
   was opened by another deck would go on to show that one's slides and times: it is closed, S opens it anew. */
function furnish({ data, source: speaker }) {
  if (isFollowing || !/reveal-notes/.test(data)) return;
  const deck = deckOf(speaker);
  if (deck === location.pathname) return;
  if (deck === "unknown" && isReloaded()) return answer(JSON.parse(data), speaker);
  if (deck !== undefined) return speaker.close();
  speaker.document.body.append(speaker.document.importNode(document.querySelector("#speaker").content, true));
  speaker.document.querySelector(".keys").dataset.deck = location.pathname;
  speaker.document.querySelector("#upcoming-slide .label").textContent = "After the next key";
}

/* The deck for which a speaker's window was furnished; undefined if for none yet. */
function deckOf(speaker) {
  try {
    return speaker.document.querySelector(".keys")?.dataset.deck;
  } catch {
    return "unknown"; // from the disk, decks may not look into each other's windows
  }
}

/* Then the window is this deck's own, from before. */
const isReloaded = () => loadedBy() === "reload";
const loadedBy = () => performance.getEntriesByType("navigation")[0].type;

/* What it asks for its clock; the plugin answers nobody whom it may not look at. */
function answer({ type, callId, methodName }, speaker) {
  if (type !== "call") return;
  speaker.postMessage(JSON.stringify({ namespace: "reveal-notes", type: "return", callId, result: Reveal[methodName]() }), "*");
}

/* A reload, or Back from elsewhere, goes on where the deck stood; reveal.js writes that into the address up to a second late. */
function keepPlace() {
  try {
    const place = sessionStorage.getItem(location.pathname);
    if (place && loadedBy() !== "navigate") history.replaceState(null, "", `#${place}`);
    addEventListener("pagehide", () => sessionStorage.setItem(location.pathname, Reveal.getSlidePath()));
  } catch {} // a browser may keep nothing of a page from the disk
}

function startDeck() {
  addEventListener("message", furnish);
  if (!isFollowing) keepPlace();
  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    center: false,
    display: "grid",
    hash: true,
    hashOneBasedIndex: !isFollowing, // the speaker's window counts from 0
    transition: "none",
    backgroundTransition: "none",
    controls: false,
    scrollActivationWidth: null,
    defaultTiming: 0,
    plugins: [RevealNotes, together],
  });
  Reveal.on("slidechanged", ({ previousSlide }) => previousSlide?.querySelectorAll(".tconv").forEach(({ viewer }) => viewer?.pause?.()));
  Reveal.addKeyBinding({ keyCode: 84, key: "T", description: "Light or dark" }, changeTheme);
  Reveal.addKeyBinding({ keyCode: 80 }, play);
  // in place of what reveal.js says of P, as soon as it has said so
  Reveal.on("ready", () => Reveal.registerKeyboardShortcut("P  ,  Shift SPACE", "Play; the previous slide"));
}

/* At a slider, Esc gives the arrow keys back to the deck; a clicker (Page Up, Page Down), N, T and P work as ever. Where
   one writes, letters are letters; what is only clicked needs no arrow keys. */
const ANYWHERE = { PageDown: () => Reveal.next(), PageUp: () => Reveal.prev(), Escape: () => {} };
const AT_A_SLIDER = { ...ANYWHERE, n: () => Reveal.next(), t: changeTheme, p: play };
const AT_A_BUTTON = { ...AT_A_SLIDER, ArrowRight: () => Reveal.next(), ArrowLeft: () => Reveal.prev() };

function keysAt(element) {
  if (element.matches("[type=text]")) return ANYWHERE;
  if (element.matches("[type=checkbox], button:not(.places button), summary")) return AT_A_BUTTON;
  return element.matches("input, button, .cell") ? AT_A_SLIDER : {};
}

document.addEventListener("keydown", (event) => {
  const act = keysAt(event.target)[event.key];
  if (way !== "deck" || !act || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target.closest(".pinned, .take[open]")) return; // the viewer lets go first
  event.preventDefault();
  event.stopPropagation(); // or the deck would show its overview
  if (event.key.length > 1) event.target.blur();
  act();
}, { capture: true });

document.addEventListener("click", (event) => {
  if (!event.target.closest(".opener")) return;
  way === "deck" ? Reveal.nextFragment() : openHere(event.target.closest(".slide"));
});

if (way === "deck") startDeck();
else showAll();
if (isPaper) {
  slides.forEach(forPaper);
  whenReady(() => document.querySelectorAll(".several").forEach(arrange));
}
if (!isPaper && !isFollowing) narrow.addEventListener("change", () => location.reload());
