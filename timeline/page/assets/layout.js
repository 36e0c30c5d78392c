// Where each mark and label goes: lanes, rows inside a lane, labels that do not cover each other.

const MAX_LANES = 14;
const NOBODY = { actor: "No actor named", place: "No place named", source: "No source named" };
const laneNames = {
  type: (i) => [typeLabel(i)],
  actor: (i) => (E.actors.at(i).length ? [...new Set(actorNames(i))] : [NOBODY.actor]),
  place: (i) => [placeName(i) || NOBODY.place],
  source: (i) => (E.sources.at(i).length ? sourceNames(i) : [NOBODY.source]),
};
const TYPE_ORDER = looks.families.flatMap((family) => family.codes.map((code) => looks.types[code] || code));

// Lane name -> events, from top to bottom: types as in the legend, all others by how often they occur.
const sortIntoLanes = (events, kind) => {
  const lanes = new Map();
  for (const i of events) {
    for (const name of laneNames[kind](i)) {
      if (!lanes.has(name)) lanes.set(name, []);
      lanes.get(name).push(i);
    }
  }
  const place = (name) => (kind === "type" ? (TYPE_ORDER.indexOf(name) + 100) % 100 : Number(name === NOBODY[kind]));
  const ranked = [...lanes].sort(([a, inA], [b, inB]) =>
    place(a) - place(b) || inB.length - inA.length || (a < b ? -1 : 1));
  if (kind === "type" || ranked.length <= MAX_LANES) return ranked;
  const rest = ranked.splice(MAX_LANES - 1);
  const others = [...new Set(rest.flatMap(([, inside]) => inside))].sort((a, b) => START[a] - START[b]);
  return [...ranked, [`${rest.length} other ${kind}s`, others]];
};

const markerSize = (i) =>
  Math.min(shell.sizes.max, shell.sizes.base + shell.sizes.step * Math.sqrt(sourceCount(i)));

const LABEL_FONT_SIZE = 12;
const labelFont = () => `${LABEL_FONT_SIZE}px ${getComputedStyle(document.body).fontFamily}`;
const BAR_WITH_MARK = 18; // pixels; a narrower bar gets a marker so that it can be seen, read and hit

// One mark in one lane: pixels from x0 to x1, and the label with the side it stands on.
const placeMark = (i, toPixel, width, label, maxLabel, font) => {
  const bar = isBar(i);
  const size = markerSize(i);
  let x0 = toPixel(START[i]), x1 = toPixel(END[i]);
  const length = x1 - x0;
  const wide = bar && length >= BAR_WITH_MARK;
  if (!wide) {
    // A bar that is shorter than its marker lies under it; a longer one looks out as a whisker.
    const centre = (x0 + x1) / 2;
    x0 = Math.min(bar ? x0 : centre, centre - size / 2);
    x1 = Math.max(bar ? x1 : centre, centre + size / 2);
  }
  const mark = { i, bar, wide, size, whisker: bar && !wide && length > size, x0, x1, y: 0, row: 0, thickness: 14, label: "", side: "", reach0: x0, reach1: x1 };
  if (!label) return mark;
  const left = Math.max(x0, 0), right = Math.min(x1, width);
  const rooms = { right: width - right - 8, left: left - 8, inside: wide ? right - left - 30 : 0 };
  const wanted = Math.min(maxLabel, textWidth(E.title[i].slice(0, 120), font) + 2);
  const side = ["right", "left", "inside"].find((name) => rooms[name] >= wanted) ||
    Object.keys(rooms).reduce((a, b) => (rooms[b] > rooms[a] ? b : a));
  const text = fit(cut(E.title[i].replace(UNWANTED, " "), 120), Math.min(wanted, rooms[side]), font);
  if (!text) return mark;
  const textLength = textWidth(text, font);
  Object.assign(mark, { label: text, side });
  if (side === "right") mark.reach1 = right + 9 + textLength;
  if (side === "left") mark.reach0 = left - 9 - textLength;
  return mark;
};

const LABELLED_ROW = 25, PLAIN_ROW = 17, LANE_PADDING = 5, LANE_NAME = 20;

// First row that is free, looking at marks in order of where they begin. Sets y; returns the height in pixels.
const packRows = (marks, top, rowHeight) => {
  const busy = [], gap = 8;
  for (const mark of marks.sort((a, b) => a.reach0 - b.reach0)) {
    let row = busy.findIndex((end) => end + gap <= mark.reach0);
    if (row < 0) row = busy.length;
    busy[row] = mark.reach1;
    mark.row = row;
  }
  // A column of many unlabelled marks is pressed together, and its marks made smaller, rather than run off the page.
  const height = busy.length > 12 && rowHeight < LABELLED_ROW ? Math.max(8, Math.floor((12 * rowHeight) / busy.length)) : rowHeight;
  for (const mark of marks) {
    mark.y = top + (mark.row + 0.5) * height;
    if (height < rowHeight) mark.size = Math.min(mark.size, height + 2);
    mark.thickness = Math.min(14, height - 2);
  }
  return busy.length * height;
};

// Everything the chart draws for the visible events. The y axis counts pixels from the top.
const layOut = (visible, width, narrow) => {
  const scale = width / (state.high - state.low);
  const toPixel = (ms) => (ms - state.low) * scale;
  const font = labelFont();
  const budget = narrow ? 24 : 70;
  const labelled = visible.length <= budget ? new Set(visible)
    : new Set([...visible].sort((a, b) => WEIGHT[b] - WEIGHT[a]).slice(0, budget));
  if (state.event >= 0) labelled.add(state.event);
  const maxLabel = narrow ? Math.min(230, width * 0.66) : Math.max(320, Math.min(440, width * 0.45));
  let top = 0;
  const lanes = sortIntoLanes(visible, state.lanes).map(([name, events]) => {
    const marks = events.map((i) => placeMark(i, toPixel, width, labelled.has(i), maxLabel, font));
    // On a phone the lane's name stands on a row of its own above the marks.
    const first = top + LANE_PADDING + (narrow ? LANE_NAME : 0);
    // Marks with labels first, the rest in closer rows below them.
    const high = packRows(marks.filter((mark) => mark.label), first, LABELLED_ROW);
    const low = packRows(marks.filter((mark) => !mark.label), first + high, PLAIN_ROW);
    const height = Math.max(high + low, LABELLED_ROW);
    const lane = { name, marks, count: events.length, top, bottom: first + height + LANE_PADDING,
      label: first + Math.min(height, LABELLED_ROW) / 2, height };
    top = lane.bottom;
    return lane;
  });
  return { lanes, height: top, width };
};
