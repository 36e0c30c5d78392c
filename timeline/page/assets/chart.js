// The chart: the traces that Python styled (shell), filled with what the window shows.

const MANY = 2000; // above this many visible marks the chart counts instead
const finger = matchMedia("(pointer: coarse)");
const dark = matchMedia("(prefers-color-scheme: dark)");
let printing = false; // paper is white, whatever the screen is
const themeName = () => (dark.matches && !printing ? "dark" : "light");
const colourOf = (family) => looks.families[family][themeName()];

const chartBox = byId("chart");
const traceOf = (role, family) => {
  const id = family === undefined ? undefined : looks.families[family].id;
  return shell.data.find((trace) => trace.meta.role === role && trace.meta.family === id);
};
const LISTS = ["x", "y", "base", "width", "text", "textposition", "hovertext", "customdata"];
const empty = (trace) => {
  for (const name of LISTS) if (name in trace) trace[name] = [];
  const { marker } = trace;
  if (trace.meta.role === "bars") {
    Object.assign(marker, { color: [], opacity: [], line: { ...marker.line, color: [] }, pattern: { ...marker.pattern, shape: [], bgcolor: [] } });
  } else if (trace.meta.role === "points") {
    Object.assign(marker, { color: [], symbol: [], size: [], opacity: [] });
    marker.line.color = marker.color;
  }
};
const tint = (colour, share) => `rgba(${[1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))},${share})`;
const paint = () => {
  looks.families.forEach((_, family) => {
    const counts = traceOf("counts", family);
    counts.fillcolor = counts.line.color = colourOf(family);
  });
  const theme = shell.templates[themeName()].layout;
  traceOf("cursor").marker.color = theme.font.color;
  traceOf("labels").textfont.color = theme.font.color;
};

const hoverTexts = new Map();
const hoverText = (i) => {
  if (!hoverTexts.has(i)) hoverTexts.set(i, wordHover(i));
  return hoverTexts.get(i);
};
const wordHover = (i) => [
  `<b>${forPlotly(E.title[i], 80)}</b>`,
  `${forPlotly(said(i))} · ${forPlotly(typeLabel(i))} · ${forPlotly(statusLabel(i))}`,
  `${plural(sourceCount(i), "source")}${E.sources.at(i).length ? `: ${forPlotly(sourceNames(i).join(", "), 70)}` : ""}`,
  "<i>Click to read</i>",
].join("<br>");

const dateText = (ms) => new Date(Math.max(-62135596800000, Math.min(253402300799000, ms))).toISOString().slice(0, 23);

const fillMarks = (view, toTime) => {
  const symbolOf = (i) => (statusLook.get(status(i)) || { symbol: "circle" }).symbol;
  const bars = traceOf("bars"), points = traceOf("points"), labels = traceOf("labels"), cursor = traceOf("cursor");
  const outlines = [];
  const addPoint = (i, x, y, symbol, size, opacity = 1) => {
    points.x.push(x);
    points.y.push(y);
    points.marker.color.push(colourOf(FAMILY[i]));
    points.marker.symbol.push(symbol);
    points.marker.size.push(size);
    points.marker.opacity.push(opacity);
    points.hovertext.push(hoverText(i));
    points.customdata.push(i);
  };
  for (const lane of view.lanes) {
    for (const mark of lane.marks) {
      const { i, y: row } = mark;
      const colour = colourOf(FAMILY[i]);
      if (mark.wide || mark.whisker) {
        bars.base.push(START[i]);
        bars.x.push(END[i] - START[i]);
        bars.y.push(row);
        bars.width.push(mark.wide ? mark.thickness : 4); // a narrow one is a whisker through its marker
        // A tint, so that a label can be read on it.
        bars.marker.color.push(mark.wide && E.lasting[i] ? tint(colour, 0.42) : colour);
        bars.marker.line.color.push(colour);
        bars.marker.pattern.bgcolor.push(tint(colour, 0.16));
        bars.marker.pattern.shape.push(E.lasting[i] ? "" : "/");
        bars.marker.opacity.push(status(i) === "happened" ? 0.9 : 0.55);
        bars.hovertext.push(hoverText(i));
        bars.customdata.push(i);
        // Nobody told where it ends, or began: an arrow at the edge of what is seen.
        const inside = shell.arrow.size / 2;
        if (isOpen(TO[i])) addPoint(i, toTime(Math.min(mark.x1, view.width) - inside), row, "triangle-right", shell.arrow.size);
        if (isOpen(FROM[i])) addPoint(i, toTime(Math.max(mark.x0, 0) + inside), row, "triangle-left", shell.arrow.size);
      }
      const pinned = mark.bar && mark.wide && status(i) !== "happened";
      if (!mark.bar || !mark.wide || pinned) {
        // Too short at this zoom for a hatched bar: pale, because the day is not known.
        addPoint(i, pinned ? toTime(Math.max(mark.x0, 0) + 11) : middle(i), row, symbolOf(i), pinned ? 10 : mark.size,
          mark.bar && !pinned && !E.lasting[i] ? 0.55 : 1);
      }
      if (mark.label) {
        const room = i === state.event && !mark.wide ? 10 : 5; // the ring round the open event
        const at = mark.side === "right" ? Math.max(mark.x1, 0) + room : mark.side === "left" ? mark.x0 - room
          : Math.max(mark.x0, 0) + (pinned ? 20 : 4);
        labels.x.push(toTime(at));
        labels.y.push(row);
        labels.text.push(forPlotly(mark.label, 400));
        labels.textposition.push(mark.side === "left" ? "middle left" : "middle right");
      }
      if (i === state.event) {
        if (mark.bar && mark.wide) outlines.push({ x0: dateText(START[i]), x1: dateText(END[i]), y0: row - 10, y1: row + 10 });
        else {
          cursor.x.push(middle(i));
          cursor.y.push(row);
        }
      }
    }
  }
  return outlines;
};

