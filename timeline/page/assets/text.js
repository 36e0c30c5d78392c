// Text: article text reaches the page only through el() and textContent, never as markup.

const el = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};

const fill = (node, ...children) => node.replaceChildren(...children.filter((child) => child !== null && child !== undefined));

const svg = (tag, props = {}, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
};

const byId = (id) => document.getElementById(id);

// Names and titles may run right to left: <bdi> keeps them from turning their neighbours round.
const bdi = (text, props = {}) => el("bdi", { ...props, text });

const UNWANTED = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g;

// At most `limit` characters, cut at a word. Offsets are UTF-16 here; a pair is never split.
const cut = (text, limit) => {
  const plain = text.slice(0, limit * 4).replace(/\s+/g, " ").trim();
  if (plain.length <= limit && text.length <= limit * 4) return plain;
  let head = plain.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "");
  const space = head.lastIndexOf(" ");
  if (space >= limit / 2) head = head.slice(0, space);
  return `${head.replace(/[ ,;:.–-]+$/, "")}…`;
};

// Plotly reads a little HTML in labels and hover text; after this it finds none.
const forPlotly = (text, limit = 200) =>
  cut(text.replace(UNWANTED, " "), limit).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

// Offsets of the data count code points, JavaScript counts UTF-16 units: they differ after an emoji.
const pointSlice = (text, start, end) =>
  /[\ud800-\udfff]/.test(text) ? Array.from(text).slice(start, end).join("") : text.slice(start, end);

// "12,345": toLocaleString takes tens of milliseconds to wake up.
const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
const plural = (count, one, many = `${one}s`) => `${grouped(count)} ${count === 1 ? one : many}`;

const ruler = document.createElement("canvas").getContext("2d");
const textWidth = (text, font) => {
  ruler.font = font;
  return ruler.measureText(text).width;
};

// The longest beginning of a text that fits into a width, with an ellipsis.
const fit = (text, width, font) => {
  if (textWidth(text, font) <= width) return text;
  let limit = Math.min(text.length, Math.ceil(width / 3));
  while (limit > 4 && textWidth(cut(text, limit), font) > width) limit -= Math.max(1, Math.floor(limit / 12));
  return limit > 4 ? cut(text, limit) : "";
};

const DAY = 86400000;
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December"];
const isoDay = (ms) => new Date(ms).toISOString().slice(0, 10).replace(/^\+0*/, "");
const dayInWords = (ms) => {
  const day = new Date(ms);
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
};
