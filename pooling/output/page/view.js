const data = JSON.parse(document.getElementById("data").textContent);
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9", "#CC79A7", "#767676", "#F0E442"];
const PATTERNS = ["", "/", ".", "x"];
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
// The buttons are listed, because those that the library shows by itself include one that sends the figures away.
const CONFIG = { displaylogo: false, responsive: true, plotlyServerURL: "", modeBarButtons: [["toImage", "zoom2d", "pan2d", "resetScale2d"]] };
const PRINTED = 700;
const NARROW = window.matchMedia("(max-width: 600px)");
const TOP = 32;
const CHANGE = "change";
const FILTERS = ["partner", "item", "result"];
let printing = false;
const byId = (id) => document.getElementById(id);
const safe = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const sum = (values) => values.reduce((total, value) => total + value, 0);
const unique = (values) => [...new Set(values)];
const at = (map, key) => (Object.hasOwn(map, key) ? map[key] : undefined);
const colour = (n) => COLOURS[n % COLOURS.length];

// Beyond the colours a series is hatched; on paper, where hatching makes large files, it is framed.
function fill(n) {
  const round = Math.floor(n / COLOURS.length) % PATTERNS.length;
  if (printing) return { color: colour(n), opacity: round ? 0.55 : 1, line: { color: "#000", width: round ? 0.6 * round : 0 } };
  return { color: colour(n), pattern: { shape: PATTERNS[round], fillmode: "overlay", fgcolor: "#fff", fgopacity: 0.9 } };
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function shown(value, digits, signed) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "Y" : "N";
  if (typeof value !== "number") return String(value);
  const decimals = Math.abs(value) < 1000 ? digits : 0;
  return Number(value.toFixed(decimals)).toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: signed ? "exceptZero" : "negative" }).replace("-", "\u2212");
}

const digitsOf = (values) => (values.some((value) => typeof value === "number" && !Number.isInteger(value) && Math.abs(value) < 1000) ? 1 : 0);

// `texts` columns of text come first; figures of one kind stand below each other, or beside each other if `across`.
function table(heads, rows, texts = 1, across = false) {
  const made = element("table"), head = made.createTHead().insertRow();
  heads.forEach((name, n) => { const th = element("th", name, n < texts ? "text" : ""); th.scope = "col"; head.append(th); });
  const body = made.createTBody(), digits = heads.map((_, n) => digitsOf(rows.map((cells) => cells[n])));
  rows.forEach((cells) => {
    const row = body.insertRow(), own = digitsOf(cells);
    cells.forEach((cell, n) => {
      const years = heads[n] === "year" && typeof cell === "number";
      row.append(element("td", years ? String(cell) : shown(cell, across ? own : digits[n], heads[n] === CHANGE), n < texts ? "text" : ""));
    });
  });
  return made;
}

function list(sentences) {
  const made = element("ul");
  sentences.forEach((sentence) => made.append(element("li", sentence)));
  return made;
}

function label(key) {
  if (key.endsWith("_change")) return `${label(key.slice(0, -"_change".length))}: change`;
  if (!key.includes("_")) return key[0].toUpperCase() + key.slice(1);
  const unit = { months: "months", eur: "EUR", pct: "%", seconds: "s" }[key.split("_").pop()];
  const words = (unit ? key.slice(0, key.lastIndexOf("_")) : key).replace(/_/g, " ").replace("non eu", "non-EU")
    .replace("mean of delays", "mean delay, items of equal weight").replace(/^as ordered mean delay$/, "mean delay with orders as placed");
  return words[0].toUpperCase() + words.slice(1) + (unit ? ` (${unit})` : "");
}

const chosen = (id) => byId(id).value;
const matches = (row) => (!chosen("partner") || row.partner === chosen("partner")) && (!chosen("item") || row.item === chosen("item"));

function options(id, values, all) {
  const select = byId(id);
  if (all && values.length !== 1) select.append(new Option(all, ""));
  values.forEach(([value, text]) => select.append(new Option(text, value)));
  select.parentElement.hidden = select.options.length < 2;
  select.addEventListener("change", () => { location.hash = address(); draw(); });
}

