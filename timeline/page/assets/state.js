// What is shown, and the same in the address, so that a view can be bookmarked, sent and reloaded.

const LANES = ["type", "actor", "place", "source"];
const FACETS = ["type", "actor", "country", "place", "source", "status"];
const SORTS = ["date", "title", "type", "status", "actors", "place", "killed", "sources", "confidence"];

const fresh = () => ({
  q: "", lanes: "type", view: "chart", low: HOME.low, high: HOME.high,
  picked: Object.fromEntries(FACETS.map((facet) => [facet, new Set()])),
  sources: 1, confidence: 0, since: "", until: "", event: -1, sort: "date", down: false, vague: false,
});
const state = fresh();

const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(`${text}T00:00:00Z`));
const dayMs = (text) => Date.parse(`${text}T00:00:00Z`);

const toHash = () => {
  const out = new URLSearchParams();
  if (state.q) out.set("q", state.q);
  if (state.lanes !== "type") out.set("lanes", state.lanes);
  if (state.view !== "chart") out.set("view", state.view);
  for (const facet of FACETS) for (const value of [...state.picked[facet]].sort()) out.append(facet, value);
  if (state.sources > 1) out.set("sources", state.sources);
  if (state.confidence > 0) out.set("confidence", state.confidence);
  if (state.since) out.set("since", state.since);
  if (state.until) out.set("until", state.until);
  if (state.low !== HOME.low || state.high !== HOME.high) {
    out.set("window", `${new Date(state.low).toISOString().slice(0, 16)}/${new Date(state.high).toISOString().slice(0, 16)}`);
  }
  if (state.vague) out.set("vague", "1");
  if (state.event >= 0) out.set("event", E.id[state.event]);
  if (state.sort !== "date" || state.down) out.set("sort", (state.down ? "-" : "") + state.sort);
  return out.toString();
};

const fromHash = (hash) => {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const next = fresh();
  next.q = given.get("q") || "";
  if (LANES.includes(given.get("lanes"))) next.lanes = given.get("lanes");
  if (given.get("view") === "table") next.view = "table";
  for (const facet of FACETS) next.picked[facet] = new Set(given.getAll(facet));
  next.sources = Math.max(1, Math.floor(Number(given.get("sources")) || 1));
  next.confidence = Math.min(1, Math.max(0, Number(given.get("confidence")) || 0));
  if (isDay(given.get("since") || "")) next.since = given.get("since");
  if (isDay(given.get("until") || "")) next.until = given.get("until");
  const [low, high] = (given.get("window") || "").split("/").map((edge) => Date.parse(`${edge}:00Z`));
  if (high > low) Object.assign(next, { low, high });
  next.vague = given.get("vague") === "1";
  next.event = given.has("event") && N ? E.id.indexOf(given.get("event")) : -1;
  const sort = (given.get("sort") || "").replace(/^-/, "");
  if (SORTS.includes(sort)) Object.assign(next, { sort, down: given.get("sort").startsWith("-") });
  Object.assign(state, next);
};

let lastHash = "";
const saveHash = () => {
  const hash = toHash();
  if (hash === lastHash) return;
  lastHash = hash;
  try {
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  } catch {
    // A sandboxed frame has no history to write to; the page works without.
  }
};
