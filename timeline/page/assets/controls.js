// Search, filters, legend and buttons.

const live = byId("live");
const say = (text) => {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
};

const FACET_NAMES = { type: "Type", actor: "Actor", country: "Country", place: "Place", source: "Source", status: "Status" };
const SHOWN_CHOICES = 60;
const facetBoxes = {};

const buildFacets = () => {
  for (const name of FACETS) {
    const facet = facets[name];
    const list = el("div", { class: "choices", role: "group", "aria-label": FACET_NAMES[name] });
    const summary = el("summary", {}, el("span", { class: "name", text: FACET_NAMES[name] }), el("span", { class: "picked" }));
    const find = facet.values.length > 12
      ? el("input", { type: "search", placeholder: `Find ${FACET_NAMES[name].toLowerCase()}`, "aria-label": `Find ${FACET_NAMES[name].toLowerCase()}`, oninput: () => drawFacet(name) }) : null;
    const box = el("details", { class: "facet", "data-facet": name }, summary, el("div", { class: "drop" }, find, list));
    facetBoxes[name] = { box, list, summary, find };
    box.addEventListener("toggle", () => drawFacet(name));
    byId("facets").append(box);
    box.hidden = facet.values.length === 0;
  }
  byId("facets").append(byId("more-filters"));
};

const drawFacet = (name) => {
  const { list, summary, find } = facetBoxes[name];
  const facet = facets[name], picked = state.picked[name];
  summary.querySelector(".picked").textContent = picked.size ? ` ${picked.size}` : "";
  facetBoxes[name].box.classList.toggle("on", picked.size > 0);
  if (!facetBoxes[name].box.open) return;
  const label = facetLabel[name] || ((value) => value);
  const sought = find ? fold(find.value) : "";
  const choices = facet.values.map((value, number) => [value, facet.counts[number]])
    .filter(([value]) => picked.has(value) || !sought || fold(label(value)).includes(sought))
    .sort(([a, m], [b, n]) => picked.has(b) - picked.has(a) || n - m || (label(a) < label(b) ? -1 : 1));
  const focused = list.contains(document.activeElement) ? document.activeElement.value : null;
  list.replaceChildren(...choices.slice(0, SHOWN_CHOICES).map(([value, count]) => el("label", { class: count ? "choice" : "choice none" },
    el("input", { type: "checkbox", value, ...(picked.has(value) ? { checked: true } : {}), onchange: (change) => {
      if (change.target.checked) picked.add(value); else picked.delete(value);
      refresh();
    } }),
    bdi(cut(label(value), 60)), el("span", { class: "count", text: grouped(count) }))));
  if (choices.length > SHOWN_CHOICES) list.append(el("p", { class: "soft", text: `${choices.length - SHOWN_CHOICES} more: search above.` }));
  if (focused !== null) [...list.querySelectorAll("input")].find((input) => input.value === focused)?.focus();
};

const drawControls = () => {
  for (const name of FACETS) drawFacet(name);
  if (document.activeElement !== byId("search")) byId("search").value = state.q;
  byId("since").value = state.since;
  byId("until").value = state.until;
  byId("min-sources").value = state.sources;
  byId("min-confidence").value = Math.round(state.confidence * 100);
  byId("min-confidence-text").textContent = `${Math.round(state.confidence * 100)} %`;
  const numbers = Number(state.sources > 1) + Number(state.confidence > 0) + Number(Boolean(state.since || state.until));
  byId("more-filters").querySelector(".picked").textContent = numbers ? ` ${numbers}` : "";
  byId("more-filters").classList.toggle("on", numbers > 0);
  byId("clear").hidden = !isFiltered();
  for (const input of document.querySelectorAll("input[name=lanes]")) input.checked = input.value === state.lanes;
  for (const input of document.querySelectorAll("input[name=view]")) input.checked = input.value === state.view;
  const shown = matched.length === N ? plural(N, "event") : `${grouped(matched.length)} of ${plural(N, "event")}`;
  byId("count").textContent = shown;
  return shown;
};

