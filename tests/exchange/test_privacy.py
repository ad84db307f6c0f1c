"""A partner sees its own figures only: every cell of every other partner holds a canary, none may leave for it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from helpers.results import write_result
from helpers.sheets import FIRST, everything_in, exchange_rows, fill, sheet_for, write_exchange_case

from pooling.case.case import Delivery
from pooling.case.findings import has_errors
from pooling.case.reader import load, read_rows
from pooling.case.rows import ALL_SHEETS
from pooling.case.schema import LANGUAGES, Kind
from pooling.exchange.collect import collect
from pooling.exchange.extract import extract, partners_in
from pooling.exchange.extract_book import write_extract
from pooling.exchange.form import Version
from pooling.exchange.sending import to_send_back, write_annotations
from pooling.exchange.template import read_base
from pooling.output.results import read_tables
from pooling.output.table import Table

ME = "NLD"
EPOCH = date(1899, 12, 30)


class Canaries:
    """Unique values that occur nowhere else, and what to look for to find them."""

    def __init__(self) -> None:
        self.random = random.Random(20261123)
        self.signs: list[str] = []
        self.years = iter(self.random.sample(range(2030, 2190), 100))
        self.days = iter(self.random.sample(range(400, 8000), 400))

    def text(self) -> str:
        word = "".join(self.random.choices("BCDFGHJKLMNPQRSTVWXZ", k=9))
        self.signs.append(word)
        return word

    def number(self, digits: int = 9) -> int:
        number = self.random.randrange(10 ** (digits - 1), 10**digits)
        self.signs.append(str(number))
        return number

    def year(self) -> int:
        year = next(self.years)
        self.signs.append(f">{year}<")
        return year

    def day(self, past: bool = False) -> date:
        day = date(2027, 1, 1) + timedelta(days=next(self.days) * (-1 if past else 1))
        self.signs += [f">{(day - EPOCH).days}<", day.isoformat()]
        return day

    def seen_in(self, text: str) -> list[str]:
        """The canaries that `text` gives away."""
        return [sign for sign in self.signs if sign in text]


def all_rows() -> dict[str, list[dict[str, object]]]:
    """The small case with rows of every partner in every sheet that names partners."""
    rows = exchange_rows()
    rows["items"][0]["certification"] = "Y"
    rows["certifications"] = [{"partner": p, "product": "A155", "status": "certified"} for p in ("NLD", "NOR", "DNK")]
    for other in ("NOR", "DNK"):
        rows["stock"].append({"partner": other, "item": "155HE", "quantity": 1})
        rows["norms"].append({"partner": other, "item": "155HE", "from": date(2027, 1, 1), "quantity": 1})
        rows["usage"].append({"partner": other, "item": "155HE", "year": 2027, "quantity": 1})
        rows["budgets"].append({"partner": other, "year": 2027, "amount": 1})
        order = {"order": f"O-{other}", "partner": other, "product": "BPAC", "line": "LPAC", "quantity": 1}
        rows["orders"].append(order | {"planned": date(2027, 6, 1)})
        came = {"order_or_lot": f"O-{other}", "partner": other, "date": date(2026, 11, 1), "quantity": 1}
        rows.setdefault("deliveries", []).append(came)
        rows["participants"].append({"framework": "F155", "partner": other, "role": "may_join"})
    rows["scenarios"] = [{"scenario": "s", "description": "NOR"}]
    change = {"sheet": "demand", "where": "partner=NOR", "column": "quantity", "op": "scale", "value": "2"}
    rows["changes"] = [{"scenario": "s", **change}]
    return rows


def with_canaries(canaries: Canaries) -> dict[str, list[dict[str, object]]]:
    """Those rows with a canary in every cell of another partner that may hold any value, and in its code."""
    rows = all_rows()
    codes = {other: canaries.text() for other in ("NOR", "DNK")}
    orders: dict[object, object] = {}
    for name, records in rows.items():
        for record in records:
            if record.get("partner", ME) in codes:
                if name == "deliveries":  # which are of the orders planted before
                    record["order_or_lot"] = orders[record["partner"]]
                _plant(name, record, canaries)
                if name == "orders":
                    orders[record["partner"]] = record["order"]
                record["partner"] = codes[record["partner"]]
            for key, value in record.items():
                for other, code in codes.items():
                    if isinstance(value, str):
                        record[key] = value.replace(other, code)
    return rows


def _plant(name: str, record: dict[str, object], canaries: Canaries) -> None:
    """A canary in every cell of the record that may hold any value of its kind."""
    key = ALL_SHEETS[name].key[0]
    for column in ALL_SHEETS[name].columns:
        if column.name == "year":
            record["year"] = canaries.year()
        elif column.kind in (Kind.NUMBER, Kind.WHOLE) and column.maximum is None:
            record[column.name] = canaries.number(8 if name == "deliveries" else 9)
        elif column.kind is Kind.DATE and column.name not in ("earliest", "latest"):
            record[column.name] = canaries.day(past=column.name in ("date", "counted"))
        elif column.kind is Kind.TEXT or (column.name == key and not column.refers and key != "partner"):
            record[column.name] = canaries.text()
    record["source"] = canaries.text()


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A case full of canaries, which can be read, and the canaries."""
    canaries = Canaries()
    path = write_exchange_case(tmp_path_factory.mktemp("canaries") / "case.xlsx", with_canaries(canaries))
    assert not has_errors(read_rows(path).findings)
    assert len(canaries.signs) > 50
    assert set(canaries.seen_in(everything_in(path))) >= {sign for sign in canaries.signs if "-" not in sign}
    return path, canaries


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_holds_anything_of_another_partner(planted, tmp_path, language):
    """No number, text, date or code of any other partner in any part of the file, its properties or its name."""
    path, canaries = planted
    text = everything_in(sheet_for(path, ME, tmp_path, language=language))
    assert "NLD" in text
    assert canaries.seen_in(text) == []


