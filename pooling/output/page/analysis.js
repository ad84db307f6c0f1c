const place = (sheet, name) => sheet.columns.findIndex((column) => column.name === name);
const delays = () => data.sheets.find((sheet) => sheet.name === "delays" && place(sheet, "partner") >= 0 && place(sheet, "item") >= 0);

// Rows of a sheet that are of what is chosen; a sheet without a column of partners or items is shown whole.
function rowsOf(sheet) {
  return ["partner", "item"].reduce((rows, id) => {
    const n = place(sheet, id);
    return chosen(id) && n >= 0 ? rows.filter((row) => row[n] === chosen(id)) : rows;
  }, sheet.rows);
}

function sheetTable(sheet) {
  const rows = rowsOf(sheet), isText = (n) => sheet.rows.some((row) => typeof row[n] === "string") || sheet.rows.every((row) => row[n] === null);
  const digits = sheet.columns.map((_, n) => {
    const small = sheet.rows.map((row) => row[n]).filter((value) => typeof value === "number" && !Number.isInteger(value)).map(Math.abs);
    return small.length ? (Math.max(...small) < 10 ? 2 : 1) : 0;
  });
  const made = element("table"), head = made.createTHead().insertRow(), body = made.createTBody();
  sheet.columns.forEach((column, n) => {
    const th = element("th", column.plan ? column.name : label(column.name), isText(n) ? "text" : "");
    th.scope = "col";
    th.title = column.counts;
    head.append(th);
  });
  rows.forEach((cells) => {
    const row = body.insertRow();
    cells.forEach((cell, n) => row.append(element("td", sheet.columns[n].name === "year" ? String(cell) : shown(cell, digits[n], /change|gained/.test(sheet.columns[n].name)), isText(n) ? `text${String(cell).length > 40 ? " long" : ""}` : "")));
  });
  return made;
}

function notes(sheet) {
  const made = element("dl");
  sheet.columns.filter((column) => column.counts).forEach((column) => made.append(element("dt", column.unit ? `${column.name} (${column.unit})` : column.name), element("dd", column.counts)));
  return made;
}

function sheetSection(sheet, open) {
  const part = element("details", undefined, open ? "kept" : ""), what = element("details");
  part.open = open;
  what.append(element("summary", "What the columns count"), notes(sheet));
  const holder = element("div", undefined, "wide");
  holder.append(sheetTable(sheet));
  part.append(element("summary", sheet.title, "head"), holder, what);
  return part;
}

const WHOLE = "Of all partners and items, whatever is chosen above.";
const narrowed = (id) => byId(id).selectedIndex > 0;

// A chart as the workbook has it; of what is chosen where its rows are partners or items, else it says that it is not.
function chartOf(chart) {
  const by = chart.columns[0], own = chart.rows.filter((row) => !["partner", "item"].includes(by) || !chosen(by) || row[0] === chosen(by));
  const other = ["partner", "item"].some((id) => id !== by && narrowed(id));
  const x = own.map((row) => row[0]), series = chart.columns.slice(1), column = (n) => own.map((row) => row[n + 1]);
  const sideways = ["bar", "balance"].includes(chart.kind), points = ["scatter", "dots"].includes(chart.kind), timed = chart.kind === "line";
  const names = own.map((_, n) => String(n + 1)), texts = x.map((cell) => (timed ? named(cell) : safe(cell)));
  const trace = (name, n) => {
    if (points) return line(n, name, x, column(n), { mode: chart.kind === "scatter" ? "lines+markers+text" : "markers+text", text: names, textposition: "top right", marker: { size: 9, color: colour(n) } });
    if (timed) return line(n, name, texts, column(n));
    return sideways ? bar(n, name, column(n), texts, { orientation: "h" }) : bar(n, name, texts, column(n));
  };
  return () => ({
    unit: sideways ? "" : chart.unit, across_title: sideways ? chart.unit : chart.across, horizontal: sideways, numbers: points || sideways, category: !points && !sideways, periods: timed ? texts : undefined,
    stacked: ["stacked", "balance"].includes(chart.kind), height: sideways ? 130 + 28 * x.length : 360,
    traces: own.length ? series.map(trace) : [], heads: chart.columns, rows: timed ? own.map(([day, ...others]) => [named(day), ...others]) : own, texts: typeof x[0] === "number" ? 0 : 1,
    note: [points ? "Points are numbered as in the table." : "", other ? WHOLE : ""].filter(Boolean).join(" "),
  });
}

function drawMatrix() {
  const sheet = delays();
  byId("matrices").hidden = !sheet;
  if (!sheet) return;
  const [p, i, plan] = ["partner", "item", chosen("result")].map((name) => place(sheet, name)), rows = rowsOf(sheet);
  const cells = new Map(rows.map((row) => [`${row[p]}\u0000${row[i]}`, row[plan] ?? undefined]));
  byId("which").textContent = `Plan ${chosen("result")}: months that a needed unit is late, on average; blank: nothing needed.`;
  byId("matrix").replaceChildren(matrix("", unique(rows.map((row) => row[i])).sort(), unique(rows.map((row) => row[p])), (one, other) => cells.get(`${one}\u0000${other}`), () => false));
}

function draw() {
  drawChoice();
  const [first, ...others] = data.sheets, open = new Set([...document.querySelectorAll("#sheets > details[open]")].map((part) => part.dataset.sheet));
  byId("first").replaceChildren(...(first ? [sheetSection(first, true)] : []));
  byId("sheets").replaceChildren(...others.map((sheet) => {
    const part = sheetSection(sheet, open.has(sheet.name));
    part.dataset.sheet = sheet.name;
    return part;
  }));
  byId("of").textContent = narrowed("partner") || narrowed("item") ? WHOLE : "";
  data.charts.forEach((chart, n) => drawChart(byId("charts").children[n], chartOf(chart)));
  drawMatrix();
}

function build() {
  const codes = (name) => unique(data.sheets.flatMap((sheet) => (place(sheet, name) < 0 ? [] : sheet.rows.map((row) => row[place(sheet, name)]).filter((code) => code !== null)))).sort();
  options("partner", codes("partner").map((code) => [code, code]), "all partners");
  options("item", codes("item").map((code) => [code, code]), "all items");
  const sheet = delays();
  byId("result").parentElement.firstChild.textContent = "Plan ";
  options("result", sheet ? sheet.columns.filter((column) => column.plan && !column.name.endsWith("_change")).map((column) => [column.name, column.name]) : []);
  data.charts.forEach((chart) => chartFrame(chart.title, chart.rows.length > 12));
  byId("headlines").append(list(data.headlines));
  byId("headlines").parentElement.hidden = !data.headlines.length;
  byId("keys").append(table(["", ""], Object.entries(data.asked).map(([key, value]) => [label(key), shown(value, digitsOf([value]))]), 2));
  byId("about").replaceChildren(...[Object.entries(data.about).map(([key, value]) => `${key.replace("case_sha256", "sha256 of the case").replace("version", "pooling version")}: ${value}`).join(" · "), ...(data.made ? [`Page made on ${data.made}`] : [])].map((text) => element("p", text, "note")));
}
