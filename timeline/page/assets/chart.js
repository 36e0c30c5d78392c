// The chart: the traces that Python styled (shell), filled with what the window shows.

const MANY = 2000; // above this many visible marks the chart counts instead
const finger = matchMedia("(pointer: coarse)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const themeName = () => (dark.matches && !matchMedia("print").matches ? "dark" : "light");
const colourOf = (family) => looks.families[family][themeName()];

const chartBox = byId("chart");
const traceOf = (role, family) => {
  const id = family === undefined ? undefined : looks.families[family].id;
  return shell.data.find((trace) => trace.meta.role === role && trace.meta.family === id);
};
const empty = (trace) => {
  for (const name of ["x", "y", "base", "width", "text", "textposition", "hovertext", "customdata"]) {
    if (name in trace || name === "customdata") trace[name] = [];
  }
  if (trace.meta.role === "bars") Object.assign(trace.marker, { color: [], pattern: { ...trace.marker.pattern, shape: [] }, opacity: [] });
  if (trace.meta.role === "points") Object.assign(trace.marker, { symbol: [], size: [], opacity: [] });
};
const tint = (colour, share) => `rgba(${[1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))},${share})`;
const paint = () => {
  looks.families.forEach((_, family) => {
    const colour = colourOf(family);
    const bars = traceOf("bars", family), points = traceOf("points", family), counts = traceOf("counts", family);
    bars.marker.line.color = colour;
    bars.marker.pattern.bgcolor = tint(colour, 0.16);
    points.marker.color = points.marker.line.color = colour;
    counts.marker.color = colour;
  });
  const theme = shell.templates[themeName()].layout;
  traceOf("cursor").marker.color = theme.font.color;
  traceOf("labels").textfont.color = theme.font.color;
};

const hoverText = (i) => [
  `<b>${forPlotly(E.title[i], 80)}</b>`,
  `${forPlotly(said(i))} · ${forPlotly(typeLabel(i))} · ${forPlotly(statusLabel(i))}`,
  `${plural(sourceCount(i), "source")}${E.sources[i].length ? `: ${forPlotly(sourceNames(i).join(", "), 70)}` : ""}`,
  "<i>Click to read</i>",
].join("<br>");

const dateText = (ms) => new Date(Math.max(-62135596800000, Math.min(253402300799000, ms))).toISOString().slice(0, 23);

const fillMarks = (view, toTime) => {
  const symbolOf = (i) => (statusLook.get(status(i)) || { symbol: "circle" }).symbol;
  const labels = traceOf("labels"), cursor = traceOf("cursor");
  const outlines = [];
  for (const lane of view.lanes) {
    for (const mark of lane.marks) {
      const { i, y: row } = mark;
      const family = FAMILY[i];
      if (mark.wide || mark.whisker) {
        const bars = traceOf("bars", family);
        bars.base.push(dateText(START[i]));
        bars.x.push(END[i] - START[i]);
        bars.y.push(row);
        bars.width.push(mark.wide ? mark.thickness : 4); // a narrow one is a whisker through its marker
        // A tint, so that a label can be read on it.
        bars.marker.color.push(mark.wide && E.lasting[i] ? tint(colourOf(family), 0.42) : colourOf(family));
        bars.marker.pattern.shape.push(E.lasting[i] ? "" : "/");
        bars.marker.opacity.push(status(i) === "happened" ? 0.9 : 0.55);
        bars.hovertext.push(hoverText(i));
        bars.customdata.push(i);
      }
      const pinned = mark.bar && mark.wide && status(i) !== "happened";
      if (!mark.bar || !mark.wide || pinned) {
        const points = traceOf("points", family);
        points.x.push(dateText(pinned ? toTime(Math.max(mark.x0, 0) + 11) : middle(i)));
        points.y.push(row);
        points.marker.symbol.push(symbolOf(i));
        points.marker.size.push(pinned ? 10 : mark.size);
        // Too short at this zoom for a hatched bar: pale, because the day is not known.
        points.marker.opacity.push(mark.bar && !pinned && !E.lasting[i] ? 0.55 : 1);
        points.hovertext.push(hoverText(i));
        points.customdata.push(i);
      }
      if (mark.label) {
        const at = mark.side === "right" ? Math.max(mark.x1, 0) + 5 : mark.side === "left" ? mark.x0 - 5
          : Math.max(mark.x0, 0) + (pinned ? 20 : 4);
        labels.x.push(dateText(toTime(at)));
        labels.y.push(row);
        labels.text.push(forPlotly(mark.label, 400));
        labels.textposition.push(mark.side === "left" ? "middle left" : "middle right");
      }
      if (i === state.event) {
        if (mark.bar && mark.wide) outlines.push({ x0: dateText(START[i]), x1: dateText(END[i]), y0: row - 10, y1: row + 10 });
        else {
          cursor.x.push(dateText(middle(i)));
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

// The bins of the counting view: days, weeks (Monday first) or months, so that there are at most about 200.
const binStarts = () => {
  const length = state.high - state.low;
  const unit = length / DAY <= 200 ? "day" : length / DAY <= 1400 ? "week" : length / DAY <= 6200 ? "month" : "year";
  const starts = [];
  let at = new Date(state.low);
  at = new Date(Date.UTC(at.getUTCFullYear(), unit === "year" ? 0 : at.getUTCMonth(), unit === "day" || unit === "week" ? at.getUTCDate() : 1));
  if (unit === "week") at = new Date(at - ((at.getUTCDay() + 6) % 7) * DAY);
  for (; at < state.high && starts.length < 1000;) {
    starts.push(at.getTime());
    at = unit === "day" ? new Date(+at + DAY) : unit === "week" ? new Date(+at + 7 * DAY)
      : unit === "month" ? new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))
        : new Date(Date.UTC(at.getUTCFullYear() + 1, 0, 1));
  }
  return { unit, starts: [...starts, at.getTime()] };
};

const fillCounts = (visible) => {
  const { unit, starts } = binStarts();
  const rows = looks.families.map(() => new Int32Array(starts.length - 1));
  for (const i of visible) {
    const at = isBar(i) ? middle(i) : START[i];
    let low = 0, high = starts.length - 1;
    while (high - low > 1) {
      const half = (low + high) >> 1;
      if (starts[half] <= at) low = half; else high = half;
    }
    rows[FAMILY[i]][low] += 1;
  }
  looks.families.forEach((family, number) => {
    const trace = traceOf("counts", number);
    rows[number].forEach((count, bin) => {
      if (!count) return;
      trace.x.push(dateText((starts[bin] + starts[bin + 1]) / 2));
      trace.width.push((starts[bin + 1] - starts[bin]) * 0.92);
      trace.y.push(count);
      trace.hovertext.push(`<b>${forPlotly(family.label)}</b><br>${plural(count, "event")}, ${unit} of ${dayInWords(starts[bin])}<br><i>Click to zoom in</i>`);
      trace.customdata.push([starts[bin], starts[bin + 1]]);
    });
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

let counting = "";
const drawChart = () => {
  const narrow = chartBox.clientWidth < 620;
  const visible = matched.filter(inWindow);
  const many = visible.length > MANY;
  shell.data.forEach(empty);
  paint();
  const layout = structuredClone(shell.layout);
  layout.template = shell.templates[themeName()];
  layout.font = { family: getComputedStyle(document.body).fontFamily };
  layout.xaxis.range = [dateText(state.low), dateText(state.high)];
  const left = narrow ? 8 : many ? 56 : laneMargin(visible, `13px ${layout.font.family}`);
  const width = Math.max(120, chartBox.clientWidth - left - layout.margin.r);
  layout.margin.l = left;
  // A finger that drags wants to scroll the page, not the time.
  if (finger.matches) {
    layout.dragmode = false;
    layout.xaxis.fixedrange = true;
  }
  layout.xaxis.nticks = Math.max(3, Math.floor(width / 85));
  for (const trace of shell.data) trace.visible = many === (trace.meta.role === "counts");
  counting = "";
  if (many) {
    counting = fillCounts(visible);
    layout.height = 420;
    layout.barmode = "stack";
    Object.assign(layout.yaxis, { autorange: true, showgrid: true, automargin: false, title: { text: `events a ${counting}` } });
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
  Plotly.react(chartBox, shell.data, layout, {
    displayModeBar: false, displaylogo: false, showSendToCloud: false, plotlyServerURL: "", scrollZoom: false,
    doubleClick: false, responsive: false, showTips: false,
  });
  let vague = 0, outside = 0, undated = 0;
  for (const i of matched) {
    if (!isDated(i)) undated += 1;
    else if (isVague(i)) vague += 1;
    else if (!(START[i] < state.high && END[i] > state.low)) outside += 1;
  }
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
