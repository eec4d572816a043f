/* What all files here use: elements, boxes. */

const SVG = "http://www.w3.org/2000/svg";

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const shape = (tag, attributes, text = "") => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/* Measures boxes in pixels of the stage, also where a deck has zoomed it, as long as nothing moves. */
function rulerOf(stage) {
  const frame = stage.getBoundingClientRect(), zoom = frame.width / stage.offsetWidth || 1;
  return (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: (left - frame.left) / zoom, y: (top - frame.top) / zoom, w: width / zoom, h: height / zoom };
  };
}

/* Whether two boxes lie over each other. */
const meet = (a, b) => a.x < b.x + b.w && a.x + a.w > b.x && a.y < b.y + b.h && a.y + a.h > b.y;

/* The box around boxes. */
function union(boxes) {
  const x = Math.min(...boxes.map((box) => box.x)), y = Math.min(...boxes.map((box) => box.y));
  return { x, y, w: Math.max(...boxes.map((box) => box.x + box.w)) - x, h: Math.max(...boxes.map((box) => box.y + box.h)) - y };
}