def test_no_sheet_sent_back_holds_anything_of_another_partner(planted, tmp_path):
    """Not even where its own data clash with another's, or a code resembles another's."""
    path, canaries = planted
    others = next(row["line"] for row in read_rows(path)["demand"] if row["partner"] != ME)
    resembling = next(row["partner"] for row in read_rows(path)["partners"] if row["partner"] != ME)[:-1]
    wrong = {f"demand!A{FIRST}": others, f"demand!B{FIRST + 1}": resembling, f"stock!C{FIRST}": -1}
    sheet = sheet_for(path, ME, tmp_path / "s")
    clashing = fill(sheet.with_name("clash.xlsx") if sheet.rename(sheet.with_name("clash.xlsx")) else sheet, wrong)
    only_clashing = sheet_for(path, ME, tmp_path / "t", {f"demand!A{FIRST}": others})
    base = read_base(path)
    for number, submitted in enumerate((clashing, only_clashing)):
        back = to_send_back(collect(base, [submitted], "now"), tmp_path / f"back{number}")
        write_annotations(back, base, False)
        ((copy, _),) = back
        assert set(canaries.seen_in(everything_in(copy))) <= {others}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sheet_sent_back_names_another_file(case_file, tmp_path, language):
    """Two sheets with the same revision, and two partners with the same code: each hears of its own file alone."""
    sheets = [
        fill(sheet_for(case_file, partner, tmp_path / name, language=language), entries).rename(
            tmp_path / f"{name}.xlsx"
        )
        for name, partner, entries in (
            ("canaryone", "NLD", {f"demand!A{FIRST}": "SAME"}),
            ("canarytwo", "NOR", {f"demand!A{FIRST}": "same"}),
            ("canarythree", "DNK", {f"demand!E{FIRST}": 41}),
            ("canaryfour", "DNK", {f"demand!E{FIRST}": 42}),
        )
    ]
    base = read_base(case_file)
    back = to_send_back(collect(base, sheets, "now"), tmp_path / "back")
    write_annotations(back, base, False)
    assert {verdict.submission.path.stem for _, verdict in back} >= {"canarythree", "canaryfour"}
    for path, verdict in back:
        text = everything_in(path)
        others = {sheet.stem for sheet in sheets} - {verdict.submission.path.stem}
        assert [name for name in others if name in text] == []


