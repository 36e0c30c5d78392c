// Start: read the address, draw, listen.

const refresh = ({ filters = true } = {}) => {
  if (filters) {
    applyFilters();
    tableRows = PAGE;
    say(`${plural(matched.length, "event")} shown.`);
  }
  drawControls();
  byId("chart-view").hidden = state.view !== "chart";
  byId("table-view").hidden = state.view !== "table";
  document.body.dataset.view = state.view;
  if (state.view === "chart") {
    drawOverview();
    drawChart();
  } else drawTable();
  drawPanel();
  saveHash();
};

// Zooming and panning change nothing but the chart and its overview. Browsers allow few changes of the address a
// second, so it follows when the hand rests.
let resting = 0;
const refreshWindow = () => {
  drawOverview();
  drawChart();
  clearTimeout(resting);
  resting = setTimeout(saveHash, 120);
};

const describe = () => {
  const sources = new Set(A.source || []).size, articles = (A.id || []).length;
  const dated = ORDER.filter(isDated);
  const span = dated.length ? `, ${dayInWords(reported ? reported.first : START[dated[0]])} to ${dayInWords((reported ? reported.last : END[dated.at(-1)]) - 1)}` : "";
  byId("summary").textContent = N
    ? `${plural(N, "event")} from ${plural(articles, "article")} by ${plural(sources, "source")}${span}`
    : `No events were found in ${plural(articles, "article")}.`;
  const problems = data.problems;
  byId("problems").hidden = !problems.length;
  const left = problems.filter((problem) => problem[3] === "left_out").length;
  byId("problems-title").textContent = left ? `${plural(left, "article")} left out${problems.length > left ? `, ${plural(problems.length - left, "warning")}` : ""}` : plural(problems.length, "warning");
  byId("problems-list").replaceChildren(...problems.slice(0, 500).map(([where, , message]) => el("li", {}, bdi(cut(where, 200), { class: "where" }), ": ", bdi(cut(message, 600)))));
};

const start = () => {
  fromHash(location.hash);
  describe();
  buildFacets();
  buildLegend();
  listenToControls();
  listenToKeys();
  listenToOverview();
  listenToTable();
  refresh();
  if (N) {
    if (state.view === "table") drawChart();
    listenToChart();
  }
  dark.addEventListener("change", () => {
    buildLegend();
    refresh({ filters: false });
  });
  let resizing = 0;
  new ResizeObserver(() => {
    clearTimeout(resizing);
    resizing = setTimeout(() => { if (state.view === "chart") { drawOverview(); drawChart(); } }, 80);
  }).observe(byId("main"));
  // The strip of dates shows once the chart's own axis has scrolled away.
  new IntersectionObserver(([entry]) => byId("axis").classList.toggle("stuck", entry.boundingClientRect.top < 0 && !entry.isIntersecting))
    .observe(byId("axis-home"));
  window.addEventListener("hashchange", () => {
    if (location.hash.replace(/^#/, "") === lastHash) return;
    fromHash(location.hash);
    refresh();
  });
  window.addEventListener("beforeprint", () => { tableRows = 2000; drawTable(); });
  document.documentElement.dataset.ready = "true";
};

start();
