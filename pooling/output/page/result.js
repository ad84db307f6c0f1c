const result = () => data.results.find((r) => r.name === chosen("result")) || data.results[0];
// The only partner or item of a case is no choice, though pictures tell its unit.
const picked = (id) => (byId(id).options.length > 1 ? chosen(id) : "");
const whole = () => !picked("item") && (picked("partner") || data.partner) === data.partner;

// What is said of the choice: of the whole, what the workbook says; else what its rows tell.
function told(r) {
  if (whole()) return r;
  const view = at(at(r.views, chosen("partner")) || {}, chosen("item"));
  return view ? { headlines: view.sentences, figures: view.figures } : { headlines: ["Nothing is needed."], figures: {} };
}

// The periods of all results, and of one, as people call them.
const periods = () => Object.keys(data.names).sort().map(named);
const periodsOf = (r) => r.periods.map(named);

const unitOf = () => (at(data.units, chosen("item")) ? `units (${at(data.units, chosen("item"))})` : "units");

function met() {
  return {
    unit: "% of need delivered", range: [0, 102], periods: periods(),
    traces: data.results.flatMap((r, n) => {
      const pairs = r.pairs.filter(matches);
      return pairs.length ? [line(n, r.name, periodsOf(r), r.periods.map((_, t) => sum(pairs.map((p) => p.met[t])) / pairs.length))] : [];
    }),
    note: "Mean over the partners' items chosen, at the end of each period.",
  };
}

// A picture for every item, or for every partner once an item is chosen.
function stock() {
  const by = chosen("item") ? "partner" : "item", names = unique(data.results.flatMap((r) => r.pairs.filter(matches).map((p) => p[by]))).sort();
  if (!names.length) return { traces: [] };
  const room = printing ? PRINTED : byId("charts").clientWidth, columns = Math.max(1, Math.min(names.length, Math.floor(room / (printing ? 170 : 250))));
  const down = Math.ceil(names.length / columns), each = printing ? Math.min(170, 900 / down) : names.length > 1 ? 180 : 280;
  const traces = [], rows = [];
  const series = (pairs, name) => pairs[0][name].map((_, t) => sum(pairs.map((p) => p[name][t])));
  names.forEach((name, n) => {
    const id = n ? n + 1 : "", axes = { xaxis: `x${id}`, yaxis: `y${id}` };
    data.results.forEach((r, k) => {
      const all = r.pairs.filter((p) => matches(p) && p[by] === name), known = all.filter((p) => p.norm && p.stock);
      const pairs = known.length ? known : all;
      if (!pairs.length) return;
      const held = series(pairs, known.length ? "stock" : "delivered"), goal = series(pairs, known.length ? "norm" : "need");
      traces.push(line(k, r.name, periodsOf(r), held, { ...axes, legendgroup: r.name, showlegend: !traces.some((trace) => trace.meta === r.name) }));
      if (!k) traces.push(line(0, "norm, or need", periodsOf(r), goal, { ...axes, legendgroup: "goal", showlegend: !traces.some((trace) => trace.meta === "norm, or need"), line: { color: "#000", dash: "dot", width: 1.5, shape: "hv" } }));
      r.periods.forEach((day, t) => rows.push([name, r.name, known.length ? "stock and norm" : "delivered and need", named(day), held[t], goal[t]]));
    });
  });
  const units = "Units, a scale for each picture.", summed = chosen("partner") ? "" : chosen("item") ? "" : " Summed over partners: one's surplus hides another's shortage.";
  return {
    panels: { names, columns }, periods: periods(), traces, height: TOP + 60 + down * each,
    heads: [by, "result", "what", "period", "held", "goal"], rows, texts: 4,
    note: `Stock at the end of each period and the norm in force; where no norm is known, what is delivered and needed, cumulated. ${units}${summed}`,
  };
}

function flows() {
  const r = result(), units = Boolean(chosen("item")), by = chosen("partner") ? "item" : "partner";
  const rows = r.flows.filter(matches).filter((row) => units || row.value !== null);
  return {
    unit: units ? unitOf() : "million EUR", stacked: true, single: true, periods: periodsOf(r),
    traces: unique(rows.map((row) => row[by])).sort().map((name, n) => bar(n, name, periodsOf(r), r.periods.map((day) =>
      sum(rows.filter((row) => row[by] === name && row.period === day).map((row) => (units ? row.quantity : row.value / 1e6)))))),
    note: units ? "Call-offs and orders, in units." : "Value of call-offs; choose an item to see units, orders included.",
  };
}

function horizon(r) {
  const [before, last] = r.periods.slice(-2).map((day) => new Date(day).getTime());
  return r.periods.length > 1 ? [r.periods[0], new Date(2 * last - before).toISOString().slice(0, 10)] : undefined;
}

