// The panel: everything the articles say about one event, and why it was dated and merged so.

const panel = byId("panel");
const safeUrl = (url) => (/^https?:\/\/[^\s/]/i.test(url) ? url : "");
const row = (term, ...values) => [el("dt", { text: term }), el("dd", {}, ...values)];
const list = (items) => items.flatMap((item, n) => (n ? [", ", item] : [item]));

// The sentence with its trigger and time expression marked through their offsets.
const markedSentence = (m) => {
  const text = sentenceText(M.sentence[m]);
  const spans = [[[M.trigger_start[m], M.trigger_end[m]], "trigger", "word that tells of the event"]];
  if (M.timex_end[m]) spans.push([[M.timex_start[m], M.timex_end[m]], "when", "time expression"]);
  spans.sort((a, b) => a[0][0] - b[0][0]);
  const quote = el("blockquote", { dir: "auto" });
  let at = 0;
  for (const [[start, end], name, title] of spans) {
    if (start < at || end <= start) continue;
    quote.append(pointSlice(text, at, start), el("mark", { class: name, title, text: pointSlice(text, start, end) }));
    at = end;
  }
  quote.append(pointSlice(text, at, Infinity));
  return quote;
};

const tollText = ([kind, low, high, best]) => {
  const spread = high === null ? `at least ${low}` : low === high ? `${low}` : `${low} to ${high}`;
  const agreed = best === null || best === undefined || (best === low && (high === null || high === low));
  const known = agreed ? spread : `${best} in the latest report; all reports: ${high === null ? `${low} or more` : spread}`;
  return `${word(kind)}: ${known}`;
};

const sayers = (rows) => rows.map(([name, cue, side]) => {
  const about = [word(cue), word(side)].filter(Boolean).join(", ");
  return el("span", {}, bdi(word(name)), about ? el("span", { class: "soft", text: ` (${about})` }) : null);
});

// "2024-05-25T21:40:00+03:00" to "2024-05-25 21:40 (+03:00)"; a day alone stays a day.
const publishedText = (iso) => iso.replace(/T(\d\d:\d\d)[\d:.]*(.*)$/, (_, clock, zone) => ` ${clock}${zone ? ` (${zone})` : ""}`);

const headline = (article) => {
  const url = safeUrl(A.url[article]), title = bdi(cut(A.title[article] || A.id[article], 120));
  return url ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, title) : title;
};
const published = (article) => {
  const moment = A.published[article] || A.dct[article];
  return el("time", { datetime: moment, text: publishedText(moment) });
};
// Outlets that carried an article of the event in the same words: named, linked, and no further source.
const carriers = (copies, article) => copies.filter((copy) => A.copy_of[copy] === article);
const carried = (copies) => (copies.length ? el("div", { class: "copies" },
  el("p", { class: "meta", text: "Also carried, in the same words or nearly, by" }),
  el("ul", {}, ...copies.map((copy) => el("li", { class: "meta" },
    bdi(A.source[copy] || "source not named", { class: "source" }), " · published ", published(copy), " · ", headline(copy))))) : null);

const telling = (m, copies) => {
  const sentence = M.sentence[m], article = S.article[sentence];
  const from = S.start[sentence];
  const meta = article < 0 ? [] : [
    bdi(A.source[article] || "source not named", { class: "source" }), " · published ", published(article),
  ];
  return el("li", { class: "telling" },
    el("p", { class: "meta" }, ...meta),
    el("p", { class: "headline" }, article < 0 ? "" : headline(article)),
    markedSentence(m),
    carried(copies),
    el("details", {},
      el("summary", { text: "Where and how it was read" }),
      el("dl", { class: "facts" },
        ...row("Article", bdi(article < 0 ? "" : A.id[article])),
        ...row("Characters", `sentence ${from} to ${from + Array.from(sentenceText(sentence)).length}, trigger ${from + M.trigger_start[m]} to ${from + M.trigger_end[m]}${M.timex_end[m] ? `, time ${from + M.timex_start[m]} to ${from + M.timex_end[m]}` : ""}`),
        ...(word(M.date_text[m]) ? row("Date as written", bdi(`“${word(M.date_text[m])}”`)) : []),
        ...(word(M.date_why[m]) ? row("Dated because", bdi(word(M.date_why[m]))) : []),
        ...row("Told as", (statusLook.get(word(M.status[m])) || { label: word(M.status[m]) }).label.toLowerCase()),
        ...(M.says.at(m).length ? row("According to", ...list(sayers(M.says.at(m)))) : []),
        ...row("Confidence", percent(M.confidence[m])))));
};
const percent = (share) => `${Math.round(share * 100)} %`;

