// Which events match, and how many would match for every choice of every filter.

// Where the values of a facet stand: lists of numbers, and the name of each number; "" and numbers below 0 are no value.
const ONE_EACH = new Uint32Array(N + 1);
for (let i = 0; i <= N; i += 1) ONE_EACH[i] = i;
const single = (column) => ({ flat: column, starts: ONE_EACH });
const placePart = (part) => (number) => data.places[number][part];
const FACET_PARTS = {
  type: () => [[single(E.type), word]],
  actor: () => [[E.actors, actorName], [E.targets, actorName]],
  country: () => [[single(E.place), placePart(1)]],
  place: () => [[single(E.place), placePart(0)]],
  // A copy in another outlet is no further source, but who looks for that outlet finds the event.
  source: () => [[E.sources, word], [E.copies, (article) => A.source[article]]],
  status: () => [[single(E.status), word]],
};
const facetLabel = {
  type: (value) => looks.types[value] || value,
  status: (value) => (statusLook.get(value) || { label: value }).label,
};

// Per facet: the distinct values; the numbers of each event's values, one event after the other; and how many
// events have each value when nothing is filtered.
const buildFacet = (name) => {
  const numbers = new Map(), flat = [], starts = new Uint32Array(N + 1);
  const parts = N ? FACET_PARTS[name]().map(([list, label]) => ({ list, label, known: [] })) : [];
  for (let i = 0; i < N; i += 1) {
    for (const { list, label, known } of parts) {
      for (let at = list.starts[i]; at < list.starts[i + 1]; at += 1) {
        const item = list.flat[at];
        let number = item < 0 ? -1 : known[item];
        if (number === undefined) {
          const value = label(item);
          if (value && !numbers.has(value)) numbers.set(value, numbers.size);
          number = value ? numbers.get(value) : -1;
          known[item] = number;
        }
        if (number >= 0 && !flat.includes(number, starts[i])) flat.push(number);
      }
    }
    starts[i + 1] = flat.length;
  }
  const totals = new Int32Array(numbers.size);
  for (const number of flat) totals[number] += 1;
  return { name, values: [...numbers.keys()], numbers, flat: Int32Array.from(flat), starts, totals, counts: totals.slice() };
};
const facets = Object.fromEntries(FACETS.map((name) => [name, buildFacet(name)]));

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let haystacks = null;
const haystack = (i) => {
  haystacks ||= new Array(N);
  haystacks[i] ??= fold([
    E.title[i], typeLabel(i), ...actorNames(i), ...targetNames(i), placeName(i), place(i) ? place(i)[1] : "",
    ...sourceNames(i), ...copyOutlets(i), ...words(E.means.at(i)), ...E.mentions.at(i).map((m) => sentenceText(M.sentence[m])),
  ].join("\n"));
  return haystacks[i];
};

let matched = [];

const applyFilters = () => {
  const wanted = fold(state.q).split(/\s+/).filter(Boolean);
  const since = state.since ? dayMs(state.since) : -Infinity;
  const until = state.until ? dayMs(state.until) + DAY : Infinity;
  const dates = Number.isFinite(since) || Number.isFinite(until);
  const active = FACETS.filter((name) => state.picked[name].size).map((name) => {
    const facet = facets[name], on = new Uint8Array(facet.values.length);
    for (const value of state.picked[name]) if (facet.numbers.has(value)) on[facet.numbers.get(value)] = 1;
    return { facet, on };
  });
  if (!isFiltered()) {
    matched = ORDER;
    for (const name of FACETS) facets[name].counts.set(facets[name].totals);
    return;
  }
  const all = Object.values(facets);
  for (const facet of all) facet.counts.fill(0);
  matched = [];
  for (const i of ORDER) {
    if (SOURCES[i] < state.sources || E.confidence[i] < state.confidence) continue;
    if (dates && !(START[i] < until && END[i] > since)) continue;
    if (wanted.length && !wanted.every((part) => haystack(i).includes(part))) continue;
    // An event that fails one facet alone still counts beside the choices of that facet: they would bring it in.
    let failed = null, failures = 0;
    for (const { facet, on } of active) {
      let hit = false;
      for (let at = facet.starts[i]; at < facet.starts[i + 1] && !hit; at += 1) hit = on[facet.flat[at]] === 1;
      if (!hit) {
        failed = facet;
        failures += 1;
        if (failures > 1) break;
      }
    }
    if (failures > 1) continue;
    if (!failures) matched.push(i);
    for (const facet of all) {
      if (failures && facet !== failed) continue;
      for (let at = facet.starts[i]; at < facet.starts[i + 1]; at += 1) facet.counts[facet.flat[at]] += 1;
    }
  }
};

const isFiltered = () =>
  Boolean(state.q || state.since || state.until || state.sources > 1 || state.confidence > 0 ||
    FACETS.some((name) => state.picked[name].size));

const inWindow = (i) => START[i] < state.high && END[i] > state.low && (state.vague || !isVague(i));
