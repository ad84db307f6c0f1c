"""What a page shows: figures from results, escaped, of one partner alone if asked for."""

import json
from dataclasses import replace

import pytest
from helpers.browser import look, run
from helpers.results import write_result

from pooling.output.page_book import in_script, in_style, page, write_page
from pooling.output.page_data import page_data
from pooling.output.results import read_tables
from pooling.plan.verify import verify

EVIL = "</script><img src=x onerror=alert(1)>&\u2028"


@pytest.fixture
def tables(tmp_path, rich_case, rich_plan):
    """The rich plan's result, read back."""
    return read_tables(write_result(tmp_path / "rich.xlsx", rich_case, rich_plan))


@pytest.fixture
def two(tmp_path, rich_case, rich_plan, tables):
    """The rich plan and the same without its missiles."""
    fewer = replace(rich_plan, call_offs={k: v for k, v in rich_plan.call_offs.items() if k[0] != "F2M"})
    other = read_tables(write_result(tmp_path / "fewer.xlsx", rich_case, fewer))
    return [("base", tables), ("fewer", other)]


@pytest.fixture
def file(tmp_path, two):
    """A page of two results."""
    write_page(tmp_path / "two.html", page_data(two), "Rich & famous", "EXERCISE", force=False)
    return tmp_path / "two.html"


def test_figures_are_those_of_the_verifier(rich_case, rich_plan, tables):
    """Need met, stock, norm, deliveries, payments and use of lines, as far as six digits tell."""
    figures = verify(rich_case, rich_plan).figures
    (result,) = page_data([("base", tables)])["results"]
    assert result["figures"]["mean_delay_months"] == pytest.approx(figures.mean_delay, rel=1e-5)
    pairs = {(p["partner"], p["item"]): p for p in result["pairs"]}
    shells = figures.pairs["BBB", "SHELL"]
    assert pairs["BBB", "SHELL"]["met"] == pytest.approx([shells.attainment_pct(t) for t in range(12)], rel=1e-5)
    assert pairs["BBB", "SHELL"]["norm"] == pytest.approx(list(shells.norm))
    assert "norm" not in pairs["AAA", "SHELL"]
    value = sum(row["value"] for row in result["flows"] if row["value"] is not None)
    assert value == pytest.approx(sum(row.value for row in figures.call_offs), rel=1e-5)
    assert sum(row["paid"] for row in result["budgets"]) == pytest.approx(
        sum(b.paid for b in figures.budgets), rel=1e-5
    )
    assert {row["line"]: len(row["used"]) for row in result["capacity"]} == {"L1": 12, "L2": 12, "LM": 12}
    assert len(result["periods"]) == 12


def test_key_figures_are_whole(tables):
    """Money to the euro, not to six digits; how the solve ended in words."""
    cost = tables["summary"].rows
    long = replace(tables["summary"], rows=tuple((k, 16_716_865_883.3 if k == "cost_eur" else v) for k, v in cost))
    (result,) = page_data([("base", tables | {"summary": long})])["results"]
    assert result["figures"]["cost_eur"] == 16_716_865_883
    assert result["figures"]["status"] == "proven best"


def test_a_line_without_capacity_is_not_an_idle_one(tables):
    """Where nothing can be made no use is shown."""
    table = tables["capacity"]
    names = [column.name for column in table.columns]
    closed = [
        tuple(0 if name in ("capacity", "carried_in", "orders", "call_offs", "used_pct") else cell
              for name, cell in zip(names, row, strict=True)) if row[0] == "L2" else row
        for row in table.rows
    ]  # fmt: skip
    (result,) = page_data([("base", tables | {"capacity": replace(table, rows=tuple(closed))})])["results"]
    used = {row["line"]: row["used"] for row in result["capacity"]}
    assert set(used["L2"]) == {None}
    assert None not in used["L1"]


def test_orders_stand_beside_call_offs(tables):
    """Quantities of both; the value of an order is not in a result."""
    (result,) = page_data([("base", tables)])["results"]
    orders = [row for row in result["flows"] if row["value"] is None]
    assert {(row["partner"], row["item"], row["quantity"]) for row in orders} >= {("AAA", "SHELL", 30)}


def test_text_can_end_nothing(tables):
    """What looks like markup stays text, in the data, in the title and in the marking."""
    data = page_data([(EVIL, tables)])
    assert json.loads(in_script(data)) == data
    made = page(data, EVIL, EVIL)
    assert "<img" not in made.split('<script id="data"')[0]
    block = made.split('type="application/json">')[1].split("</script>")[0]
    assert json.loads(block)["results"][0]["name"] == EVIL


