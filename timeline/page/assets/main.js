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
// One step of a movement that goes on.
const moveWindow = () => {
  drawFrame();
  clearTimeout(resting);
  if (slide()) resting = setTimeout(refreshWindow, 200);
  else drawChart();
};

const describe = () => {
  const sources = new Set(A.source || []).size, articles = (A.id || []).length;
  const first = N && isDated(ORDER[0]) ? ORDER[0] : -1, end = END.reduce((last, edge) => (edge > last ? edge : last), -Infinity);
  const span = first < 0 ? "" : `, ${dayInWords(reported ? reported.first : START[first])} to ${dayInWords((reported ? reported.last : end) - 1)}`;
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
  // The chart's own height changes with what it shows; only another width asks for another drawing.
  let resizing = 0, widthSeen = byId("main").clientWidth;
  new ResizeObserver(() => {
    if (byId("main").clientWidth === widthSeen) return;
    widthSeen = byId("main").clientWidth;
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
  // Paper has the table below the chart, and no dark side.
  const print = (on) => {
    printing = on;
    tableRows = on ? 2000 : PAGE;
    buildLegend();
    refresh({ filters: false });
    if (on) drawTable();
  };
  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));
  document.documentElement.dataset.ready = "true";
};

start();