const laneDecoration = (view, narrow, outlines) => {
  const theme = shell.templates[themeName()].layout;
  const shapes = view.lanes.flatMap((lane, number) => (number % 2 ? [] : [{
    type: "rect", xref: "paper", x0: 0, x1: 1, y0: lane.top, y1: lane.bottom, layer: "below",
    fillcolor: theme.meta.band, line: { width: 0 },
  }]));
  for (const box of outlines) shapes.push({ type: "rect", ...box, line: { width: 2.5, color: theme.font.color } });
  const annotations = !narrow ? [] : view.lanes.map((lane) => ({
    text: `<b>${forPlotly(lane.name, 34)}</b> · ${lane.count}`, xref: "paper", x: 0, y: lane.top + 11, xanchor: "left", yanchor: "middle",
    showarrow: false, font: { size: 12, color: theme.meta.soft },
  }));
  return { shapes, annotations };
};

// The bins of the counting view: days, weeks (Monday first), months or years, so that the window has at most about
// 200. They reach a window further on both sides, so that the chart can slide.
const binStarts = () => {
  const length = state.high - state.low;
  const unit = length / DAY <= 200 ? "day" : length / DAY <= 1400 ? "week" : length / DAY <= 6200 ? "month" : "year";
  const until = Math.min(state.high + length, Math.max(state.high, domain.high) + 366 * DAY), starts = [];
  let at = new Date(Math.max(state.low - length, Math.min(state.low, domain.low) - 366 * DAY));
  at = new Date(Date.UTC(at.getUTCFullYear(), unit === "year" ? 0 : at.getUTCMonth(), unit === "day" || unit === "week" ? at.getUTCDate() : 1));
  if (unit === "week") at = new Date(at - ((at.getUTCDay() + 6) % 7) * DAY);
  for (; at < until && starts.length < 3000;) {
    starts.push(at.getTime());
    at = unit === "day" ? new Date(+at + DAY) : unit === "week" ? new Date(+at + 7 * DAY)
      : unit === "month" ? new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))
        : new Date(Date.UTC(at.getUTCFullYear() + 1, 0, 1));
  }
  return { unit, starts: [...starts, at.getTime()] };
};