def test_the_marking_stands_on_every_printed_page(tables):
    """As a string of the style sheet that no marking can end."""
    marking = 'R"; } </style>'
    made = page(page_data([("base", tables)]), "T", marking)
    assert made.count(f"content: {in_style(marking)};") == 2
    assert made.count("</style>") == 1


def test_the_page_is_one_small_file_that_asks_for_nothing(file):
    """Under six million bytes; its policy refuses whatever comes from elsewhere; no link leads out."""
    text = file.read_text()
    assert len(text.encode()) < 6_000_000
    assert "default-src 'none'" in text
    assert " src=" not in text.split('<script id="data"')[0]
    assert "<link" not in text


def test_a_browser_draws_it_without_complaint(file):
    """No error, no warning, no request; six pictures, none of which waits for a choice; both results in the tables."""
    seen = look(
        file,
        """return {
          drawn: [...document.querySelectorAll(".plot")].filter((p) => !p.hidden && p.querySelector("svg")).length,
          figures: document.querySelectorAll("figure").length,
          keys: document.querySelector("#keys thead").textContent,
          named: document.querySelectorAll(".plot[role=img][aria-label]").length,
          buttons: [...new Set([...document.querySelectorAll(".modebar-btn")].map((b) => b.dataset.title))],
          title: document.title, marking: document.querySelector(".marking").textContent };""",
    )
    assert seen["errors"] == []
    assert seen["requests"] == []
    assert seen["answer"] == {
        "drawn": 6,
        "figures": 6,
        "keys": "basefewerchange",
        "named": 6,
        "buttons": ["Download plot as a PNG", "Zoom", "Pan", "Reset axes"],
        "title": "Rich & famous",
        "marking": "EXERCISE",
    }


CHOOSE = """const choose = (id, value) => {
  const select = document.getElementById(id);
  select.value = value;
  select.dispatchEvent(new Event("change"));
};
const plots = () => [...document.querySelectorAll(".plot")];
const text = (id) => document.getElementById(id).textContent;
"""


def test_a_print_is_small(tmp_path, tables):
    """Bars of more partners than colours are hatched on the screen only: on paper each would be a picture."""
    data = page_data([("base", tables)])
    flows = data["results"][0]["flows"]
    data["results"][0]["flows"] = [row | {"partner": f"P{n}"} for row in flows for n in range(24)]
    write_page(tmp_path / "many.html", data, "T", "", force=False)
    run(f"--print-to-pdf={tmp_path / 'many.pdf'}", "--virtual-time-budget=5000", (tmp_path / "many.html").as_uri())
    assert (tmp_path / "many.pdf").stat().st_size < 500_000


def test_filters_change_what_is_drawn_and_said(file):
    """One partner and one item: words, figures, norm against stock, frameworks, matrix; the keyboard reaches all."""
    seen = look(
        file,
        CHOOSE
        + """choose("partner", "BBB");
        const purse = plots()[1].data.map((trace) => [trace.meta, trace.y]);
        choose("item", "SHELL");
        choose("result", "fewer");
        return {
          purse, found: text("found"), said: text("headlines"), keys: text("keys"), choice: text("choice"),
          printed: text("printed"), address: location.hash,
          stock: plots()[2].data.map((trace) => trace.meta), flows: plots()[3].data.map((trace) => trace.meta),
          frameworks: document.querySelectorAll("figure")[4].querySelectorAll("tbody tr").length,
          matrix: text("matrix"), delays: document.querySelectorAll("#delays tbody tr").length,
          focusable: [...document.querySelectorAll("select, summary, a")].every((e) => e.tabIndex === 0),
          sticky: getComputedStyle(document.getElementById("filters")).position };""",
    )
    assert seen["errors"] == []
    answer = seen["answer"]
    assert answer["found"] == "What was found: SHELL for BBB"
    assert "Called off:" in answer["said"]
    assert "Frameworks signed" not in answer["keys"]
    assert answer["choice"] == "Shown: partner BBB: Beland, item SHELL: Shell, result fewer."
    assert answer["address"] == "#partner=BBB&item=SHELL&result=fewer"
    assert "@bottom-left" in answer["printed"]
    assert answer["stock"] == ["base", "norm, or need", "fewer"]
    assert answer["flows"] == ["SHELL"]
    assert answer["frameworks"] == 1
    assert answer["matrix"].startswith("SHELLBBB")
    assert answer["delays"] == 1
    assert answer["focusable"] is True
    assert answer["sticky"] == "sticky"
    purse = dict(answer["purse"])
    kinds = ("reserved at ceiling prices", "may be spent", "paid at prices reached")
    assert list(purse) == [f"{kind}, {name}" for name in ("base", "fewer") for kind in kinds]
    for name in ("base", "fewer"):
        counted, most, paid = (purse[f"{kind}, {name}"] for kind in kinds)
        assert all(one <= other + 1e-9 for one, other in zip(counted, most, strict=True))
        assert all(one <= other + 1e-9 for one, other in zip(paid, counted, strict=True))


