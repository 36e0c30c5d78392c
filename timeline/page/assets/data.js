// The data as it came (columns; see columns.py), and what the chart and the filters read from it.

const readJson = (id) => JSON.parse(byId(id).textContent);
const data = readJson("timeline-data");
const looks = readJson("timeline-looks");
const shell = readJson("timeline-shell");

const E = data.events, M = data.mentions, A = data.articles, S = data.sentences;
// A list column that is mostly empty comes by the numbers of its filled rows; all empty rows share one list.
const EMPTY = Object.freeze([]);
const widen = (table, length) => {
  for (const [name, column] of Object.entries(table)) {
    if (Array.isArray(column)) continue;
    const full = new Array(length).fill(EMPTY);
    column.at.forEach((row, n) => { full[row] = column.values[n]; });
    table[name] = full;
  }
};
widen(E, E.id ? E.id.length : 0);
widen(M, M.id ? M.id.length : 0);
const N = E.id ? E.id.length : 0;
const word = (number) => data.words[number];
const words = (numbers) => numbers.map(word);

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
const actorNames = (i) => E.actors[i].map(actorName);
const targetNames = (i) => E.targets[i].map(actorName);
const place = (i) => (E.place[i] < 0 ? null : data.places[E.place[i]]);
const placeName = (i) => (place(i) ? place(i)[0] : "");
const sourceNames = (i) => words(E.sources[i]);
const sourceCount = (i) => E.sources[i].length || E.n_articles[i] || 1;
const said = (i) => word(E.said[i]) || "No date";
const toll = (i, kind) => E.tolls[i].find((row) => word(row[0]) === kind);
const killed = (i) => {
  const row = toll(i, "killed");
  return row ? (row[3] ?? row[1]) : null;
};

// Start and end in milliseconds; NaN for events without a date. An open end is drawn to the edge of the rest.
const START = new Float64Array(N), END = new Float64Array(N), FAMILY = new Uint8Array(N);
const domain = (() => {
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < N; i += 1) {
    for (const edge of [E.start[i], E.end[i]]) {
      if (edge === null) continue;
      if (edge < low) low = edge;
      if (edge > high) high = edge;
    }
  }
  if (low > high) return { low: 0, high: DAY, empty: true };
  const room = Math.max((high - low) * 0.02, 1440);
  return { low: (low - room) * 60000, high: (high + room) * 60000, empty: false };
})();
for (let i = 0; i < N; i += 1) {
  const dated = E.start[i] !== null || E.end[i] !== null;
  START[i] = dated ? (E.start[i] === null ? domain.low : E.start[i] * 60000) : NaN;
  END[i] = dated ? (E.end[i] === null ? domain.high : E.end[i] * 60000) : NaN;
  FAMILY[i] = familyOf(typeCode(i));
}
const isDated = (i) => !Number.isNaN(START[i]);
const isBar = (i) => END[i] - START[i] > DAY;
const middle = (i) => (START[i] + END[i]) / 2;

// Background that no words date: all that is known is that it was before the report. The chart leaves it out unless
// asked, because a bar from the beginning of time tells nothing.
const VAGUE = Uint8Array.from({ length: N }, (_, i) => Number(E.start[i] === null && E.end[i] !== null && !word(E.date_text[i])));
const isVague = (i) => VAGUE[i] === 1;

// Events in order of time, then background, then those without any date: the order of previous and next.
const dateRank = (i) => (!isDated(i) ? 2 : isVague(i) ? 1 : 0);
// A stretch with an open start stands where it ends.
const sortTime = (i) => (E.start[i] === null ? END[i] : START[i]);
const ORDER = Array.from({ length: N }, (_, i) => i).sort((a, b) =>
  dateRank(a) - dateRank(b) || (isDated(a) ? sortTime(a) - sortTime(b) || END[a] - END[b] : 0) || a - b);

// What is worth a label first: told by many, happened, with a toll, on one day.
const weight = (i) =>
  sourceCount(i) * 3 + E.mentions[i].length + (status(i) === "happened" ? 1 : 0) +
  Math.min(4, Math.log10(1 + (killed(i) || 0)) * 2) + (isDated(i) && !isBar(i) ? 1 : 0) +
  (FAMILY[i] === 0 ? 0.5 : 0) + E.confidence[i] -
  // "War" or "The attack" makes a poor label.
  (E.title[i].trim().split(/\s+/, 3).length < 3 ? 2 : 0);
const WEIGHT = Float64Array.from({ length: N }, (_, i) => weight(i));
const LEAD = N ? ORDER.reduce((best, i) => (WEIGHT[i] > WEIGHT[best] ? i : best), ORDER[0]) : -1;

// The time that the articles cover: from two months before the first publication to a month after the last.
// Background ("since 1991") lies outside and is one click away, so that it does not squeeze the rest.
const reported = (() => {
  const days = (A.dct || []).map((day) => Date.parse(`${day.slice(0, 10)}T00:00:00Z`)).filter(Number.isFinite);
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
