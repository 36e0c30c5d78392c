// The overview: all matching events over all time, with a window that can be dragged, stretched and moved by keys.

const overview = byId("overview");
const VIEW_HEIGHT = 58, BARS_HEIGHT = 40;
let overviewWidth = 600;

// The overview covers what the reports are about, and all of time as soon as the window reaches beyond that.
let base = HOME, dragging = false;
const chooseBase = () => {
  const margin = (HOME.high - HOME.low) * 0.01;
  base = state.low >= HOME.low - margin && state.high <= HOME.high + margin ? HOME : {
    low: Math.min(domain.low, state.low), high: Math.max(domain.high, state.high) };
};
const toOverview = (ms) => ((ms - base.low) / (base.high - base.low)) * overviewWidth;
const fromOverview = (x) => base.low + (x / overviewWidth) * (base.high - base.low);

// Round moments for an axis of that many pixels, with their words.
const STEPS = [[1, "h"], [3, "h"], [6, "h"], [12, "h"], [1, "d"], [2, "d"], [7, "d"], [14, "d"], [1, "m"], [2, "m"], [3, "m"],
  [6, "m"], [1, "y"], [2, "y"], [5, "y"], [10, "y"], [25, "y"], [50, "y"], [100, "y"], [500, "y"]];
const STEP_DAYS = { h: 1 / 24, d: 1, m: 30.4, y: 365.25 };
const timeTicks = (low, high, width) => {
  const days = (high - low) / DAY, wanted = Math.max(2, Math.floor(width / 95));
  const [step, unit] = STEPS.find(([n, u]) => days / (n * STEP_DAYS[u]) <= wanted) || STEPS.at(-1);
  const first = new Date(low), year = first.getUTCFullYear(), month = first.getUTCMonth();
  const ticks = [];
  for (let n = 0; n < 80; n += 1) {
    const at = unit === "y" ? Date.UTC(Math.floor(year / step) * step + n * step, 0, 1)
      : unit === "m" ? Date.UTC(year, Math.floor(month / step) * step + n * step, 1)
        : Math.floor(low / DAY) * DAY + n * step * DAY * STEP_DAYS[unit];
    if (at > high) break;
    if (at < low) continue;
    const day = new Date(at), short = MONTHS[day.getUTCMonth()].slice(0, 3);
    const date = `${day.getUTCDate()} ${short}`;
    ticks.push([at, unit === "y" ? String(day.getUTCFullYear()) : unit === "m" ? `${short} ${day.getUTCFullYear()}`
      : unit === "d" || !day.getUTCHours() ? date : day.toISOString().slice(11, 16)]);
  }
  return ticks;
};

// The dates stay in sight while a high chart scrolls under them.
const drawStickyAxis = (left, width) => {
  const strip = svg("svg", { width: left + width + 16, height: 26, "aria-hidden": "true" });
  for (const [at, text] of timeTicks(state.low, state.high, width)) {
    const x = left + ((at - state.low) / (state.high - state.low)) * width;
    const label = svg("text", { x, y: 17, "text-anchor": "middle" });
    label.textContent = text;
    if (x > left + 20) strip.append(label, svg("line", { x1: x, x2: x, y1: 22, y2: 26 }));
  }
  byId("axis").firstElementChild.replaceChildren(strip);
};

// Events per bin, kept until the filter, the span or the width changes: dragging redraws many times a second.
let kept = { key: "", of: null, counts: null };
const binned = (bins) => {
  const key = [bins, base.low, base.high, state.vague].join();
  if (kept.key === key && kept.of === matched) return kept.counts;
  const counts = new Float64Array(bins), scale = bins / (base.high - base.low);
  for (const i of matched) {
    if (!isDated(i) || (isVague(i) && !state.vague) || END[i] <= base.low || START[i] >= base.high) continue;
    // A long stretch is one event spread over its bins, not one in each.
    const first = Math.max(0, Math.min(bins - 1, Math.floor((START[i] - base.low) * scale)));
    const last = Math.max(first, Math.min(bins - 1, Math.floor((END[i] - 1 - base.low) * scale)));
    for (let bin = first; bin <= last; bin += 1) counts[bin] += 1 / (last - first + 1);
  }
  kept = { key, of: matched, counts };
  return counts;
};

// The window alone, which moves while a hand drags it.
const drawFrame = () => {
  const frame = svg("g", { class: "frame" });
  const x0 = Math.max(0, Math.min(overviewWidth - 6, toOverview(state.low)));
  const x1 = Math.min(overviewWidth, Math.max(x0 + 6, toOverview(state.high)));
  frame.append(
    svg("rect", { class: "shade", x: 0, y: 0, width: x0, height: BARS_HEIGHT }),
    svg("rect", { class: "shade", x: x1, y: 0, width: Math.max(0, overviewWidth - x1), height: BARS_HEIGHT }),
    svg("rect", { class: "window", "data-drag": "move", x: x0, y: 0.75, width: x1 - x0, height: BARS_HEIGHT - 1 }),
  );
  // Grips of a narrow window stand outside it, so that the window can still be seen and moved.
  const aside = x1 - x0 < 26 ? 5 : 0;
  for (const [edge, x] of [["low", x0 - aside], ["high", x1 + aside]]) {
    frame.append(svg("rect", { class: "grip", "data-drag": edge, x: x - 3, y: 8, width: 6, height: BARS_HEIGHT - 16, rx: 3 }),
      svg("rect", { class: "catch", "data-drag": edge, x: x - (aside ? (edge === "low" ? 12 : 3) : 10), y: 0, width: aside ? 15 : 20, height: BARS_HEIGHT }));
  }
  overview.querySelector(".frame")?.remove();
  overview.append(frame);
  const text = `${dayInWords(state.low)} to ${dayInWords(state.high)}`;
  overview.setAttribute("aria-valuetext", text);
  overview.setAttribute("aria-valuenow", Math.round(Math.min(100, Math.max(0, ((((state.low + state.high) / 2) - base.low) / (base.high - base.low)) * 100))));
  byId("window-text").textContent = `${dayInWords(state.low)} – ${dayInWords(state.high - 1)}`;
};