def test_the_address_holds_the_view(file):
    """A fragment is the view when the page opens and when one goes back; what it does not know is the first choice."""
    seen = look(
        file,
        CHOOSE
        + """const views = [];
        const note = () => views.push([...document.querySelectorAll("select")].map((e) => e.value).join("|"));
        const visit = (hash) => {
          history.replaceState(null, "", hash);
          dispatchEvent(new Event("hashchange"));
          note();
        };
        visit("#partner=CCC&result=fewer"); visit("#partner=none&item=SHELL"); visit("#");
        document.querySelector(".skip").click();
        return { views, focus: document.activeElement.id, address: location.hash };""",
    )
    assert seen["errors"] == []
    assert seen["answer"] == {"views": ["CCC||fewer", "|SHELL|base", "||base"], "focus": "main", "address": ""}


def test_carry_over_may_be_spent(tmp_path, rich_case, rich_plan):
    """What may be spent is the limit with what is carried in; without a limit it is unknown."""
    case = replace(rich_case, partners=tuple(replace(p, carry_over=True) for p in rich_case.partners))
    tables = read_tables(write_result(tmp_path / "carried.xlsx", case, rich_plan))
    (result,) = page_data([("base", tables)])["results"]
    rows = {(b.partner, b.year): b for b in verify(case, rich_plan).figures.budgets}
    assert any(row.carried_in for row in rows.values())
    for row in result["budgets"]:
        known = rows[row["partner"], row["year"]]
        most = None if known.limit is None else pytest.approx(known.limit + known.carried_in, rel=1e-5)
        assert row["most"] == most


def test_reserved_and_paid_stand_apart(tables):
    """Where budgets count ceiling prices and less is paid: both, in figures and words; else only what is paid."""
    table = tables["budgets"]
    head = [column.name for column in table.columns]

    def counting(reached):
        cells = [dict(zip(head, row, strict=True)) for row in table.rows]
        rows = [row | {"reserved_eur": row["paid"], "paid_reached_eur": row["paid"] * reached} for row in cells]
        return tables | {"budgets": replace(table, rows=tuple(tuple(row[name] for name in head) for row in rows))}

    low, same = (page_data([("r", counting(part))])["results"][0] for part in (0.5, 1))
    assert (low["counted"], same["counted"]) == ("reserved at ceiling prices", "paid")
    view = low["views"]["BBB"][""]
    assert view["figures"]["paid_eur"] == pytest.approx(view["figures"]["reserved_eur"] / 2, abs=1)
    assert any(sentence.startswith("Reserves") for sentence in view["sentences"])
    assert "reserved_eur" not in same["views"]["BBB"][""]["figures"]


def test_a_difference_is_shown_as_far_as_proofs_carry_it(tables):
    """Against a bound below, a change is a range, and not significant where that holds nought."""
    stages, summary = tables["stages"], tables["summary"]
    names = [column.name for column in stages.columns]

    def proven(bound, value):
        row = tuple(bound if name == "bound" else value if name == "value" else cell
                    for name, cell in zip(names, stages.rows[0], strict=True))  # fmt: skip
        keys = tuple((key, value if key == "mean_delay_months" else cell) for key, cell in summary.rows)
        return tables | {"stages": replace(stages, rows=(row,)), "summary": replace(summary, rows=keys)}

    results = page_data([("a", proven(4.0, 4.5)), ("b", proven(4.25, 4.75)), ("c", proven(5.0, 6.0))])["results"]
    assert [r["changes"]["mean_delay_months"] for r in results[1:]] == [
        "\u22120.25 to +0.75: not significant", "+0.50 to +2.00"
    ]  # fmt: skip
    assert results[1]["proof"][0]["bound"] == 4.25


