// Which events match, and how many would match for every choice of every filter.

const facetValues = {
  type: (i) => [typeCode(i)],
  actor: (i) => [...actorNames(i), ...targetNames(i)],
  country: (i) => (place(i) && place(i)[1] ? [place(i)[1]] : []),
  place: (i) => (placeName(i) ? [placeName(i)] : []),
  source: sourceNames,
  status: (i) => [status(i)],
};
const facetLabel = {
  type: (value) => looks.types[value] || value,
  status: (value) => (statusLook.get(value) || { label: value }).label,
};

// Per facet: the distinct values, and for each event the numbers of its values.
const facets = Object.fromEntries(FACETS.map((name) => {
  const numbers = new Map(), rows = new Array(N);
  for (let i = 0; i < N; i += 1) {
    rows[i] = [...new Set(facetValues[name](i))].map((value) => {
      if (!numbers.has(value)) numbers.set(value, numbers.size);
      return numbers.get(value);
    });
  }
  return [name, { name, values: [...numbers.keys()], numbers, rows, counts: new Int32Array(numbers.size) }];
}));

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let haystacks = null;
const haystack = (i) => {
  haystacks ||= new Array(N);
  haystacks[i] ??= fold([
    E.title[i], typeLabel(i), ...actorNames(i), ...targetNames(i), placeName(i), place(i) ? place(i)[1] : "",
    ...sourceNames(i), ...words(E.means[i]), ...E.mentions[i].map((m) => S.text[M.sentence[m]]),
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
  for (const name of FACETS) facets[name].counts.fill(0);
  matched = [];
  for (const i of ORDER) {
    if (sourceCount(i) < state.sources || E.confidence[i] < state.confidence) continue;
    if (dates && !(START[i] < until && END[i] > since)) continue;
    if (wanted.length && !wanted.every((part) => haystack(i).includes(part))) continue;
    // An event that fails one facet alone still counts beside the choices of that facet: they would bring it in.
    let failed = null, failures = 0;
    for (const { facet, on } of active) {
      if (!facet.rows[i].some((value) => on[value])) {
        failed = facet;
        failures += 1;
        if (failures > 1) break;
      }
    }
    if (failures > 1) continue;
    if (!failures) matched.push(i);
    for (const name of FACETS) {
      const facet = facets[name];
      if (failures && facet !== failed) continue;
      for (const value of facet.rows[i]) facet.counts[value] += 1;
    }
  }
};

const isFiltered = () =>
  Boolean(state.q || state.since || state.until || state.sources > 1 || state.confidence > 0 ||
    FACETS.some((name) => state.picked[name].size));

const inWindow = (i) => START[i] < state.high && END[i] > state.low && (state.vague || !isVague(i));