const symbolIcon = (name, colour) => {
  const icon = svg("svg", { viewBox: "0 0 20 20", width: 16, height: 16, class: "icon", "aria-hidden": "true" });
  const line = { fill: "none", stroke: colour, "stroke-width": 2.4 };
  const parts = {
    circle: [["circle", { cx: 10, cy: 10, r: 7, fill: colour }]],
    "circle-open-dot": [["circle", { cx: 10, cy: 10, r: 7, ...line }], ["circle", { cx: 10, cy: 10, r: 2.4, fill: colour }]],
    "triangle-right-open": [["path", { d: "M4 3 L17 10 L4 17 Z", ...line }]],
    "diamond-open": [["path", { d: "M10 2 L18 10 L10 18 L2 10 Z", ...line }]],
    "square-open": [["rect", { x: 3.5, y: 3.5, width: 13, height: 13, ...line }]],
    "circle-x-open": [["circle", { cx: 10, cy: 10, r: 7.5, ...line }], ["path", { d: "M5 5 L15 15 M15 5 L5 15", ...line }]],
    "x-thin-open": [["path", { d: "M4 4 L16 16 M16 4 L4 16", ...line }]],
  }[name] || [["circle", { cx: 10, cy: 10, r: 7, fill: colour }]];
  icon.append(...parts.map(([tag, props]) => svg(tag, props)));
  return icon;
};

// Every telling, its article's copies with the first of them; an article may be told of without a telling of its own.
const tellings = (i) => {
  const copies = E.copies.at(i), shown = new Set();
  const items = E.mentions.at(i).map((m) => {
    const article = S.article[M.sentence[m]];
    const own = shown.has(article) ? [] : carriers(copies, article);
    shown.add(article);
    return telling(m, own);
  });
  const rest = copies.filter((copy) => !shown.has(A.copy_of[copy]));
  return rest.length ? [...items, el("li", { class: "telling" }, carried(rest))] : items;
};