const fillCounts = () => {
  const { unit, starts } = binStarts();
  const bins = starts.length - 1, from = starts[0], to = starts[bins];
  const rows = looks.families.map(() => new Int32Array(bins));
  const scale = bins / (to - from);
  for (const i of matched) {
    const at = isBar(i) ? middle(i) : START[i];
    if (!(at >= from && at < to) || (VAGUE[i] && !state.vague)) continue;
    // Months are not of one length: the guess is at most a few bins off.
    let bin = Math.min(bins - 1, Math.floor((at - from) * scale));
    while (starts[bin] > at) bin -= 1;
    while (starts[bin + 1] <= at) bin += 1;
    rows[FAMILY[i]][bin] += 1;
  }
  const total = traceOf("totals"), middles = [];
  for (let bin = 0; bin < bins; bin += 1) {
    const told = looks.families.map((family, number) => [rows[number][bin], family.label]).filter(([count]) => count);
    const sum = told.reduce((all, [count]) => all + count, 0);
    middles.push((starts[bin] + starts[bin + 1]) / 2);
    if (!sum) continue;
    total.x.push(middles[bin]);
    total.y.push(sum);
    total.hovertext.push([`<b>${plural(sum, "event")}</b>, ${unit} of ${dayInWords(starts[bin])}`,
      ...told.map(([count, label]) => `${forPlotly(label)}: ${grouped(count)}`), "<i>Click to zoom in</i>"].join("<br>"));
    total.customdata.push([starts[bin], starts[bin + 1]]);
  }
  looks.families.forEach((_, number) => {
    const trace = traceOf("counts", number);
    trace.x = middles;
    trace.y = Array.from(rows[number]);
    trace.visible = trace.y.some(Boolean);
  });
  return unit;
};

// Lane names stand in the left margin, on two lines where one is too short and the lane is high enough.
const laneMargin = (visible, font) => {
  const widest = sortIntoLanes(visible, state.lanes).reduce((most, [name]) => Math.max(most, textWidth(name.slice(0, 60), font)), 0);
  return Math.round(Math.min(150, Math.max(60, widest + 18)));
};
const laneLabel = (lane, width, font) => {
  const name = cut(lane.name.replace(UNWANTED, " "), 60);
  if (textWidth(name, font) <= width) return forPlotly(name);
  const parts = name.split(" ");
  let first = parts.shift();
  while (parts.length && textWidth(`${first} ${parts[0]}`, font) <= width) first += ` ${parts.shift()}`;
  return [fit(first, width, font), fit(parts.join(" "), width, font)].filter(Boolean).map((line) => forPlotly(line)).join("<br>");
};

// What the window shows, and how many matching events it leaves out and why.
const lookThrough = () => {
  const visible = [];
  let vague = 0, outside = 0, undated = 0;
  for (const i of matched) {
    const seen = START[i] < state.high && END[i] > state.low;
    if (VAGUE[i]) vague += 1;
    else if (!isDated(i)) undated += 1;
    else if (!seen) outside += 1;
    if (seen && (state.vague || !VAGUE[i])) visible.push(i);
  }
  return { visible, vague, outside, undated };
};

