"use strict";
(() => {
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
  const byId = (id) => document.getElementById(id);
  const safe = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const unique = (values) => [...new Set(values)];
  const colour = (n) => COLOURS[n % COLOURS.length];
  const fill = (n) => ({ color: colour(n), pattern: { shape: PATTERNS[Math.floor(n / COLOURS.length) % 4], fillmode: "overlay", fgcolor: "#fff", fgopacity: 0.9 } });

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function shown(value, digits, signed) {
    if (value === null || value === undefined) return "";
    if (typeof value !== "number") return String(value);
    const decimals = Math.abs(value) < 1000 ? digits : 0;
    return value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: signed ? "exceptZero" : "negative" }).replace("-", "\u2212");
  }

  const digitsOf = (values) => (values.some((value) => typeof value === "number" && !Number.isInteger(value) && Math.abs(value) < 1000) ? 1 : 0);

  // `texts` columns of text come first; figures of one kind stand below each other, or beside each other if `across`.
  function table(heads, rows, texts = 1, across = false) {
    const made = element("table"), head = made.createTHead().insertRow();
    heads.forEach((name, n) => { const th = element("th", name, n < texts ? "text" : ""); th.scope = "col"; head.append(th); });
    const body = made.createTBody(), digits = heads.map((_, n) => digitsOf(rows.map((cells) => cells[n])));
    rows.forEach((cells) => {
      const row = body.insertRow(), own = digitsOf(cells);
      cells.forEach((cell, n) => row.append(element("td", shown(cell, across ? own : digits[n], heads[n] === CHANGE), n < texts ? "text" : "")));
    });
    return made;
  }

  function options(id, values, all) {
    const select = byId(id);
    if (all && values.length !== 1) select.append(new Option(all, ""));
    values.forEach(([value, label]) => select.append(new Option(label, value)));
    select.parentElement.hidden = select.options.length < 2;
    select.addEventListener("change", draw);
  }

  const chosen = (id) => byId(id).value;
  const matches = (row) => (!chosen("partner") || row.partner === chosen("partner")) && (!chosen("item") || row.item === chosen("item"));
  const result = () => data.results[Number(chosen("result"))];
  const line = (n, name, x, y, more = {}) => ({
    type: "scatter", mode: "lines", name: safe(name), x, y, ...more,
    line: { color: colour(n), width: 2.5, dash: DASHES[n % DASHES.length], ...more.line },
  });
  const bar = (n, name, x, y) => ({ type: "bar", name: safe(name), x, y, marker: fill(n) });

  function met() {
    return {
      unit: "% of need delivered", range: [0, 102],
      traces: data.results.flatMap((r, n) => {
        const pairs = r.pairs.filter(matches);
        return pairs.length ? [line(n, r.name, r.periods, r.periods.map((_, t) => sum(pairs.map((p) => p.met[t])) / pairs.length))] : [];
      }),
      note: "Mean over the partners' items chosen, at the end of each period.",
    };
  }

  function stock() {
    if (!chosen("item")) return { note: "Choose an item to see quantities." };
    const series = (r, name) => {
      const pairs = r.pairs.filter(matches).filter((p) => p[name]);
      return pairs.length ? r.periods.map((_, t) => sum(pairs.map((p) => p[name][t]))) : null;
    };
    const first = data.results[0], normed = series(first, "norm"), traces = [];
    data.results.forEach((r, n) => {
      const held = series(r, normed ? "stock" : "delivered");
      if (held) traces.push(line(n, `${normed ? "stock" : "delivered"}, ${r.name}`, r.periods, held));
    });
    const goal = normed || series(first, "need");
    if (goal) traces.push(line(0, normed ? "norm" : "need", first.periods, goal, { line: { color: "#000", dash: "dot", shape: "hv" } }));
    return { unit: "units", traces, note: normed ? "Stock at the end of each period, and the norm in force." : "Delivered against needed, cumulated." };
  }

  function flows() {
    const r = result(), units = Boolean(chosen("item")), by = chosen("partner") ? "item" : "partner";
    const rows = r.flows.filter(matches).filter((row) => units || row.value !== null);
    return {
      unit: units ? "units" : "million EUR", stacked: true, single: true,
      traces: unique(rows.map((row) => row[by])).sort().map((name, n) => bar(n, name, r.periods, r.periods.map((day) =>
        sum(rows.filter((row) => row[by] === name && row.period === day).map((row) => (units ? row.quantity : row.value / 1e6)))))),
      note: units ? "Call-offs and orders." : "Value of call-offs; choose an item to see units, orders included.",
    };
  }

  function horizon(r) {
    const [before, last] = r.periods.slice(-2).map((day) => new Date(day).getTime());
    return r.periods.length > 1 ? [r.periods[0], new Date(2 * last - before).toISOString().slice(0, 10)] : undefined;
  }

  function timeline() {
    const r = result();
    const rows = r.frameworks.filter((f) => !chosen("partner") || f.partners.includes(chosen("partner")) || data.partner)
      .sort((a, b) => a.signed.localeCompare(b.signed) || a.framework.localeCompare(b.framework));
    const label = rows.map((f) => safe(f.name && !NARROW.matches ? `${f.framework}: ${f.name}` : f.framework));
    const part = (n, name, from, to) => ({
      type: "bar", orientation: "h", name, y: label, base: from,
      x: from.map((day, k) => new Date(to[k]) - new Date(day)), marker: fill(n),
      hovertext: from.map((day, k) => `${day} to ${to[k]}`), hoverinfo: "text+name",
    });
    const first = rows.map((f) => f.first_delivery || f.end);
    return {
      across: horizon(r), height: 120 + 26 * rows.length, unit: "", horizontal: true, single: true,
      traces: rows.length ? [part(4, "from signing to first delivery", rows.map((f) => f.signed), first), part(0, "deliveries", first, rows.map((f) => f.end))] : [],
      heads: ["framework", "name", "signed", "first delivery", "end"], texts: 2,
      rows: rows.map((f) => [f.framework, f.name, f.signed, f.first_delivery, f.end]),
    };
  }

  function capacity() {
    const r = result();
    if (!r.capacity.length) return null;
    const lines = chosen("item") ? new Set(r.flows.filter((row) => row.item === chosen("item")).map((row) => row.line)) : null;
    const rows = r.capacity.filter((row) => !lines || lines.has(row.line));
    return {
      height: 160 + 22 * rows.length, horizontal: true, single: true, unit: "",
      traces: rows.length ? [{
        type: "heatmap", x: r.periods, y: rows.map((row) => safe(row.line)), z: rows.map((row) => row.used), zmin: 0, zmax: 100,
        colorscale: "Cividis", reversescale: true, xgap: 1, ygap: 1, 
        colorbar: { orientation: "h", thickness: 12, len: 0.6, x: 0, xanchor: "left", y: below(160 + 22 * rows.length, 30), yanchor: "top", title: { text: "% of capacity used", side: "top", font: { size: 13 } } },
        hovertemplate: "%{y}, %{x|%Y-%m}: %{z:.0f} %<extra></extra>",
      }] : [],
      heads: ["line", ...r.periods.map((day) => day.slice(0, 7))], rows: rows.map((row) => [row.line, ...row.used]),
      note: "Share of each line's capacity, work in progress included, that is delivered, in %. Dark is full; blank is a line without capacity.",
    };
  }

  function budgets() {
    const years = unique(data.results.flatMap((r) => r.budgets.map((row) => row.year))).sort();
    const of = (r) => r.budgets.filter((row) => !chosen("partner") || row.partner === chosen("partner"));
    const total = (rows, name) => years.map((year) => sum(rows.filter((row) => row.year === year).map((row) => row[name] || 0)) / 1e6);
    const traces = data.results.map((r, n) => bar(n, `paid, ${r.name}`, years, total(of(r), "paid")));
    const limits = of(data.results[0]).filter((row) => row.limit !== null);
    if (limits.length) traces.push({ ...line(6, "budget", years, total(limits, "limit")), mode: "lines+markers", line: { color: "#000", dash: "dot" } });
    return { unit: "million EUR", traces, category: true, note: `${data.results.length > 1 ? "Budgets of the first result; w" : "W"}hat a purse carries over is not counted.` };
  }

  const CHARTS = [
    ["Need met over time", met], ["Stock against norm", stock], ["Who gets what when", flows],
    ["Frameworks from signing to end", timeline], ["Use of production lines", capacity], ["Payments against budgets", budgets],
  ];

  // Where something stands that many pixels below a plot so high, as the library counts it.
  const below = (height, pixels) => -pixels / Math.max(100, height - TOP - 50);

  function layout(view) {
    const height = view.height || 360, grid = { gridcolor: "#e5e7eb", ticks: "outside", ticklen: 5, tickcolor: "#fff" };
    return {
      height, autosize: true, barmode: view.stacked ? "stack" : view.horizontal ? "overlay" : "group", separators: ".,",
      font: { family: "Calibri, Carlito, Arial, sans-serif", size: 13, color: "#1f2937" }, paper_bgcolor: "#fff", plot_bgcolor: "#fff",
      margin: { t: TOP, r: 20, b: 50, l: NARROW.matches ? 50 : 70 }, hovermode: view.horizontal ? "closest" : "x unified",
      legend: { orientation: "h", x: 0, y: below(height, 36), yanchor: "top", traceorder: "normal" },
      xaxis: { ...grid, range: view.across, type: view.category ? "category" : "date" },
      yaxis: {
        ...grid, title: { text: view.unit, font: { size: 13 } }, automargin: true,
        ...(view.horizontal ? { type: "category", autorange: "reversed" } : { range: view.range, rangemode: "tozero", tickformat: ",~f" }),
      },
    };
  }

  function figures(view) {
    if (view.heads) return table(view.heads, view.rows, view.texts);
    const x = view.traces[0].x;
    return table([view.unit, ...view.traces.map((trace) => trace.name)], x.map((at, n) => [String(at).slice(0, 7), ...view.traces.map((trace) => trace.y[n])]));
  }

  function drawChart(figure, make) {
    const view = make(), plot = figure.querySelector(".plot"), drawn = Boolean(view && view.traces && view.traces.length);
    figure.hidden = view === null;
    if (!view) return;
    const missing = !drawn && view.traces ? "Nothing to show for this choice." : view.note || "";
    figure.querySelector(".note").textContent = view.single && data.results.length > 1 ? `Result ${result().name}. ${missing}` : missing;
    figure.classList.toggle("empty", !drawn);
    plot.hidden = figure.querySelector("details").hidden = !drawn;
    if (!drawn) return;
    figure.querySelector("details div").replaceChildren(figures(view));
    Plotly.react(plot, view.traces, layout(view), CONFIG);
  }

  function drawHeadlines() {
    const sections = data.results.filter((r) => r.headlines.length).map((r) => {
      const part = element("div"), list = element("ul");
      if (data.results.length > 1) part.append(element("h3", r.name));
      r.headlines.forEach((sentence) => list.append(element("li", sentence)));
      part.append(list);
      return part;
    });
    byId("headlines").replaceChildren(...sections);
  }

  function compared(values) {
    const first = values[0];
    return values.flatMap((value, n) => (n === 0 ? [value] : [value, typeof value === "number" && typeof first === "number" ? value - first : null]));
  }

  const heads = () => data.results.flatMap((r, n) => (n === 0 ? [r.name] : [r.name, CHANGE]));

  function label(key) {
    const unit = { months: "months", eur: "EUR", pct: "%" }[key.split("_").pop()];
    const words = (unit ? key.slice(0, key.lastIndexOf("_")) : key).replace(/_/g, " ").replace("non eu", "non-EU").replace(/^as ordered (.*)/, "$1 with orders as placed");
    return words[0].toUpperCase() + words.slice(1) + (unit ? ` (${unit})` : "");
  }

  function drawKeys() {
    const keys = unique(data.results.flatMap((r) => Object.keys(r.figures)));
    byId("keys").replaceChildren(table(["", ...heads()], keys.map((key) => [label(key), ...compared(data.results.map((r) => r.figures[key] ?? null))]), 1, true));
  }

  function drawDelays() {
    const key = (row) => `${row.partner}\u0000${row.item}`;
    const found = data.results.map((r) => new Map(r.delays.filter(matches).map((row) => [key(row), row.delay])));
    const keys = unique(found.flatMap((rows) => [...rows.keys()])).sort();
    byId("delays").replaceChildren(table(["partner", "item", ...heads()],
      keys.map((code) => [...code.split("\u0000"), ...compared(found.map((rows) => rows.get(code) ?? null))]), 2));
  }

  function draw() {
    CHARTS.forEach(([, make], n) => drawChart(byId("charts").children[n], make));
    drawDelays();
  }

  function build() {
    const pairs = data.results.flatMap((r) => r.pairs);
    options("partner", unique(pairs.map((p) => p.partner)).sort().map((code) => [code, code]), data.partner ? "" : "all partners");
    options("item", unique(pairs.map((p) => p.item)).sort().map((code) => [code, code]), "all items");
    options("result", data.results.map((r, n) => [String(n), r.name]));
    byId("filters").hidden = [...byId("filters").children].every((filter) => filter.hidden);
    byId("subtitle").textContent = data.subtitle;
    CHARTS.forEach(([title]) => {
      const figure = element("figure"), head = element("h2", title), plot = element("div", undefined, "plot"), details = element("details");
      plot.setAttribute("role", "img");
      plot.setAttribute("aria-label", `${title}; the figures follow as a table`);
      details.append(element("summary", "Figures as a table"), element("div", undefined, "wide"));
      figure.append(head, element("p", undefined, "note"), plot, details);
      byId("charts").append(figure);
    });
    drawHeadlines();
    drawKeys();
    draw();
  }

  const everyPlot = (change) => document.querySelectorAll(".js-plotly-plot:not([hidden])").forEach((plot) => Plotly.relayout(plot, change));
  NARROW.addEventListener("change", draw);
  window.addEventListener("beforeprint", () => everyPlot({ width: PRINTED }));
  window.addEventListener("afterprint", () => everyPlot({ width: null, autosize: true }));
  build();
})();