const drawOverview = () => {
  if (!dragging) chooseBase();
  overviewWidth = Math.max(200, overview.clientWidth);
  // A bin is a day at least: narrower ones would draw a day as a row of bars.
  const bins = Math.max(1, Math.min(240, Math.floor(overviewWidth / 5), Math.round((base.high - base.low) / DAY)));
  const counts = binned(bins);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const step = overviewWidth / bins;
  const bars = svg("g", { class: "bars" });
  counts.forEach((count, bin) => {
    if (!count) return;
    const height = Math.max(count > 0.5 ? 3 : 0, (count / most) * (BARS_HEIGHT - 5));
    bars.append(svg("rect", { x: bin * step, y: BARS_HEIGHT - height, width: Math.max(1, step - 1), height }));
  });
  const ticks = svg("g", { class: "ticks" });
  for (const [at, text] of timeTicks(base.low, base.high, overviewWidth)) {
    const x = toOverview(at);
    if (x > overviewWidth - 34) continue;
    const label = svg("text", { x: x + 3, y: VIEW_HEIGHT - 5 });
    label.textContent = text;
    ticks.append(svg("line", { x1: x, x2: x, y1: BARS_HEIGHT, y2: VIEW_HEIGHT - 4 }), label);
  }
  const floor = svg("line", { class: "base", x1: 0, x2: overviewWidth, y1: BARS_HEIGHT + 0.5, y2: BARS_HEIGHT + 0.5 });
  overview.setAttribute("viewBox", `0 0 ${overviewWidth} ${VIEW_HEIGHT}`);
  overview.replaceChildren(bars, floor, ticks);
  drawFrame();
};

const SHORTEST = DAY / 4;
const setWindow = (low, high) => {
  const room = (domain.high - domain.low) * 0.5 + 30 * DAY;
  const length = Math.min(Math.max(SHORTEST, high - low), domain.high - domain.low + 2 * room);
  const from = Math.min(Math.max(low, domain.low - room), domain.high + room - length);
  state.low = Math.round(from / 60000) * 60000;
  state.high = Math.round((from + length) / 60000) * 60000;
};
const zoomTo = (low, high) => {
  setWindow(low, high);
  refreshWindow();
};
const panBy = (share) => {
  const by = (state.high - state.low) * share;
  zoomTo(state.low + by, state.high + by);
};
const zoomBy = (factor) => {
  const centre = (state.low + state.high) / 2, half = ((state.high - state.low) / 2) * factor;
  zoomTo(centre - half, centre + half);
};
// A week, month or year round what the reader looks at: the open event, or the weightiest one in sight.
const zoomToDays = (days) => {
  const seen = matched.filter((i) => isDated(i) && inWindow(i));
  const focus = state.event >= 0 && isDated(state.event) ? state.event
    : seen.length ? seen.reduce((a, b) => (WEIGHT[b] > WEIGHT[a] ? b : a)) : -1;
  const centre = focus >= 0 ? middle(focus) : (state.low + state.high) / 2;
  zoomTo(centre - (days * DAY) / 2, centre + (days * DAY) / 2);
};

const listenToOverview = () => {
  let drag = null, frame = 0;
  overview.addEventListener("pointerdown", (down) => {
    const x = down.clientX - overview.getBoundingClientRect().left;
    const what = down.target.dataset?.drag;
    if (!what) {
      const half = (state.high - state.low) / 2;
      setWindow(fromOverview(x) - half, fromOverview(x) + half);
    }
    dragging = true;
    drag = { what: what || "move", x, low: state.low, high: state.high };
    overview.setPointerCapture(down.pointerId);
    overview.focus({ preventScroll: true });
    drawOverview();
  });
  overview.addEventListener("pointermove", (move) => {
    if (!drag) return;
    const by = ((move.clientX - overview.getBoundingClientRect().left - drag.x) / overviewWidth) * (base.high - base.low);
    const length = drag.high - drag.low;
    if (drag.what === "move") {
      const low = Math.max(base.low, Math.min(base.high - length, drag.low + by));
      setWindow(low, low + length);
    } else if (drag.what === "low") setWindow(Math.max(base.low, Math.min(drag.low + by, drag.high - SHORTEST)), drag.high);
    else setWindow(drag.low, Math.min(base.high, Math.max(drag.high + by, drag.low + SHORTEST)));
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(moveWindow);
  });
  const stop = () => {
    if (!drag) return;
    drag = null;
    dragging = false;
    cancelAnimationFrame(frame);
    refreshWindow();
  };
  overview.addEventListener("pointerup", stop);
  overview.addEventListener("pointercancel", stop);
  overview.addEventListener("keydown", (key) => {
    const act = { ArrowLeft: () => panBy(-0.2), ArrowRight: () => panBy(0.2), ArrowUp: () => zoomBy(0.7), ArrowDown: () => zoomBy(1 / 0.7),
      "+": () => zoomBy(0.7), "-": () => zoomBy(1 / 0.7), PageUp: () => panBy(1), PageDown: () => panBy(-1),
      Home: () => zoomTo(domain.low, domain.low + state.high - state.low), End: () => zoomTo(domain.high - (state.high - state.low), domain.high) }[key.key];
    if (!act) return;
    key.preventDefault();
    key.stopPropagation();
    act();
  });
};