function timeline() {
  const r = result(), called = new Set(r.flows.filter(matches).map((row) => row.framework));
  const joined = (f) => !chosen("partner") || data.partner || f.partners.includes(chosen("partner"));
  const rows = r.frameworks.filter((f) => (picked("item") ? called.has(f.framework) : joined(f)))
    .sort((a, b) => a.signed.localeCompare(b.signed) || a.framework.localeCompare(b.framework));
  const names = rows.map((f) => safe(f.name && !NARROW.matches ? `${f.framework}: ${f.name}` : f.framework));
  const part = (n, name, from, to) => ({
    type: "bar", orientation: "h", name, y: names, base: from, x: from.map((day, k) => new Date(to[k]) - new Date(day)), marker: fill(n),
    hovertext: from.map((day, k) => `${day} to ${to[k]}`), hoverinfo: "text+name",
  });
  const first = rows.map((f) => f.first_delivery || f.last);
  return {
    across: horizon(r), height: 120 + 22 * rows.length, unit: "", horizontal: true, single: true,
    traces: rows.length ? [part(4, "from signing to first delivery", rows.map((f) => f.signed), first), part(0, "deliveries", first, rows.map((f) => f.last))] : [],
    heads: ["framework", "name", "signed", "first delivery", "last day"], texts: 2,
    rows: rows.map((f) => [f.framework, f.name, f.signed, f.first_delivery && named(f.first_delivery), f.last]),
    note: picked("item") ? "Those from which the item is called off." : picked("partner") ? "Those that the partner is in." : "",
  };
}

function capacity() {
  const r = result();
  if (!r.capacity.length) return null;
  const lines = whole() ? null : new Set(r.flows.filter(matches).map((row) => row.line));
  const rows = r.capacity.filter((row) => !lines || lines.has(row.line)), height = 160 + 20 * rows.length;
  return {
    height, horizontal: true, single: true, unit: "", periods: periodsOf(r),
    traces: rows.length ? [{
      type: "heatmap", x: periodsOf(r), y: rows.map((row) => safe(row.line)), z: rows.map((row) => row.used), zmin: 0, zmax: 100,
      colorscale: "Cividis", reversescale: true, xgap: 1, ygap: 1,
      colorbar: { orientation: "h", thickness: 12, len: 0.6, x: 0, xanchor: "left", y: below(height, 30), yanchor: "top", title: { text: "% of capacity used", side: "top", font: { size: 13 } } },
      hovertemplate: "%{y}, %{x}: %{z:.0f} %<extra></extra>",
    }] : [],
    heads: ["line", ...r.periods.map(named)], rows: rows.map((row) => [row.line, ...row.used]),
    note: `Share of each line's capacity, work in progress included, that all partners together use, in %${lines ? "; lines that deliver what is chosen" : ""}. Dark is full; blank is a line without capacity.`,
  };
}

// Each result against its own budgets; purses without a limit stand apart, so that no bar can be above what may be spent.
function budgets() {
  if (picked("item")) return itemPayments();
  const years = unique(data.results.flatMap((r) => r.budgets.map((row) => row.year))).sort(), traces = [];
  const total = (rows, name) => years.map((year) => sum(rows.filter((row) => row.year === year).map((row) => row[name])) / 1e6);
  data.results.forEach((r, n) => {
    const rows = r.budgets.filter((row) => !chosen("partner") || row.partner === chosen("partner"));
    const limited = rows.filter((row) => row.most !== null), free = rows.filter((row) => row.most === null && row.paid);
    const ending = data.results.length > 1 ? `, ${r.name}` : "";
    if (limited.length) traces.push(bar(n, `${r.counted}${ending}`, years, total(limited, "paid")));
    if (limited.length) traces.push({ ...line(n, `may be spent${ending}`, years, total(limited, "most")), mode: "lines+markers", line: { color: data.results.length > 1 ? colour(n) : "#000", dash: "dot" } });
    if (limited.length && r.counted !== "paid") traces.push(bar(n + 2 * COLOURS.length, `paid at prices reached${ending}`, years, total(limited, "reached")));
    if (free.length) traces.push(bar(n + COLOURS.length, `paid by purses without a limit${ending}`, years, total(free, "paid")));
  });
  return { unit: "million EUR", traces, category: true, note: "What may be spent is the year's budget with what is carried over from years before." + (data.results.some((r) => r.counted !== "paid") ? " Budgets count what is reserved at ceiling prices; what is paid is at the prices reached." : "") };
}

function itemPayments() {
  const years = unique(data.results.flatMap((r) => r.periods.map((day) => day.slice(0, 4)))).sort();
  const value = (r, year) => sum(r.flows.filter((row) => matches(row) && row.value !== null && row.period.startsWith(year)).map((row) => row.value)) / 1e6;
  return {
    unit: "million EUR", category: true, traces: data.results.map((r, n) => bar(n, `called off, ${r.name}`, years, years.map((year) => value(r, year)))),
    note: "Budgets are for all items together: what is called off of this item, by year of delivery, without fees and advances.",
  };
}