def planted_tables(tables: dict[str, Table], me: str, canaries: Canaries) -> dict[str, Table]:
    """A result's tables with canaries for every figure that is not the partner's, and for others' codes."""
    codes = {code: canaries.text() for code in partners_in(tables) if code != me}
    mine = {row["framework"] for row in tables["members"].records() if row["partner"] == me}
    return {name: _planted_table(table, me, mine, codes, canaries) for name, table in tables.items()}


def _planted_table(table: Table, me: str, mine: set[str], codes: dict[str, str], canaries: Canaries) -> Table:
    names = [column.name for column in table.columns]
    return replace(table, rows=tuple(tuple(_cells(table, names, row, me, mine, codes, canaries)) for row in table.rows))


def _cells(table, names, row, me, mine, codes, canaries: Canaries) -> Iterator[object]:
    record = dict(zip(names, row, strict=True))
    own = (
        table.name == "stages"
        or record.get("partner") == me
        or (table.name == "summary" and record["key"] in ("case", "scenario", "marking"))
    )
    my_framework = table.name == "frameworks" and record["framework"] in mine
    for name, value in record.items():
        if isinstance(value, str):
            shown = value if not (table.name == "summary" and not own and name == "value") else canaries.text()
            for code, canary in codes.items():
                shown = shown.replace(code, canary)
            yield canaries.text() if name in ("lead", "name") and not (my_framework or own) else shown
        elif own or value is None or isinstance(value, bool) or (my_framework and isinstance(value, date)):
            yield value
        elif isinstance(value, date):
            yield canaries.day()
        else:
            yield float(canaries.number())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("me", ["AAA", "BBB", "CCC", "DDD"])
def test_no_extract_holds_anything_of_another_partner(rich_case, rich_plan, tmp_path, me, language):
    """Tables, charts, their caches, properties: no figure but the partner's own, no code of another partner.

    In the rich case two partners share every framework, so that no total may be told either.
    """
    canaries = Canaries()
    canaries.days = iter(range(9000, 20000))
    came = {partner: Delivery("F2M", partner, date(2026, 12, 1), 3) for partner in ("AAA", "BBB", "CCC", "DDD")}
    case = replace(rich_case, deliveries=tuple(came.values()))
    read = read_tables(write_result(tmp_path / "plan.xlsx", case, rich_plan))
    assert {row["partner"] for row in read["deliveries"].records()} == came.keys()
    tables = planted_tables(read, me, canaries)
    assert len(canaries.signs) > 100
    own = [table for table in extract(tables, me).tables if table.name == "deliveries"]
    assert [row["order_or_lot"] for table in own for row in table.records()] == ["F2M"]
    path = tmp_path / f"plan-{me}.xlsx"
    write_extract(path, extract(tables, me), language)
    text = everything_in(path)
    assert me in text
    assert canaries.seen_in(text) == []


def test_the_search_finds_what_is_there(planted, tmp_path):
    """The control: a canary in a property, a comment or a cell would be found."""
    path, canaries = planted
    sheet = sheet_for(path, ME, tmp_path)
    for number, sign in enumerate(("text", "number")):
        value = getattr(canaries, sign)()
        fill(sheet, {f"stock!D{FIRST + number}": value})
        assert str(value) in canaries.seen_in(everything_in(sheet))


def test_case_is_whole(planted):
    """The planted case differs from the small one in other partners' rows alone."""
    rows = load(planted[0])
    own = [row for row in read_rows(planted[0])["demand"] if row["partner"] == ME]
    assert [row["line"] for row in own] == ["D1", "D3"]
    assert rows.case is not None
    assert Version().revision == 1
