"""What a page shows: figures from results, escaped, of one partner alone if asked for."""

import json
from dataclasses import replace

import pytest
from helpers.browser import look
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
    """No error, no warning, no request; six pictures, of which one waits for a choice; both results in the tables."""
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
        "drawn": 5,
        "figures": 6,
        "keys": "basefewerchange",
        "named": 6,
        "buttons": ["Download plot as a PNG", "Zoom", "Pan", "Reset axes"],
        "title": "Rich & famous",
        "marking": "EXERCISE",
    }


def test_filters_change_what_is_drawn(file):
    """One partner and one item: its norm against its stock, its row of delays, its purse; the keyboard reaches all."""
    seen = look(
        file,
        """const choose = (id, value) => {
          const select = document.getElementById(id);
          select.value = value;
          select.dispatchEvent(new Event("change"));
        };
        choose("partner", "BBB");
        choose("item", "SHELL");
        choose("result", "1");
        const plots = [...document.querySelectorAll(".plot")];
        return {
          stock: plots[1].data.map((trace) => trace.name), flows: plots[2].data.map((trace) => trace.name),
          budget: plots[5].data.at(-1).y, delays: document.querySelectorAll("#delays tbody tr").length,
          focusable: [...document.querySelectorAll("select, summary, a")].every((e) => e.tabIndex === 0) };""",
    )
    assert seen["errors"] == []
    answer = seen["answer"]
    assert answer["stock"] == ["stock, base", "stock, fewer", "norm"]
    assert answer["flows"] == ["SHELL"]
    assert answer["budget"] == pytest.approx([0.0074, 0.0044, 0.003])
    assert answer["delays"] == 1
    assert answer["focusable"] is True


def test_a_choice_without_figures_says_so(file):
    """What a partner does not need is not drawn as 0 %."""
    seen = look(
        file,
        """const choose = (id, value) => {
          const select = document.getElementById(id);
          select.value = value;
          select.dispatchEvent(new Event("change"));
        };
        choose("partner", "CCC");
        choose("item", "SHELL");
        const first = document.querySelector("figure");
        return [first.querySelector(".note").textContent, first.querySelector(".plot").hidden];""",
    )
    assert seen["errors"] == []
    assert seen["answer"] == ["Nothing to show for this choice.", True]


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


def test_hostile_names_are_drawn_as_text(tmp_path, two):
    """A result's name with markup makes no element, no link and no request."""
    name = '<a href="http://x.example/">x</a><img src=x onerror="note(1)">'
    data = page_data([(name, two[0][1]), ("fewer", two[1][1])])
    write_page(tmp_path / "evil.html", data, "T", "", force=False)
    seen = look(
        tmp_path / "evil.html",
        """return [document.querySelectorAll("main img, main a").length,
        document.querySelector("#keys th:nth-child(2)").textContent];""",
    )
    assert seen["errors"] == []
    assert seen["requests"] == []
    assert seen["answer"] == [0, name]


def test_the_watch_notices(tmp_path, file):
    """Were there an error, a request or a forbidden script, the tests above would see it."""
    text = file.read_text(encoding="utf-8")
    bad = '<img src="https://x.example/i.png"><script>fetch("https://x.example/"); null.x;</script></body>'
    (tmp_path / "bad.html").write_text(text.replace("</body>", bad), encoding="utf-8")
    errors = " ".join(look(tmp_path / "bad.html")["errors"])
    assert "null" in errors
    assert "refused https://x.example" in errors
