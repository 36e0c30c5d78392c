// The data as it came (columns; see columns.py), and what the chart and the filters read from it.

const readJson = (id) => JSON.parse(byId(id).textContent);
const data = readJson("timeline-data");
const looks = readJson("timeline-looks");
const shell = readJson("timeline-shell");

// The packed columns (see pack.py) are read when somebody first asks for them.
const BYTES = { u8: Uint8Array, u16: Uint16Array, i32: Int32Array };
const NONE = -(2 ** 31);
const bytesOf = (text) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const raw = atob(text), out = new Uint8Array(raw.length);
  for (let n = 0; n < raw.length; n += 1) out[n] = raw.charCodeAt(n);
  return out;
};
const EMPTY = Object.freeze([]);

// A list on every row: all items one after the other, with the place where each row begins.
class Lists {
  constructor(counts, flat) {
    this.flat = flat;
    this.starts = new Uint32Array(counts.length + 1);
    for (let i = 0; i < counts.length; i += 1) this.starts[i + 1] = this.starts[i] + counts[i];
  }

  at(i) { return this.size(i) ? Array.from(this.flat.subarray(this.starts[i], this.starts[i + 1])) : EMPTY; }

  size(i) { return this.starts[i + 1] - this.starts[i]; }
}
class FewLists {
  constructor(at, values) {
    this.rows = new Map(values.map((value, n) => [at[n], value]));
  }

  at(i) { return this.rows.get(i) || EMPTY; }

  size(i) { return this.at(i).length; }
}

const unpack = (packed, rows) => {
  if (Array.isArray(packed)) return packed;
  if ("all" in packed) {
    return typeof packed.all === "string" ? new Array(rows).fill(packed.all)
      : new Float64Array(rows).fill(packed.all === null ? NaN : packed.all);
  }
  if ("flat" in packed) {
    const counts = unpack(packed.n, rows);
    const flat = unpack(packed.flat, counts.reduce((a, b) => a + b, 0));
    return new Lists(counts, Array.isArray(flat) ? Float64Array.from(flat) : flat);
  }
  if ("values" in packed) return new FewLists(unpack(packed.at, packed.values.length), packed.values);
  const kind = Object.keys(BYTES).find((name) => name in packed);
  const numbers = new BYTES[kind](bytesOf(packed[kind]).buffer);
  return packed.per ? Float64Array.from(numbers, (number) => number / packed.per) : numbers;
};
const readTable = (packed) => {
  const table = { rows: packed.rows };
  for (const [name, column] of Object.entries(packed)) {
    if (name === "rows") continue;
    Object.defineProperty(table, name, { configurable: true, get() {
      const value = unpack(column, packed.rows);
      Object.defineProperty(table, name, { value });
      return value;
    } });
  }
  return table;
};
const E = readTable(data.events), M = readTable(data.mentions), A = readTable(data.articles), S = readTable(data.sentences);
const N = E.rows;

// Sentences stand in scripts of their own, many to each.
const sentenceScripts = [...document.querySelectorAll(".timeline-sentences")], sentencesRead = [];
const sentenceText = (s) => {
  const at = Math.floor(s / shell.sentences);
  sentencesRead[at] ||= JSON.parse(sentenceScripts[at].textContent);
  return sentencesRead[at][s % shell.sentences];
};
const word = (number) => data.words[number];
const words = (numbers) => Array.from(numbers, word);

const familyOf = (code) => {
  const found = looks.families.findIndex((family) => family.codes.includes(code));
  return found < 0 ? looks.families.length - 1 : found;
};
const statusLook = new Map(looks.statuses.map((status) => [status.id, status]));

const typeCode = (i) => word(E.type[i]);
const typeLabel = (i) => looks.types[typeCode(i)] || typeCode(i);
const status = (i) => word(E.status[i]);
const statusLabel = (i) => (statusLook.get(status(i)) || { label: status(i) }).label;
const actorName = (number) => data.actors[number][0];
const actorNames = (i) => E.actors.at(i).map(actorName);
const targetNames = (i) => E.targets.at(i).map(actorName);
const place = (i) => (E.place[i] < 0 ? null : data.places[E.place[i]]);
const placeName = (i) => (place(i) ? place(i)[0] : "");
const sourceNames = (i) => words(E.sources.at(i));
// Outlets of an event, and those that carried one of its articles in the same words: they are no further source.
const outlets = (i) => (E.sources.size(i) ? sourceNames(i) : E.articles.at(i).map((a) => A.source[a]).filter(Boolean));
const copyOutlets = (i) => E.copies.at(i).map((a) => A.source[a]).filter(Boolean);
const said = (i) => word(E.said[i]) || "No date";
const toll = (i, kind) => E.tolls.at(i).find((row) => word(row[0]) === kind);
const killed = (i) => {
  const row = toll(i, "killed");
  return row ? (row[3] ?? row[1]) : null;
};