// The fragment of the address holds what is chosen; what it does not name is the first choice.
function address() {
  const view = new URLSearchParams();
  FILTERS.forEach((id) => { if (byId(id).selectedIndex > 0) view.set(id, chosen(id)); });
  return view.toString();
}

function restore() {
  const asked = new URLSearchParams(location.hash.slice(1));
  FILTERS.forEach((id) => {
    const found = [...byId(id).options].findIndex((option) => option.value === asked.get(id));
    byId(id).selectedIndex = byId(id).options.length ? Math.max(0, found) : -1;
  });
}

const printed = document.head.appendChild(element("style"));
printed.id = "printed";

// What is chosen, in words: above the figures, and at the foot of every printed page.
function drawChoice() {
  const words = FILTERS.filter((id) => byId(id).selectedIndex > 0 || (id === "result" && byId(id).options.length > 1))
    .map((id) => `${byId(id).parentElement.firstChild.textContent.trim().toLowerCase()} ${byId(id).selectedOptions[0].textContent}`);
  const text = words.length ? `Shown: ${words.join(", ")}.` : "";
  byId("choice").textContent = text;
  const escaped = [...text].map((sign) => `\\${sign.codePointAt(0).toString(16)} `).join("");
  printed.textContent = `@page { @bottom-left { content: "${escaped}"; font: 9pt Calibri, Carlito, Arial, sans-serif; } }`;
}

// A table whose cells are shaded by how large they are; `mark` says which bear a star.
function matrix(corner, columns, rows, value, mark, title = (code) => code) {
  const made = element("table", undefined, "matrix"), head = made.createTHead().insertRow(), body = made.createTBody();
  const most = Math.max(...rows.flatMap((row) => columns.map((column) => value(row, column) ?? 0)), 1e-9);
  [corner, ...columns].forEach((name) => { const th = element("th", name); th.scope = "col"; th.title = name && title(name); head.append(th); });
  rows.forEach((row) => {
    const line = body.insertRow(), first = element("th", row);
    first.scope = "row";
    first.title = title(row);
    line.append(first);
    columns.forEach((column) => {
      const number = value(row, column), cell = element("td", number === undefined ? "" : shown(number, 1) + (mark(row, column) ? "*" : ""));
      if (number !== undefined) {
        const part = Math.max(0, number) / most;
        cell.style.backgroundColor = `hsl(26 90% ${97 - 48 * part}%)`;
      }
      line.append(cell);
    });
  });
  return made;
}

const line = (n, name, x, y, more = {}) => ({
  type: "scatter", mode: "lines", name: safe(name), meta: name, x, y, ...more,
  line: { color: colour(n), width: 2.5, dash: DASHES[n % DASHES.length], ...more.line },
});
const bar = (n, name, x, y, more = {}) => ({ type: "bar", name: safe(name), meta: name, x, y, marker: fill(n), ...more });

// Where something stands that many pixels below a plot so high, as the library counts it.
const below = (height, pixels) => -pixels / Math.max(100, height - TOP - 50);

const GRID = { gridcolor: "#e5e7eb", ticks: "outside", ticklen: 5, tickcolor: "#fff" };

function layout(view) {
  const height = view.height || 340;
  const made = {
    height, autosize: !printing, width: printing ? PRINTED : undefined, barmode: view.stacked ? "relative" : view.horizontal ? "overlay" : "group",
    separators: ".,", font: { family: "Calibri, Carlito, Arial, sans-serif", size: 13, color: "#1f2937" }, paper_bgcolor: "#fff", plot_bgcolor: "#fff",
    margin: { t: TOP, r: 20, b: 50, l: NARROW.matches ? 50 : 70 }, hovermode: view.horizontal || view.panels || view.numbers ? "closest" : "x unified",
    legend: { orientation: "h", x: 0, y: below(height, view.across_title ? 52 : 36), yanchor: "top", traceorder: "normal" },
  };
  if (view.panels) return { ...made, ...panelLayout(view, height) };
  return {
    ...made,
    xaxis: {
      ...GRID, automargin: true, range: view.across, type: view.category ? "category" : view.numbers ? "linear" : "date", title: { text: view.across_title || "", font: { size: 13 } },
      ...(view.periods ? periodAxis(view.periods, NARROW.matches ? 4 : 8) : {}),
    },
    yaxis: {
      ...GRID, title: { text: view.unit, font: { size: 13 } }, automargin: true,
      ...(view.horizontal ? { type: "category", autorange: "reversed" } : { range: view.range, rangemode: view.numbers ? "normal" : "tozero", tickformat: ",~f" }),
    },
  };
}