const CHARTS = [
  ["Need met over time", met], ["Payments against what may be spent", budgets], ["Stock against norm", stock, true], ["Who gets what when", flows],
  ["Frameworks from signing to end", timeline], ["Use of production lines", capacity, true],
];

function drawFound() {
  const of = whole() ? (data.partner || "the whole pool") : [chosen("item"), chosen("partner")].filter(Boolean).join(" for ");
  byId("found").textContent = `What was found: ${of}`;
  byId("headlines").replaceChildren(...data.results.map((r) => [r.name, told(r).headlines]).filter(([, sentences]) => sentences.length).map(([name, sentences]) => {
    const part = element("div");
    if (data.results.length > 1) part.append(element("h3", name));
    part.append(list(sentences));
    return part;
  }));
  byId("caveat").textContent = whole() || data.partner ? "" : "Read from this plan. What is proven is proven of the plan as a whole (see Proof): another plan as good may treat one partner or item otherwise.";
}

function compared(values) {
  const first = values[0];
  return values.flatMap((value, n) => (n === 0 ? [value] : [value, typeof value === "number" && typeof first === "number" ? value - first : null]));
}

const heads = () => data.results.flatMap((r, n) => (n === 0 ? [r.name] : [r.name, CHANGE]));

function drawKeys() {
  const views = data.results.map((r) => told(r).figures), keys = unique(views.flatMap((view) => Object.keys(view)));
  const cells = (key) => compared(views.map((view) => view[key] ?? null)).map((cell, n) => (whole() && n && n % 2 === 0 ? at(data.results[n / 2].changes, key) ?? cell : cell));
  byId("keys").replaceChildren(table(["", ...heads()], keys.map((key) => [label(key), ...cells(key)]), 1, true));
}

function drawDelays() {
  const r = result(), rows = r.delays.filter(matches), key = (row) => `${row.partner}\u0000${row.item}`, cells = new Map(rows.map((row) => [key(row), row]));
  const cell = (partner, item) => cells.get(`${partner}\u0000${item}`);
  const partners = unique(rows.map((row) => row.partner)), items = unique(rows.map((row) => row.item)).sort();
  byId("matrix").replaceChildren(matrix("", items, partners, (p, i) => cell(p, i)?.delay, (p, i) => cell(p, i)?.met === false, (code) => titled(items.includes(code) ? "item" : "partner", code)));
  byId("which").textContent = `${data.results.length > 1 ? `Result ${r.name}. ` : ""}Months that a needed unit is late, on average. * not all delivered by the end of the horizon; blank: nothing needed.`;
  const found = data.results.map((one) => new Map(one.delays.filter(matches).map((row) => [key(row), row.delay])));
  const keys = unique(found.flatMap((map) => [...map.keys()])).sort();
  byId("delays").replaceChildren(table(["partner", "item", ...heads()], keys.map((code) => [...code.split("\u0000"), ...compared(found.map((map) => map.get(code) ?? null))]), 2));
}

function drawProof() {
  const many = data.results.length > 1, rows = data.results.flatMap((r) => r.proof.map((row) => [...(many ? [r.name] : []), label(row.objective), row.plan, row.reached, row.bound, row.gap, row.ended]));
  byId("proof").hidden = !rows.length;
  const made = table([...(many ? ["result"] : []), "objective", "this plan", "reached in its stage", "proven bound", "gap (%)", "ended"], [], many ? 2 : 1);
  rows.forEach((cells) => {
    const row = made.tBodies[0].insertRow();
    cells.forEach((value, n) => row.append(element("td", shown(value, 2), n < (many ? 2 : 1) ? "text" : "")));
  });
  byId("bounds").replaceChildren(made);
  const about = data.results.map((r) => [...(many ? [r.name] : []), ...Object.entries(r.about).map(([key, value]) => `${key.replace("case_sha256", "sha256 of the case").replace("version", "pooling version")}: ${value}`)].join(" · "));
  byId("about").replaceChildren(...[...about, ...(data.made ? [`Page made on ${data.made}`] : [])].map((text) => element("p", text, "note")));
}

function draw() {
  drawChoice();
  drawFound();
  drawKeys();
  CHARTS.forEach(([, make], n) => drawChart(byId("charts").children[n], make));
  drawDelays();
}

const titled = (kind, code) => (at(data.labels[kind], code) && at(data.labels[kind], code) !== code ? `${code}: ${at(data.labels[kind], code)}` : code);

function build() {
  const pairs = data.results.flatMap((r) => r.pairs);
  options("partner", unique(pairs.map((p) => p.partner)).sort().map((code) => [code, titled("partner", code)]), data.partner ? "" : "all partners");
  options("item", unique(pairs.map((p) => p.item)).sort().map((code) => [code, titled("item", code)]), "all items");
  options("result", data.results.map((r) => [r.name, r.name]));
  CHARTS.forEach(([title, , full]) => chartFrame(title, full));
  drawProof();
}
