// What a reader takes away: the shown events as CSV, the chart as a picture, a link to the view.

// The table is the one that the command line writes (export/columns.toml): same columns, same cells.
const flat = (text) => text.split(/\s+/).filter(Boolean).join(" ");
const joined = (items) => [...new Set(items.map(flat).filter(Boolean).map((item) => item.replaceAll("; ", ", ")))].join("; ");
const firstDay = (i) => (isOpen(FROM[i]) ? "" : isoDay(FROM[i] * 60000));
const lastDay = (i) => (isOpen(TO[i]) ? "" : isoDay(TO[i] * 60000 - 1));
const eventDay = (i) => {
  if (!E.prec[i]) return "";
  const days = Math.round((dayMs(lastDay(i)) - dayMs(firstDay(i))) / DAY);
  return isoDay(dayMs(firstDay(i)) + Math.floor(days / 2) * DAY);
};
const decimal = (number) => (number === null || number === undefined ? "" : Number.isInteger(number) ? number.toFixed(1) : String(number));

// The two sides: doer and target, or the first two doers of what two sides do together.
const sides = (i) => {
  const doers = E.actors.at(i), targets = E.targets.at(i);
  const mutual = looks.mutual.includes(typeCode(i)) || looks.mutual.includes(word(E.acled_sub[i]));
  if (!targets.length && doers.length > 1 && mutual) return { first: doers[0], second: doers[1], others: doers.slice(2) };
  return { first: doers[0], second: targets[0], others: doers.slice(1) };
};
const actorPart = (side, part) => (i) => {
  const number = sides(i)[side];
  return number === undefined ? "" : flat(data.actors[number][part]);
};
const placeCell = (part) => (i) => (place(i) ? place(i)[part] ?? "" : "");
// What went on for more than a month has a total for a toll, which counts other events again: not in the columns.
const isTotal = (i) => Boolean(E.lasting[i]) &&
  (isOpen(FROM[i]) || isOpen(TO[i]) || dayMs(lastDay(i)) - dayMs(firstDay(i)) > 30 * DAY);
const tollPart = (kind, part) => (i) => (isTotal(i) ? "" : toll(i, kind)?.[part] ?? "");
const lead = (i) => (E.mentions.size(i) ? E.mentions.at(i)[0] : undefined);
const leadPart = (of) => (i) => (lead(i) === undefined ? "" : of(lead(i), M.sentence[lead(i)]));
const nothing = () => "";
const CSV = {
  event_id: (i) => E.id[i],
  event_date: eventDay,
  date_start: firstDay,
  date_end: lastDay,
  date_edtf: (i) => word(E.edtf[i]),
  time_precision: (i) => ["", 1, 2, 2, 3, 3][E.prec[i]],
  date_prec: (i) => E.prec[i] || "",
  date_basis: (i) => word(E.basis[i]),
  date_text: (i) => flat(word(E.date_text[i])),
  year: (i) => (eventDay(i) ? Number(eventDay(i).slice(0, -6)) : ""),
  event_type: (i) => word(E.acled[i]),
  sub_event_type: (i) => word(E.acled_sub[i]),
  plover_type: typeCode,
  plover_mode: (i) => word(E.mode[i]),
  quad_class: (i) => looks.quads[typeCode(i)] ?? "",
  contexts: (i) => joined(words(E.contexts.at(i))),
  status,
  trigger: (i) => flat(word(E.trigger[i])),
  actor1: actorPart("first", 0),
  actor2: actorPart("second", 0),
  assoc_actor_1: (i) => joined(sides(i).others.map(actorName)),
  assoc_actor_2: (i) => joined(E.targets.at(i).slice(1).map(actorName)),
  inter1: actorPart("first", 2),
  inter2: actorPart("second", 2),
  actor1_country: actorPart("first", 1),
  actor2_country: actorPart("second", 1),
  directed: (i) => String(Boolean(E.actors.at(i).length && E.targets.at(i).length)),
  civilian_targeting: (i) => (word(E.acled[i]) === "Violence against civilians" ||
    (E.targets.at(i).length && data.actors[E.targets.at(i)[0]][2] === "Civilians") ? "true" : ""),
  location: (i) => flat(placeName(i)),
  location_text: (i) => flat(word(E.place_text[i])),
  admin1: placeCell(3),
  admin2: nothing,
  admin3: nothing,
  country: placeCell(1),
  iso: placeCell(7),
  latitude: (i) => decimal(place(i)?.[4]),
  longitude: (i) => decimal(place(i)?.[5]),
  geo_precision: placeCell(6),
  fatalities: tollPart("killed", 3),
  fatalities_low: tollPart("killed", 1),
  fatalities_high: tollPart("killed", 2),
  injured: tollPart("injured", 3),
  size: nothing,
  source: (i) => joined([...outlets(i), ...copyOutlets(i)]),
  source_url: (i) => joined(E.articles.at(i).map((a) => A.url[a])),
  source_date: (i) => joined(E.articles.at(i).map((a) => A.dct[a]).sort()),
  source_headline: (i) => joined(E.articles.at(i).map((a) => A.title[a])),
  n_articles: (i) => E.n_articles[i],
  n_mentions: (i) => E.mentions.size(i),
  notes: leadPart((m, s) => flat(sentenceText(s))),
  timeline_id: nothing,
  mention_ids: (i) => joined(E.mentions.at(i).map((m) => M.id[m])),
  confidence: (i) => decimal(E.confidence[i]),
  quantities: (i) => joined(words(E.quantities.at(i))),
  title: (i) => flat(E.title[i]),
  attribution: (i) => joined(E.says.at(i).map(([name]) => word(name))),
  lasting: (i) => (E.lasting[i] ? "true" : ""),
  date_why: (i) => flat(word(E.date_why[i])),
  date_conflict: (i) => flat(word(E.date_conflict[i])),
  article_ids: (i) => joined(E.articles.at(i).map((a) => A.id[a])),
  article_id: leadPart((m, s) => (S.article[s] < 0 ? "" : A.id[S.article[s]])),
  trigger_start: leadPart((m, s) => S.start[s] + M.trigger_start[m]),
  trigger_end: leadPart((m, s) => S.start[s] + M.trigger_end[m]),
  sentence_start: leadPart((m, s) => S.start[s]),
  sentence_end: leadPart((m, s) => S.start[s] + Array.from(sentenceText(s)).length),
};
const NUMBERS = new Set(["latitude", "longitude", "confidence"]);

// RFC 4180; a text that a spreadsheet would run as a formula gets an apostrophe before it, a number stays one.
const cell = (value, name) => {
  if (typeof value === "number" || NUMBERS.has(name)) return String(value);
  const clean = value.replace(/\0/g, "\ufffd");
  const text = /^[ \u00a0\u200b\ufeff]*[=+\-@\t\r＝＋－＠]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};
// Rows in the order of the timeline, whatever order the page shows them in.
const csvText = (events) => [
  Object.keys(CSV).join(","),
  ...[...events].sort((a, b) => a - b).map((i) => Object.entries(CSV).map(([name, of]) => cell(of(i), name)).join(",")),
].join("\r\n") + "\r\n";

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
