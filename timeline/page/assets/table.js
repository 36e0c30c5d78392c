// The same events as a table: sortable, one button a row, arrow keys between rows.

const PAGE = 200;
let tableRows = PAGE;
const COLUMNS = [
  { id: "date", label: "Date", sort: (i) => (dateRank(i) ? Infinity : sortTime(i)) },
  { id: "title", label: "Event", sort: (i) => E.title[i].toLowerCase() },
  { id: "type", label: "Type", sort: typeLabel, text: typeLabel },
  { id: "status", label: "Status", sort: statusLabel, text: statusLabel },
  { id: "actors", label: "By", sort: (i) => actorNames(i).join(), text: (i) => actorNames(i).join(", ") },
  { id: "place", label: "Place", sort: placeName, text: placeName },
  { id: "killed", label: "Killed", number: true, sort: (i) => killed(i) ?? -1, text: (i) => killed(i) ?? "" },
  { id: "sources", label: "Sources", number: true, sort: sourceCount, text: sourceCount },
  { id: "confidence", label: "Confidence", number: true, sort: (i) => E.confidence[i], text: (i) => percent(E.confidence[i]) },
];

const sorted = () => {
  const key = COLUMNS.find((column) => column.id === state.sort).sort;
  const sign = state.down ? -1 : 1;
  // An empty cell ("" or no figure) goes last either way.
  const rank = (value) => Number(value === "" || value === Infinity || value === -1);
  return matched.map((i) => [key(i), i]).sort(([a, i], [b, j]) =>
    rank(a) - rank(b) || (a < b ? -sign : a > b ? sign : i - j)).map(([, i]) => i);
};

const drawTable = () => {
  const head = byId("table-head"), body = byId("table-body");
  head.replaceChildren(...COLUMNS.map((column) => el("th", {
    scope: "col", class: column.number ? "number" : "", "data-column": column.id,
    "aria-sort": column.id === state.sort ? (state.down ? "descending" : "ascending") : "none",
  }, el("button", { type: "button", onclick: () => sortBy(column.id) }, column.label,
    el("span", { "aria-hidden": "true", class: "arrow", text: column.id === state.sort ? (state.down ? " ▼" : " ▲") : "" })))));
  const events = sorted();
  body.replaceChildren(...events.slice(0, tableRows).map((i) => el("tr", { "data-event": i, class: i === state.event ? "current" : "" },
    ...COLUMNS.map((column) => {
      const cell = el(column.id === "title" ? "th" : "td", { "data-column": column.id, class: column.number ? "number" : "" });
      if (column.id === "title") {
        cell.scope = "row";
        cell.append(el("button", { type: "button", class: "link", onclick: () => openEvent(i) }, bdi(cut(E.title[i], 160))));
      } else if (column.id === "date") cell.append(el("span", { text: said(i) }), word(E.edtf[i]) === said(i) ? "" : el("span", { class: "soft iso", text: ` ${word(E.edtf[i])}` }));
      else if (column.id === "status") cell.append(symbolIcon((statusLook.get(status(i)) || {}).symbol, colourOf(FAMILY[i])), ` ${statusLabel(i)}`);
      else cell.append(bdi(String(column.text(i))));
      return cell;
    }))));
  byId("table-more").hidden = events.length <= tableRows;
  byId("table-more").textContent = `Show ${Math.min(PAGE, events.length - tableRows)} more of ${plural(events.length, "event")}`;
};

const sortBy = (id) => {
  state.down = state.sort === id ? !state.down : false;
  state.sort = id;
  refresh({ filters: false });
  byId("table-head").querySelector(`[data-column="${id}"] button`).focus();
};

const listenToTable = () => {
  byId("table-more").addEventListener("click", () => {
    tableRows += PAGE;
    drawTable();
  });
  byId("table-body").addEventListener("keydown", (key) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[key.key];
    if (!by) return;
    const buttons = [...byId("table-body").querySelectorAll("button")];
    const next = buttons[buttons.indexOf(document.activeElement) + by];
    if (next) {
      key.preventDefault();
      next.focus();
    }
  });
};