// Start and end in minutes, NaN where open, and in milliseconds for drawing: an open end is drawn to the edge of the
// rest, both are NaN for events without a date.
const minutes = (column) => {
  const out = new Float64Array(N);
  for (let i = 0; i < N; i += 1) out[i] = column[i] === null || column[i] === NONE ? NaN : column[i];
  return out;
};
const FROM = minutes(E.start), TO = minutes(E.end);
const isOpen = (edge) => Number.isNaN(edge);
const START = new Float64Array(N), END = new Float64Array(N), FAMILY = new Uint8Array(N), SOURCES = new Float64Array(N);
const domain = (() => {
  let low = Infinity, high = -Infinity;
  for (const edges of [FROM, TO]) {
    for (let i = 0; i < N; i += 1) {
      if (edges[i] < low) low = edges[i];
      if (edges[i] > high) high = edges[i];
    }
  }
  if (low > high) return { low: 0, high: DAY, empty: true };
  const room = Math.max((high - low) * 0.02, 1440);
  return { low: (low - room) * 60000, high: (high + room) * 60000, empty: false };
})();
const familyOfWord = data.words.map(() => -1);
for (let i = 0; i < N; i += 1) {
  const noStart = isOpen(FROM[i]), noEnd = isOpen(TO[i]);
  START[i] = noStart ? (noEnd ? NaN : domain.low) : FROM[i] * 60000;
  END[i] = noEnd ? (noStart ? NaN : domain.high) : TO[i] * 60000;
  const type = E.type[i];
  if (familyOfWord[type] < 0) familyOfWord[type] = familyOf(word(type));
  FAMILY[i] = familyOfWord[type];
  SOURCES[i] = E.sources.size(i) || E.n_articles[i] || 1;
}
const sourceCount = (i) => SOURCES[i];
const isDated = (i) => !Number.isNaN(START[i]);
const isBar = (i) => END[i] - START[i] > DAY;
const middle = (i) => (START[i] + END[i]) / 2;

// Background that no words date: all that is known is that it was before the report. The chart leaves it out unless
// asked, because a bar from the beginning of time tells nothing.
const VAGUE = new Uint8Array(N);
for (let i = 0; i < N; i += 1) VAGUE[i] = Number(isOpen(FROM[i]) && !isOpen(TO[i]) && !word(E.date_text[i]));
const isVague = (i) => VAGUE[i] === 1;

// Events in order of time, then background, then those without any date: the order of previous and next.
const dateRank = (i) => (!isDated(i) ? 2 : isVague(i) ? 1 : 0);
// A stretch with an open start stands where it ends.
const sortTime = (i) => (isOpen(FROM[i]) ? END[i] : START[i]);
const ORDER = (() => {
  const rank = new Float64Array(N), until = new Float64Array(N);
  for (let i = 0; i < N; i += 1) {
    const late = dateRank(i);
    rank[i] = late === 2 ? Infinity : sortTime(i) + late * 1e15;
    until[i] = late === 2 ? 0 : END[i];
  }
  const order = new Uint32Array(N);
  for (let i = 0; i < N; i += 1) order[i] = i;
  const before = (a, b) => (rank[a] < rank[b] ? -1 : rank[a] > rank[b] ? 1 : until[a] - until[b] || a - b);
  let inOrder = true;
  for (let i = 1; i < N && inOrder; i += 1) inOrder = before(i - 1, i) < 0;
  return [...(inOrder ? order : order.sort(before))];
})();

// What is worth a label first: told by many, happened, with a toll, on one day.
const HAPPENED = data.words.indexOf("happened");
const isShort = (title) => {
  // "War" or "The attack" makes a poor label.
  const first = title.indexOf(" ");
  return first < 0 || title.indexOf(" ", first + 1) < 0;
};
const WEIGHT = new Float64Array(N);
for (let i = 0; i < N; i += 1) {
  WEIGHT[i] = SOURCES[i] * 3 + E.mentions.size(i) + (E.status[i] === HAPPENED ? 1 : 0) +
    (E.tolls.size(i) ? Math.min(4, Math.log10(1 + (killed(i) || 0)) * 2) : 0) + (isDated(i) && !isBar(i) ? 1 : 0) +
    (FAMILY[i] === 0 ? 0.5 : 0) + E.confidence[i] - (isShort(E.title[i]) ? 2 : 0);
}
// The time that the articles cover: from two months before the first publication to a month after the last.
// Background ("since 1991") lies outside and is one click away, so that it does not squeeze the rest.
const reported = (() => {
  const days = (A.dct || []).map((day) => Date.parse(day)).filter(Number.isFinite);
  if (!days.length || domain.empty) return null;
  const from = days.reduce((a, b) => Math.min(a, b)) - 60 * DAY;
  const to = days.reduce((a, b) => Math.max(a, b)) + 31 * DAY;
  let low = Infinity, high = -Infinity, inside = 0;
  for (let i = 0; i < N; i += 1) {
    if (isDated(i) && END[i] - START[i] < 200 * DAY && START[i] >= from && END[i] <= to) {
      inside += 1;
      low = Math.min(low, START[i]);
      high = Math.max(high, END[i]);
    }
  }
  if (inside < 3) return null;
  const room = Math.max((high - low) * 0.03, DAY);
  return { low: low - room, high: high + room, first: low, last: high };
})();
const HOME = reported || domain;