const drawPanel = () => {
  const i = state.event >= 0 ? state.event : leadOf(matched);
  panel.classList.toggle("open", state.event >= 0);
  if (i < 0) {
    panel.replaceChildren(el("p", { class: "hint", text: "No event to show." }));
    return;
  }
  const at = matched.indexOf(i);
  const open = state.event >= 0;
  const step = (by, text, label) => el("button", { type: "button", class: "step", "data-step": by, "aria-label": label, title: label,
    disabled: at + by < 0 || at + by >= matched.length, onclick: () => stepEvent(by) }, text);
  const basis = word(E.basis[i]);
  const dateText = word(E.date_text[i]);
  const spot = place(i);
  const people = (numbers) => list(numbers.map((number) => bdi(actorName(number))));
  const tolls = E.tolls.at(i).map(tollText);
  fill(panel,
    el("div", { class: "panel-top" },
      el("p", { class: "eyebrow", text: open ? (at >= 0 ? `Event ${at + 1} of ${matched.length}` : "Event outside the filter") : "Lead event" }),
      el("div", { class: "steps" },
        open ? step(-1, "←", "Previous event (left arrow)") : null, open ? step(1, "→", "Next event (right arrow)") : null,
        open ? el("button", { type: "button", class: "step close", "aria-label": "Close (Escape)", title: "Close (Escape)", onclick: closeEvent }, "×") : null)),
    el("h2", { id: "panel-title", tabindex: "-1", dir: "auto" }, bdi(cut(E.title[i], 240))),
    el("p", { class: "when" }, el("strong", { text: said(i) }),
      word(E.edtf[i]) && word(E.edtf[i]) !== said(i) ? el("span", { class: "soft iso", text: ` ${word(E.edtf[i])}` }) : null,
      /[?%]/.test(word(E.edtf[i])) ? el("span", { class: "soft", text: " · not certain" }) : null),
    el("p", { class: "badges" },
      el("span", { class: "badge" }, symbolIcon((statusLook.get(status(i)) || {}).symbol, colourOf(FAMILY[i])), typeLabel(i)),
      el("span", { class: `badge status-${statusLook.has(status(i)) ? status(i) : "other"}`, text: statusLabel(i) }),
      el("span", { class: "badge", text: plural(sourceCount(i), "source") }),
      E.copies.size(i) ? el("span", { class: "badge", title: "Articles in the same words or nearly: no further source", text: plural(E.copies.size(i), "copy", "copies") }) : "",
      el("span", { class: "badge", title: "How sure the program is of this event", text: `confidence ${percent(E.confidence[i])}` })),
    open ? null : el("p", { class: "lead-sentence" }, E.mentions.size(i) ? markedSentence(E.mentions.at(i)[0]) : ""),
    el("dl", { class: "facts" },
      ...(E.actors.at(i).length ? row("By", ...people(E.actors.at(i))) : []),
      ...(E.targets.at(i).length ? row("Against or for", ...people(E.targets.at(i))) : []),
      ...(spot ? row("Where", bdi([spot[0], spot[3], spot[1]].filter((part, n, all) => part && all.indexOf(part) === n).join(", "))) : []),
      ...(E.quantities.at(i).length ? row("How much", ...list(words(E.quantities.at(i)).map((name) => bdi(name)))) : []),
      ...(E.means.at(i).length ? row("With", ...list(words(E.means.at(i)).map((name) => bdi(name)))) : []),
      ...(tolls.length ? row("Toll", ...tolls.map((text) => el("div", { text: text[0].toUpperCase() + text.slice(1) }))) : []),
      ...(E.says.at(i).length ? row("Who says so", ...list(sayers(E.says.at(i)))) : []),
      ...(!open ? [] : [
        ...row("Date as written", dateText ? bdi(`“${dateText}”`) : "not written in the article",
          basis ? el("div", { class: "soft", text: looks.bases[basis] || basis }) : ""),
        ...(word(E.date_why[i]) ? row("Dated because", bdi(word(E.date_why[i]))) : []),
        ...(word(E.date_conflict[i]) ? row("Other dates given", bdi(word(E.date_conflict[i]))) : []),
        ...(word(E.acled[i]) ? row("ACLED type", [word(E.acled[i]), word(E.acled_sub[i])].filter(Boolean).join(" – ")) : []),
        ...(E.contexts.at(i).length ? row("Context", words(E.contexts.at(i)).join(", ")) : []),
      ])),
    open ? el("h3", { text: E.mentions.size(i) === 1 ? "Told once" : `Told ${E.mentions.size(i)} times` })
      : el("button", { type: "button", class: "primary", onclick: () => openEvent(i), text: `Read all ${plural(E.mentions.size(i), "telling")}` }),
    open ? el("ol", { class: "tellings" }, ...tellings(i)) : null,
    open && E.reasons.at(i).length ? el("details", { class: "reasons" },
      el("summary", { text: "Why these tellings are one event" }),
      el("ul", {}, ...E.reasons.at(i).map(([a, b, score, why]) => el("li", {},
        el("span", { class: "soft", text: `${mentionSource(a)} with ${mentionSource(b)}, score ${score.toFixed(2)}: ` }), bdi(word(why)))))) : null,
    open && E.related.at(i).length ? el("h3", { text: "Related events" }) : null,
    open && E.related.at(i).length ? el("ul", { class: "related" }, ...E.related.at(i).map(([other, relation, why]) => el("li", {},
      el("span", { class: "soft", text: `${word(relation)}: ` }),
      el("button", { type: "button", class: "link", onclick: () => openEvent(other) }, bdi(cut(E.title[other], 100))),
      word(why) ? el("div", { class: "soft" }, bdi(word(why))) : null))) : null,
    open ? el("p", { class: "hint", text: "Keys: ← → previous and next, Esc closes." })
      : el("p", { class: "hint", text: "Choose any event to read what was said, by whom and when." }),
  );
};
const mentionSource = (m) => (m < 0 || S.article[M.sentence[m]] < 0 ? "another telling"
  : A.source[S.article[M.sentence[m]]] || A.id[S.article[M.sentence[m]]]);
const leadOf = (events) => (events.length ? events.reduce((best, i) => (WEIGHT[i] > WEIGHT[best] ? i : best), events[0]) : -1);

let backTo = null;
const openEvent = (i, { focus = true } = {}) => {
  if (state.event < 0) backTo = document.activeElement;
  state.event = i;
  if (isDated(i) && state.view === "chart" && !isVague(i) && !(inWindow(i) && middle(i) >= state.low && middle(i) <= state.high)) {
    const length = Math.max(state.high - state.low, (END[i] - START[i]) * 1.2);
    setWindow(middle(i) - length / 2, middle(i) + length / 2);
  }
  refresh({ filters: false });
  panel.scrollTop = panel.parentElement.scrollTop = 0;
  if (focus) byId("panel-title").focus({ preventScroll: window.innerWidth > 900 });
  say(`${cut(E.title[i], 120)}, ${said(i)}`);
};
const closeEvent = () => {
  if (state.event < 0) return;
  state.event = -1;
  refresh({ filters: false });
  if (backTo && backTo.isConnected) backTo.focus();
  else chartBox.focus();
};
const stepEvent = (by) => {
  if (!matched.length) return;
  const at = state.event < 0 ? -1 : matched.indexOf(state.event);
  const next = state.event < 0 ? (by > 0 ? Math.max(0, matched.findIndex(inWindow)) : matched.length - 1) : at + by;
  if (next >= 0 && next < matched.length) openEvent(matched[next]);
};