def test_views_say_what_is_known_of_a_choice(tables):
    """Of every partner, item and pair with need: sentences, and figures of those rows alone."""
    (result,) = page_data([("base", tables)])["results"]
    views = result["views"]
    pairs = {(row["partner"], row["item"]) for row in result["delays"]}
    assert {(p, i) for p, items in views.items() for i in items if p and i} == pairs
    assert views["BBB"][""]["figures"]["needs"] == sum(p == "BBB" for p, _ in pairs)
    called = sum(row["value"] for row in result["flows"] if row["partner"] == "BBB" and row["value"] is not None)
    assert views["BBB"][""]["figures"]["called_off_eur"] == pytest.approx(called, rel=1e-5, abs=1)
    assert all(view["sentences"] for items in views.values() for view in items.values())


def test_a_choice_without_figures_says_so(file):
    """What a partner does not need is not drawn as 0 %."""
    seen = look(
        file,
        CHOOSE
        + """choose("partner", "CCC");
        choose("item", "SHELL");
        const first = document.querySelector("figure");
        return [first.querySelector(".note").textContent, first.querySelector(".plot").hidden, text("headlines")];""",
    )
    assert seen["errors"] == []
    assert seen["answer"] == ["Nothing to show for this choice.", True, "baseNothing is needed.fewerNothing is needed."]


def test_filters_without_a_choice_are_left_out(tmp_path, tables):
    """One partner, one item, one result: nothing to choose, no empty bar."""
    one = {name: replace(t, rows=tuple(r for r in t.rows if r[:2] == ("AAA", "SHELL"))) for name, t in tables.items()
           if name in ("attainment", "delays")}  # fmt: skip
    write_page(tmp_path / "one.html", page_data([("base", tables | one)], "AAA"), "T", "", force=False)
    seen = look(
        tmp_path / "one.html",
        """return [...document.querySelectorAll("#filters, #filters label")].map((e) => e.hidden);""",
    )
    assert seen["errors"] == []
    assert seen["answer"] == [True, True, True, True]


def test_the_only_item_is_no_choice(tmp_path, tables):
    """What is said and paid is of the whole pool, as on the workbook's summary."""
    one = {name: replace(t, rows=tuple(r for r in t.rows if r[1] == "SHELL")) for name, t in tables.items()
           if name in ("attainment", "delays")}  # fmt: skip
    write_page(tmp_path / "one.html", page_data([("base", tables | one)]), "T", "", force=False)
    seen = look(
        tmp_path / "one.html",
        """return [document.getElementById("found").textContent,
        [...document.querySelectorAll("#headlines li")].map((e) => e.textContent),
        [...document.querySelectorAll("figure .note")].some((e) => e.textContent.startsWith("Budgets are for"))];""",
    )
    assert seen["errors"] == []
    said = [row[1] for row in tables["summary"].rows if row[0] == "headline"]
    assert seen["answer"] == ["What was found: the whole pool", said, False]


def test_a_partner_without_need_has_its_own_words(tmp_path, tables):
    """Nothing to choose and nothing to draw: what its extract says stands there."""
    none = {name: replace(tables[name], rows=()) for name in ("attainment", "delays", "call_offs", "orders", "budgets")}
    rows = (*tables["summary"].rows, ("headline", "You need nothing."))
    data = page_data([("base", tables | none | {"summary": replace(tables["summary"], rows=rows)})], "AAA")
    write_page(tmp_path / "none.html", data, "T", "", force=False)
    seen = look(tmp_path / "none.html", """return document.getElementById("headlines").textContent;""")
    assert seen["errors"] == []
    assert "You need nothing." in seen["answer"]


def test_hostile_names_are_drawn_as_text(tmp_path, two):
    """A result's name with markup makes no element, no link and no request."""
    name = '<a href="http://x.example/">x</a><img src=x onerror="note(1)">'
    data = page_data([(name, two[0][1]), ("fewer", two[1][1])])
    write_page(tmp_path / "evil.html", data, "T", "", force=False)
    seen = look(
        tmp_path / "evil.html",
        """return [document.querySelectorAll("main img, main a").length,
        document.querySelector("#keys th:nth-child(2)").textContent,
        document.querySelector("figure thead th:nth-child(2)").textContent];""",
    )
    assert seen["errors"] == []
    assert seen["requests"] == []
    assert seen["answer"] == [0, name, name]


def test_the_watch_notices(tmp_path, file):
    """Were there an error, a request or a forbidden script, the tests above would see it."""
    text = file.read_text(encoding="utf-8")
    bad = '<img src="https://x.example/i.png"><script>fetch("https://x.example/"); null.x;</script></body>'
    (tmp_path / "bad.html").write_text(text.replace("</body>", bad), encoding="utf-8")
    errors = " ".join(look(tmp_path / "bad.html")["errors"])
    assert "null" in errors
    assert "refused https://x.example" in errors