const buildLegend = () => {
  const used = new Set(FAMILY);
  const seen = new Set(words([...new Set(E.status || [])]));
  byId("legend-colours").replaceChildren(...looks.families.filter((_, n) => used.has(n)).map((family) => el("li", {},
    symbolIcon("circle", family[themeName()]), family.label)));
  byId("legend-shapes").replaceChildren(...looks.statuses.filter((look) => seen.has(look.id)).map((look) => el("li", { title: look.explain },
    symbolIcon(look.symbol, "currentColor"), look.label, el("span", { class: "soft explain", text: look.explain.replace(/^[^:]*: /, "") }))));
  const dot = (sources) => {
    const r = Math.min(shell.sizes.max, shell.sizes.base + shell.sizes.step * Math.sqrt(sources)) / 2;
    return svg("svg", { width: 2 * r, height: 2 * r, class: "icon", "aria-hidden": "true" }, svg("circle", { cx: r, cy: r, r, fill: "currentColor" }));
  };
  const most = SOURCES.reduce((a, b) => Math.max(a, b), 1);
  const sizes = [1, 4, 9].filter((count) => count <= Math.max(4, most));
  const anyOpen = ORDER.some((i) => isDated(i) && !VAGUE[i] && (isOpen(FROM[i]) || isOpen(TO[i])));
  const hatch = (solid) => {
    const box = svg("svg", { width: 34, height: 12, class: "icon", "aria-hidden": "true" },
      svg("rect", { x: 0.75, y: 0.75, width: 32.5, height: 10.5, fill: "currentColor", "fill-opacity": solid ? 0.42 : 0.12, stroke: "currentColor" }));
    if (!solid) for (let x = -8; x < 34; x += 6) box.append(svg("path", { d: `M${Math.max(0, x)} ${x < 0 ? 12 + x : 12} L${Math.min(34, x + 12)} ${x + 12 > 34 ? x - 22 : 0}`, stroke: "currentColor", "stroke-width": 1.2 }));
    return box;
  };
  const arrow = svg("svg", { width: 40, height: 14, class: "icon", "aria-hidden": "true" },
    svg("rect", { x: 0.75, y: 3, width: 28, height: 8, fill: "currentColor", "fill-opacity": 0.42, stroke: "currentColor" }),
    svg("path", { d: "M26 0 L40 7 L26 14 Z", fill: "currentColor" }));
  const pale = dot(1);
  pale.firstElementChild.setAttribute("fill-opacity", "0.55");
  byId("legend-sizes").replaceChildren(
    el("li", {}, ...sizes.flatMap((count) => [dot(count), el("span", { class: "size", text: String(count) })]), "sources"),
    el("li", {}, hatch(false), "at some time within"), el("li", {}, hatch(true), "lasted throughout"),
    anyOpen ? el("li", { title: "The articles tell since when, or until when, and no more" }, arrow, shell.arrow.label) : "",
    el("li", { title: "Zoom in to see its stretch of time" }, pale, "pale: day not known"));
};

const listenToControls = () => {
  let typing = 0;
  byId("search").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      state.q = byId("search").value.slice(0, 200);
      refresh();
    }, N > 20000 ? 150 : 40);
  });
  byId("search-form").addEventListener("submit", (submit) => {
    submit.preventDefault();
    if (matched.length) openEvent(leadOf(matched));
  });
  byId("min-sources").addEventListener("input", () => { state.sources = Math.max(1, Math.floor(Number(byId("min-sources").value) || 1)); refresh(); });
  byId("min-confidence").addEventListener("input", () => { state.confidence = Number(byId("min-confidence").value) / 100; refresh(); });
  for (const id of ["since", "until"]) {
    byId(id).addEventListener("change", () => {
      const text = byId(id).value;
      state[id] = isDay(text) ? text : "";
      refresh();
    });
  }
  for (const input of document.querySelectorAll("input[name=lanes]")) input.addEventListener("change", () => { state.lanes = input.value; refresh({ filters: false }); });
  for (const input of document.querySelectorAll("input[name=view]")) input.addEventListener("change", () => { state.view = input.value; refresh({ filters: false }); });
  const clear = () => {
    Object.assign(state, { ...fresh(), lanes: state.lanes, view: state.view, vague: state.vague, low: state.low, high: state.high, sort: state.sort, down: state.down });
    byId("search").value = "";
    refresh();
  };
  byId("clear").addEventListener("click", clear);
  byId("clear-nothing").addEventListener("click", clear);
  const zooms = { week: () => zoomToDays(7), month: () => zoomToDays(31), year: () => zoomToDays(366), home: () => zoomTo(HOME.low, HOME.high),
    all: () => zoomTo(domain.low, domain.high), in: () => zoomBy(0.5), out: () => zoomBy(2), back: () => panBy(-0.5), on: () => panBy(0.5) };
  for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", zooms[button.dataset.zoom]);
  byId("vague-show").addEventListener("click", () => { state.vague = !state.vague; refresh({ filters: false }); });
  byId("undated-show").addEventListener("click", () => { state.view = "table"; Object.assign(state, { sort: "date", down: false }); refresh({ filters: false }); });
  const take = { csv: saveCsv, png: () => savePicture("png"), svg: () => savePicture("svg"), link: copyLink, print: () => window.print() };
  for (const button of document.querySelectorAll("[data-take]")) {
    button.addEventListener("click", () => {
      button.closest("details").open = false;
      take[button.dataset.take]();
    });
  }
  // One drop-down at a time; a click elsewhere or Escape closes it.
  document.addEventListener("click", (click) => {
    for (const box of document.querySelectorAll("details.facet[open], details.menu[open]")) if (!box.contains(click.target)) box.open = false;
  });
};

const listenToKeys = () => {
  document.addEventListener("keydown", (key) => {
    const typing = /^(input|select|textarea)$/i.test(key.target.tagName) && !["checkbox", "radio"].includes(key.target.type);
    if (key.key === "Escape") {
      const open = document.querySelector("details.facet[open], details.menu[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      } else if (state.event >= 0) closeEvent();
      return;
    }
    if (typing || key.ctrlKey || key.metaKey || key.altKey) return;
    if (key.key === "/") {
      key.preventDefault();
      byId("search").focus();
      return;
    }
    const inChart = chartBox.contains(key.target) || panel.contains(key.target) || key.target === document.body;
    if (!inChart) return;
    const act = { ArrowRight: () => stepEvent(1), ArrowLeft: () => stepEvent(-1), n: () => stepEvent(1), p: () => stepEvent(-1),
      "+": () => zoomBy(0.5), "-": () => zoomBy(2), 0: () => zoomTo(HOME.low, HOME.high) }[key.key];
    if (act) {
      key.preventDefault();
      act();
    } else if (key.key === "Enter" && key.target === chartBox && leadOf(matched) >= 0) openEvent(state.event >= 0 ? state.event : leadOf(matched));
  });
};
