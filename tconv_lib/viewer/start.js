/* Where pictures and questions begin: JupyterLab loads all these files as an anywidget (explore.py), exported pages hold
   them (teach/publish/frames.py). */

/* ---- In Jupyter: an anywidget; the frames come from the kernel (Explorer in explore.py) ---- */

const KEPT = 300; // frames that are remembered
const SOON = 50; // ms: three frames

function render({ model, el }) {
  if (model.get("asked")?.packed) return renderQuestion({ model, el });
  if (model.get("places")) return renderPredictions({ model, el });
  const known = new Map();
  let wish, later; // a frame at hand is painted before the kernel hears of it, which takes time of the browser's, too
  const tell = () => {
    clearTimeout(later);
    later = null;
    model.set("asked", wish);
    model.save_changes();
  };
  const keep = (frame) => {
    known.delete(String(frame.asked));
    known.set(String(frame.asked), frame);
    if (known.size > KEPT) known.delete(known.keys().next().value);
  };
  model.get("ahead").forEach(keep);
  keep(model.get("frame"));
  let asked = String(model.get("asked"));
  const viewer = new Viewer(el, {
    controls: model.get("controls"),
    largest: model.get("largest"),
    first: model.get("frame"),
    look: (values) => known.get((asked = String(values))),
    ask(values) {
      wish = values;
      if (known.has(String(values))) later ??= setTimeout(tell, SOON);
      else tell();
    },
  });
  model.on("change:ahead", () => model.get("ahead").forEach(keep));
  model.on("change:asked", () => (asked = String(model.get("asked"))));
  model.on("change:frame", () => {
    const frame = model.get("frame");
    keep(frame);
    if (String(frame.asked) === asked) viewer.show(frame); // else the hand has gone on meanwhile
  });
  return viewer;
}

export default { render: (view) => void render(view) };

/* ---- On a page: all frames are there, as a tree of settings (frames.py) ---- */

async function unpack(word) {
  const bytes = Uint8Array.from(atob(word), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

/* The frame that these values lead to. On the way down the tree, each slider comes into the range that those before it
   allow. A branch is {limits, of: [one for each value]}, a leaf the number of a shot, [number of a picture, at]. */
function walk({ tree, shots, pictures }, asked) {
  const values = [...asked], limits = asked.map(() => null);
  let node = tree;
  for (let i = 0; typeof node === "object"; i++) {
    limits[i] = node.limits;
    const [least, most, step] = node.limits ?? [0, node.of.length - 1, 1];
    values[i] = least + Math.round((clamp(asked[i], least, most) - least) / step) * step;
    node = node.of[(values[i] - least) / step];
  }
  const [picture, at] = shots[node];
  return { values, limits, html: pictures[picture], at };
}

async function startOne(element) {
  const script = element.querySelector("script");
  if (!script) {
    const html = element.querySelector(".sheet").innerHTML;
    return new Viewer(element, { controls: [], largest: [html], first: { values: [], limits: [], html }, look() {} });
  }
  const { controls, first, largest, packed } = JSON.parse(script.textContent);
  const data = await unpack(packed);
  return new Viewer(element, {
    controls,
    largest: largest.map((number) => data.pictures[number]),
    first: walk(data, first),
    look: (asked) => walk(data, asked),
    address: true,
  });
}

/* Shows what the address of the page says: #at=picture&stride=3, in a deck after ?, where # has the slide. */
async function openAddress(viewers, questions) {
  const settings = new URLSearchParams(/[?&]at=/.test(location.search) ? location.search : location.hash.slice(1));
  const wanted = [...settings.keys()].filter((name) => name !== "at");
  const has = ({ controls }) => wanted.length && wanted.every((wish) => controls.some(({ name }) => name === wish));
  const asked = questions.find(({ shows }) => shows && shows === settings.get("at"));
  await asked?.showAnswer();
  const viewer = settings.has("at") ? [...viewers, asked?.viewer].find((each) => each?.element.id === settings.get("at")) : viewers.find(has);
  if (!viewer) return;
  viewer.open(settings);
  if (!window.Reveal) return viewer.element.scrollIntoView({ block: "nearest" });
  const slide = viewer.element.closest("section"), { h, v } = Reveal.getIndices(slide);
  const isSaid = location.hash.length > 2; // the slide, which may be another by now
  if (!isSaid || slide === Reveal.getCurrentSlide()) Reveal.slide(h, v, asked ? 0 : undefined); // the answer is open
}

/* Starts all pictures of a page; body.ready says that they are. */
async function start() {
  const all = (name) => [...document.querySelectorAll(name)], pictures = all(".tconv");
  const questions = typeof startQuestions === "function" ? startQuestions(all) : []; // a picture alone lacks ask.js
  const viewers = await Promise.all(pictures.map(startOne));
  await Promise.all(questions.map(({ ready }) => ready));
  document.querySelector(":target")?.scrollIntoView(); // pictures have their sizes only now
  await openAddress(viewers, questions);
  addEventListener("hashchange", () => openAddress(viewers, questions));
  if (!location.hash) document.querySelector(".by-itself > .tconv")?.viewer.playByItself();
  document.body.classList.add("ready");
  return viewers;
}
