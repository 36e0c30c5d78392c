// What a reader takes away: the shown events as CSV, the chart as a picture, a link to the view.

// Names as in the table that the command line writes; only what the page carries.
const list2 = (items) => items.filter((item) => item !== "").join("; ");
const firstDay = (i) => (E.start[i] === null ? "" : isoDay(E.start[i] * 60000));
const lastDay = (i) => (E.end[i] === null ? "" : isoDay(E.end[i] * 60000 - 1));
const eventDay = (i) => (E.prec[i] ? isoDay(E.start[i] * 60000 + Math.floor((Math.round((dayMs(lastDay(i)) - dayMs(firstDay(i))) / DAY)) / 2) * DAY) : "");
const articlesOf = (i) => [...new Set(E.mentions[i].map((m) => S.article[M.sentence[m]]).filter((a) => a >= 0))];
const actorPart = (n, part) => (i) => (E.actors[i].concat(E.targets[i])[n] === undefined ? "" : data.actors[E.actors[i].concat(E.targets[i])[n]][part]);
const placePart = (part) => (i) => (place(i) ? place(i)[part] ?? "" : "");
const tollPart = (kind, part) => (i) => {
  const found = toll(i, kind);
  return found ? found[part] ?? "" : "";
};
const CSV = {
  event_id: (i) => E.id[i],
  event_date: eventDay,
  date_start: firstDay,
  date_end: lastDay,
  date_edtf: (i) => word(E.edtf[i]),
  time_precision: (i) => ["", 1, 2, 2, 3, 3][E.prec[i]],
  date_prec: (i) => E.prec[i] || "",
  date_basis: (i) => word(E.basis[i]),
  date_text: (i) => word(E.date_text[i]),
  year: (i) => eventDay(i).slice(0, -6),
  event_type: (i) => word(E.acled[i]),
  sub_event_type: (i) => word(E.acled_sub[i]),
  plover_type: typeCode,
  plover_mode: (i) => word(E.mode[i]),
  contexts: (i) => list2(words(E.contexts[i])),
  status,
  title: (i) => E.title[i],
  trigger: (i) => word(E.trigger[i]),
  actor1: actorPart(0, 0),
  actor1_country: actorPart(0, 1),
  inter1: actorPart(0, 2),
  actor2: actorPart(1, 0),
  actor2_country: actorPart(1, 1),
  inter2: actorPart(1, 2),
  location: placeName,
  location_text: (i) => word(E.place_text[i]),
  admin1: placePart(3),
  country: placePart(1),
  latitude: placePart(4),
  longitude: placePart(5),
  geo_precision: placePart(6),
  fatalities: (i) => killed(i) ?? "",
  fatalities_low: tollPart("killed", 1),
  fatalities_high: tollPart("killed", 2),
  injured: tollPart("injured", 1),
  source: (i) => list2(sourceNames(i)),
  source_url: (i) => list2(articlesOf(i).map((a) => A.url[a])),
  source_date: (i) => list2(articlesOf(i).map((a) => A.dct[a].slice(0, 10))),
  source_headline: (i) => list2(articlesOf(i).map((a) => A.title[a])),
  n_articles: (i) => E.n_articles[i],
  n_mentions: (i) => E.mentions[i].length,
  notes: (i) => (E.mentions[i].length ? S.text[M.sentence[E.mentions[i][0]]] : ""),
  mention_ids: (i) => list2(E.mentions[i].map((m) => M.id[m])),
  confidence: (i) => E.confidence[i],
};

// RFC 4180; a text that a spreadsheet would run as a formula gets an apostrophe before it.
const cell = (value) => {
  if (typeof value === "number") return String(value);
  const text = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};
const csvText = (events) => [Object.keys(CSV), ...events.map((i) => Object.values(CSV).map((of) => of(i)))]
  .map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";

const save = (name, blob) => {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

const fileName = (ending) => `${(document.title || "timeline").replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60).replace(/^-|-$/g, "").toLowerCase() || "timeline"}.${ending}`;

const saveCsv = () => save(fileName("csv"), new Blob([csvText(matched)], { type: "text/csv;charset=utf-8" }));

const savePicture = async (format) => {
  const address = await Plotly.toImage(chartBox, {
    format, width: chartBox.clientWidth, height: chartBox._fullLayout.height, scale: format === "png" ? 2 : 1,
  });
  const body = address.slice(address.indexOf(",") + 1);
  const bytes = address.slice(0, address.indexOf(",")).includes("base64")
    ? Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0)) : decodeURIComponent(body);
  save(fileName(format), new Blob([bytes], { type: format === "png" ? "image/png" : "image/svg+xml" }));
};

const copyLink = async () => {
  saveHash();
  const address = location.href;
  try {
    await navigator.clipboard.writeText(address);
    say("Link to this view copied.");
  } catch {
    // Opened from disk some browsers refuse the clipboard: show the link for copying by hand.
    window.prompt("Link to this view:", address);
  }
};