// The window, width and layers as they were last drawn: see slide().
let drawn = null;
const drawChart = () => {
  const narrow = chartBox.clientWidth < 620;
  const { visible, vague, outside, undated } = lookThrough();
  const many = visible.length > MANY;
  stopSliding();
  shell.data.forEach(empty);
  paint();
  const layout = structuredClone(shell.layout);
  layout.template = shell.templates[themeName()];
  layout.font = { family: getComputedStyle(document.body).fontFamily };
  layout.xaxis.range = [dateText(state.low), dateText(state.high)];
  const left = narrow ? 8 : many ? 56 : laneMargin(visible, `13px ${layout.font.family}`);
  const width = Math.max(120, chartBox.clientWidth - left - layout.margin.r);
  layout.margin.l = left;
  layout.width = chartBox.clientWidth; // said aloud: plotly would keep the width of the last time
  // A finger that drags wants to scroll the page, not the time.
  if (finger.matches) {
    layout.dragmode = false;
    layout.xaxis.fixedrange = true;
  }
  layout.xaxis.nticks = Math.max(3, Math.floor(width / 85));
  if (many) {
    const unit = fillCounts();
    layout.height = 420;
    // One label for the stack under the pointer, wherever in its column that is.
    Object.assign(layout, { hovermode: "x", hoverdistance: -1 });
    Object.assign(layout.yaxis, { autorange: false, range: [0, Math.max(1, ...traceOf("totals").y) * 1.06], showgrid: true, automargin: false, title: { text: `events a ${unit}` } });
  } else {
    const view = layOut(visible, width, narrow);
    const toTime = (pixel) => state.low + (pixel / width) * (state.high - state.low);
    const outlines = fillMarks(view, toTime);
    const shown = Math.max(170, view.height);
    layout.height = shown + layout.margin.t + layout.margin.b;
    Object.assign(layout.yaxis, {
      automargin: false, range: [shown, 0],
      tickvals: narrow ? [] : view.lanes.map((lane) => lane.label),
      ticktext: narrow ? [] : view.lanes.map((lane) => laneLabel(lane, left - 14, `13px ${layout.font.family}`)),
      ticks: "", ticklabelstandoff: 8,
    });
    Object.assign(layout, laneDecoration(view, narrow, outlines));
  }
  drawStickyAxis(left, width);
  byId("axis").hidden = many;
  // The chart draws one kind or the other; the traces that it has no use for would cost it time.
  Plotly.react(chartBox, shell.data.filter((trace) => ["counts", "totals"].includes(trace.meta.role) === many), layout, {
    displayModeBar: false, displaylogo: false, showSendToCloud: false, plotlyServerURL: "", scrollZoom: false,
    doubleClick: false, responsive: false, showTips: false,
  });
  drawn = { low: state.low, high: state.high, width, seen: visible.length };
  byId("counted").hidden = !many;
  byId("counted").textContent = `${plural(visible.length, "event")} are too many to draw one by one: the chart counts them. Zoom in to see them. `;
  byId("outside").hidden = !outside || !matched.length;
  byId("outside-text").textContent = `${plural(outside, "event")} before or after this window. `;
  byId("vague").hidden = !vague;
  byId("vague-text").textContent = `${plural(vague, "event")} told as background, with no date but the report's: `;
  byId("vague-show").textContent = state.vague ? "leave out of the chart" : "show in the chart";
  byId("undated").hidden = !undated;
  byId("undated-text").textContent = `${plural(undated, "event")} without a date: `;
  byId("nothing").hidden = matched.length > 0;
  byId("nothing-here").hidden = !matched.length || visible.length > 0;
  chartBox.hidden = !visible.length;
};

// While a hand moves the window, what is drawn slides along; drawing anew waits until the hand rests or the window has
// moved so far that there is nothing left to see. False where sliding will not do.
let slid = null;
const slide = () => {
  const length = state.high - state.low;
  if (!drawn || Math.abs(drawn.high - drawn.low - length) > 60000) return false;
  const by = ((drawn.low - state.low) / length) * drawn.width;
  // Few marks are quickly drawn again where they come into sight; many would stop the hand.
  if (Math.abs(by) > drawn.width * (drawn.seen > 500 ? 0.95 : 0.3)) return false;
  if (!slid) {
    const { plot, clipId } = chartBox._fullLayout._plots.xy;
    const clip = plot.node().getAttribute("clip-path");
    // Marks may stand out over the axes where they are drawn, but must not slide over the names of the lanes.
    plot.node().setAttribute("clip-path", `url(#${clipId})`);
    slid = { clip, node: plot.node(), layers: [...plot.node().children, ...chartBox.querySelectorAll(".gridlayer > .x, .xaxislayer-above, .layer-above")] };
  }
  for (const layer of slid.layers) layer.style.transform = `translateX(${by}px)`;
  return true;
};
const stopSliding = () => {
  if (!slid) return;
  for (const layer of slid.layers) layer.style.transform = "";
  if (slid.clip) slid.node.setAttribute("clip-path", slid.clip);
  else slid.node.removeAttribute("clip-path");
  slid = null;
};

const listenToChart = () => {
  chartBox.on("plotly_click", (click) => {
    const hit = click.points.find((point) => point.customdata !== undefined);
    if (!hit) return;
    if (Array.isArray(hit.customdata)) zoomTo(hit.customdata[0], hit.customdata[1]);
    else openEvent(hit.customdata);
  });
  chartBox.on("plotly_relayout", (change) => {
    const low = change["xaxis.range[0]"] ?? change["xaxis.range"]?.[0];
    const high = change["xaxis.range[1]"] ?? change["xaxis.range"]?.[1];
    if (low === undefined || high === undefined) return;
    const parse = (edge) => Date.parse(`${String(edge).replace(" ", "T").slice(0, 23)}${String(edge).length <= 10 ? "T00:00" : ""}Z`);
    if (parse(high) > parse(low)) zoomTo(parse(low), parse(high));
  });
};