// Small pictures in rows and columns; trace.panel says in which of them a trace stands.
function panelLayout(view, height) {
  const { columns, names } = view.panels, rows = Math.ceil(names.length / columns), made = { annotations: [] };
  const gapX = columns > 1 ? 0.06 : 0, gapY = Math.min(46 / Math.max(100, height - TOP - 60), rows > 1 ? 0.8 / (rows - 1) : 0);
  const wide = (1 - gapX * (columns - 1)) / columns, high = (1 - gapY * (rows - 1)) / rows;
  names.forEach((name, n) => {
    const left = (n % columns) * (wide + gapX), top = 1 - Math.floor(n / columns) * (high + gapY), id = n ? n + 1 : "";
    made[`xaxis${id}`] = { ...GRID, ...periodAxis(view.periods, 4), domain: [left, left + wide], anchor: `y${id}`, tickfont: { size: 10 } };
    made[`yaxis${id}`] = { ...GRID, domain: [Math.max(0, top - high), top], anchor: `x${id}`, rangemode: "tozero", nticks: 4, tickfont: { size: 10 }, tickformat: "~s" };
    made.annotations.push({ text: safe(name), x: left, y: top, xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom", showarrow: false, font: { size: 12 } });
  });
  return made;
}

const named = (day) => at(data.names || {}, day) ?? String(day).replace(/^(\d{4}-\d\d)-\d\d$/, "$1");

// An axis of named periods in their order; at most so many marks, of each year the same where that can be.
function periodAxis(names, most) {
  const years = names.map((name) => name.slice(0, 4)), inYear = Math.max(1, ...years.map((year) => years.filter((other) => other === year).length));
  const steps = [...Array(inYear).keys()].filter((step) => step && inYear % step === 0).concat(names.map((_, n) => inYear * (n + 1)));
  const step = steps.find((number) => Math.ceil(names.length / number) <= most) || 1;
  return { type: "category", categoryorder: "array", categoryarray: names, tickmode: "array", tickvals: names.filter((_, n) => n % step === 0) };
}

function figures(view) {
  if (view.heads) return table(view.heads, view.rows, view.texts);
  const x = view.traces[0].x;
  return table([view.category ? "" : view.unit, ...view.traces.map((trace) => trace.meta)], x.map((name, n) => [String(name), ...view.traces.map((trace) => trace.y[n])]));
}

function drawChart(figure, make) {
  const view = make(), plot = figure.querySelector(".plot"), drawn = Boolean(view && view.traces && view.traces.length);
  figure.hidden = view === null;
  if (!view) return;
  const missing = !drawn && view.traces ? "Nothing to show for this choice." : view.note || "";
  const several = view.single && data.results && data.results.length > 1 ? `Result ${chosen("result")}. ` : "";
  figure.querySelector(".note").textContent = drawn ? several + missing : missing;
  figure.classList.toggle("empty", !drawn);
  plot.hidden = figure.querySelector("details").hidden = !drawn;
  if (!drawn) return;
  figure.querySelector("details div").replaceChildren(figures(view));
  Plotly.react(plot, view.traces, layout(view), CONFIG);
}

function chartFrame(title, full) {
  const figure = element("figure", undefined, full ? "full" : ""), plot = element("div", undefined, "plot"), details = element("details");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", `${title}; the figures follow as a table`);
  details.append(element("summary", "Figures as a table"), element("div", undefined, "wide"));
  figure.append(element("h2", title), element("p", undefined, "note"), plot, details);
  byId("charts").append(figure);
}
