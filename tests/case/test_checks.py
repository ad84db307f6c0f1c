"""Every rule about the meaning of a case: a tiny valid case, one mistake, one finding with cell and advice."""

from datetime import date
from time import process_time

import pytest
from helpers.workbooks import tiny_rows, write_workbook

from pooling.case.reader import check_scenarios, load, loaded, read_rows

CAME = {"order_or_lot": "O1", "partner": "NLD", "date": date(2026, 12, 1), "quantity": 1}
OF_A_LOT = {**CAME, "order_or_lot": "L2"}

EXPANSION = {
    "expansion": "E1",
    "resource": "L155",
    "adds_per_year": 4000,
    "build_months": 12,
    "start_from": date(2027, 1, 1),
    "start_to": date(2028, 1, 1),
}
INSTRUMENT = {
    "instrument": "I1",
    "name": "Fund",
    "min_partners": 2,
    "counts": "EU",
    "reimburse_pct": 15,
    "valid_from": date(2027, 1, 1),
    "valid_to": date(2028, 12, 31),
}


def put(sheet, row, **values):
    """A mistake: `values` in data row `row` (from 0) of `sheet`."""

    def change(rows):
        rows[sheet][row].update(values)

    return change


def add(sheet, *records):
    """A mistake: `records` added to `sheet`."""

    def change(rows):
        rows.setdefault(sheet, []).extend(records)

    return change


def both(*changes):
    """Several changes."""

    def change(rows):
        for one in changes:
            one(rows)

    return change


def drop(sheet, *columns):
    """A mistake: the sheet, or some of its columns, left out."""

    def change(rows):
        if not columns:
            del rows[sheet]
        for row in rows.get(sheet, ()):
            for column in columns:
                row.pop(column, None)

    return change


def empty(*sheets):
    """A mistake: sheets without any row."""

    def change(rows):
        for sheet in sheets:
            rows[sheet] = []

    return change


ORDER = tiny_rows()["orders"][0]
PINNED = {"earliest": None, "latest": None}

ERRORS = [
    (
        "duplicate-key",
        add("partners", {"partner": "NLD", "name": "x", "eu": "Y", "nato": "Y"}),
        "partners!A4",
        "delete",
    ),
    ("duplicate-key", add("prices", {"lot": "L1", "from_quantity": 0, "unit_price": 9}), "prices!B5", "delete"),
    ("duplicate-key", add("settings", {"key": "start", "value": date(2027, 1, 1)}), "settings!A5", "delete"),
    ("unknown-code", put("demand", 0, item="155HEE"), "demand!C2", "did you mean 155HE?"),
    ("unknown-code", put("lots", 0, line="NOWHERE"), "lots!D2", "add it to lines"),
    ("unknown-code", add("budgets", {"partner": "COMMEN", "year": 2027, "amount": 1}), "budgets!A2", "COMMON"),
    ("unknown-code", add("expansions", {**EXPANSION, "resource": "POWDER"}), "expansions!B2", "lines or materials"),
    ("unknown-code", add("changes", {"scenario": "x", "sheet": "items", "op": "remove"}), "changes!A2", "scenarios"),
    ("bad-code", put("partners", 0, partner="N/L"), "partners!A2", "leave out"),
    ("bad-code", add("partners", {"partner": "COMMON", "name": "x", "eu": "Y", "nato": "Y"}), "partners!A4", "another"),
    ("horizon", put("settings", 1, value=date(2027, 1, 2)), "settings!B3", "2027-01-01"),
    ("horizon", put("settings", 2, value=date(2028, 11, 30)), "settings!B4", "2027-03-31"),
    ("horizon", put("settings", 2, value=date(2028, 12, 30)), "settings!B4", "2027-03-31"),
    ("date-order", put("settings", 2, value=date(2026, 12, 31)), "settings!B4", "after 2027-01-01"),
    ("duplicate-objective", add("settings", {"key": "objectives", "value": "cost, cost"}), "settings!B5", "once"),
    (
        "fair-shares",
        both(
            add("settings", {"key": "fair_by", "value": "money"}),
            add("budgets", {"partner": "NLD", "year": 2027, "amount": 1}),
        ),
        "settings!B5",
        "add rows to budgets for them",
    ),
    ("no-need", empty("demand"), "demand", "demand, norms or usage"),
    ("no-need", both(put("items", 0, priority=0), put("items", 1, priority=0)), "items!F2", "above 0"),
    ("signing", put("frameworks", 1, signed=None), "frameworks!J3", "give signed"),
    ("signing", put("frameworks", 0, sign_to=None), "frameworks!F2", "give sign_to"),
    ("date-order", put("frameworks", 0, sign_to=date(2026, 12, 31)), "frameworks!F2", "from 2027-01-01 on"),
    ("outside-horizon", put("frameworks", 0, sign_from=date(2029, 1, 1)), "frameworks!E2", "up to 2028-12-31"),
    (
        "outside-horizon",
        put("frameworks", 0, sign_from=date(2025, 1, 1), sign_to=date(2026, 1, 1)),
        "frameworks!F2",
        "from 2027-01-01 on",
    ),
    ("outside-horizon", put("frameworks", 1, signed=date(2029, 1, 1)), "frameworks!J3", "candidate"),
    ("min-above-max", put("frameworks", 0, min_partners=3, max_partners=2), "frameworks!K2", "lower min_partners"),
    ("participants", put("frameworks", 1, min_partners=3), "frameworks!K3", "add participants"),
    (
        "participants",
        both(put("frameworks", 1, max_partners=1), put("participants", 1, role="member")),
        "frameworks!K3",
        "raise it",
    ),
    (
        "exclusive",
        both(
            put("frameworks", 0, status="existing", signed=date(2026, 1, 1), exclusive_group="G"),
            put("frameworks", 1, exclusive_group="G"),
        ),
        "frameworks!K3",
        "out of the group",
    ),
    ("min-above-max", put("lots", 0, min_quantity=20000), "lots!F2", "at most 10000"),
    ("tiers", put("prices", 0, from_quantity=1), "prices!B2", "ceiling price"),
    ("tiers", empty("prices"), "lots!A2", "ceiling price"),
    ("tiers", put("prices", 1, unit_price=4000), "prices!C3", "lower price"),
    (
        "date-order",
        add("instruments", {**INSTRUMENT, "valid_to": date(2026, 1, 1)}),
        "instruments!G2",
        "from 2027-01-01 on",
    ),
    ("min-above-max", put("lines", 0, low_pct=90, likely_pct=80), "lines!D2", "low_pct <= likely_pct"),
    ("min-above-max", put("lines", 0, low_pct=50, likely_pct=80, high_pct=70), "lines!F2", "likely_pct <= high_pct"),
    (
        "min-above-max",
        add("uncertain", {"what": "demand", "low": 50, "likely": 200, "high": 150}),
        "uncertain!D2",
        "low <= likely",
    ),
    (
        "uncertain",
        add("uncertain", {"what": "demand", "low": 50, "high": 150, "where": "partner=NLX"}),
        "uncertain!D2",
        "NLD",
    ),
    (
        "uncertain",
        add("uncertain", {"what": "demand", "low": 50, "high": 150, "where": "colour=red"}),
        "uncertain!D2",
        "one of",
    ),
    ("date-order", add("expansions", {**EXPANSION, "start_to": date(2026, 1, 1)}), "expansions!F2", "from 2027-01-01"),
    ("unknown-code", add("deliveries", {**CAME, "order_or_lot": "O2"}), "deliveries!A2", "orders or lots"),
    ("duplicate-key", add("deliveries", CAME, CAME), "deliveries!C3", "delete"),
    ("outside-horizon", add("deliveries", {**CAME, "date": date(2027, 1, 1)}), "deliveries!C2", "move start"),
    ("negative", add("deliveries", {**CAME, "quantity": -1}), "deliveries!D2", "at least 0"),
    ("delivery", add("deliveries", {**CAME, "partner": "NOR"}), "deliveries!B2", "give NLD"),
    ("delivery", add("deliveries", CAME, {**OF_A_LOT, "order_or_lot": "L1"}), "deliveries!A3", "existing"),
    ("delivery", add("deliveries", {**OF_A_LOT, "date": date(2026, 3, 31)}), "deliveries!C2", "signed"),
    (
        "delivery",
        both(put("participants", 1, role="excluded"), add("deliveries", {**OF_A_LOT, "partner": "NOR"})),
        "deliveries!B2",
        "participants",
    ),
    (
        "delivery",
        add("deliveries", {**CAME, "quantity": 2}, {**CAME, "date": date(2026, 11, 1)}),
        "deliveries!D3",
        "orders.quantity",
    ),
    ("delivery", add("deliveries", {**OF_A_LOT, "quantity": 21}), "deliveries!D2", "lots.max_quantity"),
    ("similar-codes", both(put("orders", 0, order="L2"), add("deliveries", OF_A_LOT)), "deliveries!A2", "rename"),
    (
        "date-order",
        add("stock", {"partner": "NLD", "item": "155HE", "quantity": 1, "counted": date(2027, 1, 2)}),
        "stock!D2",
        "up to 2027-01-01",
    ),
    (
        "similar-codes",
        both(add("expansions", EXPANSION), add("materials", {"material": "L155"})),
        "expansions!B2",
        "rename one",
    ),
    ("date-order", put("orders", 0, latest=date(2027, 4, 1)), "orders!H2", "from 2027-05-01 on"),
    ("date-order", put("orders", 0, planned=date(2028, 3, 1)), "orders!F2", "widen"),
    (
        "outside-horizon",
        put("orders", 0, planned=date(2026, 5, 1), **PINNED),
        "orders!F2",
        "add its quantity to stock",
    ),
    ("over-capacity", put("orders", 0, quantity=4, **PINNED), "orders!E2", None),
    ("over-capacity", put("orders", 0, quantity=5, **PINNED), "orders!E2", "widen earliest and latest"),
]


def dollars(*rates):
    """Rates of the dollar from 2027 on."""
    return add("rates", *({"currency": "USD", "year": 2027 + n, "rate": rate} for n, rate in enumerate(rates)))


FORINT = [{"currency": "HUF", "year": year, "rate": 0.0025} for year in (2027, 2028)]
IN_DOLLARS = put("prices", 2, currency="USD")
ERRORS += [
    (
        "unknown-code",
        both(IN_DOLLARS, add("rates", {"currency": "US", "year": 2027, "rate": 1})),
        "prices!D4",
        "mean US",
    ),
    ("unknown-code", IN_DOLLARS, "prices!D4", "add it to rates"),
    ("unknown-code", put("prices", 2, currency="EUR"), "prices!D4", None),
    ("rates", both(IN_DOLLARS, dollars(0.9)), "prices!D4", "each of these years"),
    ("rates", both(IN_DOLLARS, dollars(0.9, 0.9)), "prices!D4", None),
    ("rates", both(put("orders", 0, currency="USD"), dollars(0.9)), "orders!I2", "each of these years"),
    (
        "rates",
        both(add("budgets", {"partner": "NLD", "year": 2028, "amount": 5e7, "currency": "USD"}), dollars(0.9)),
        "budgets!D2",
        "each of these years",
    ),
    ("rates", both(put("prices", 0, currency="USD"), dollars(0.9, 0.9)), "prices!D3", "in one currency"),
    ("rates", add("rates", {"currency": "EUR", "year": 2027, "rate": 1.1}), "rates!C2", "delete the row"),
    ("out-of-range", both(IN_DOLLARS, dollars(0, 0.9)), "rates!C2", "more than 0"),
    ("negative", both(IN_DOLLARS, dollars(-1, 0.9)), "rates!C2", "0"),
]


def budget(*amounts):
    """Budgets of NLD from 2027 on."""
    return add("budgets", *({"partner": "NLD", "year": 2027 + n, "amount": a} for n, a in enumerate(amounts)))


GIFT = {"donor": "NLD", "recipient": "NOR", "year": 2027, "amount": 3e7}
ERRORS += [
    ("donations", add("donations", {**GIFT, "recipient": "NLD"}), "donations!B2", "another recipient"),
    ("unknown-code", add("donations", {**GIFT, "donor": "NDL"}), "donations!A2", "NLD"),
    ("unknown-code", add("donations", {**GIFT, "item": "155H"}), "donations!E2", "155HE"),
    ("negative", add("donations", {**GIFT, "amount": -1}), "donations!D2", "0"),
    ("donations", both(budget(2e7, 5e7), add("donations", GIFT)), "donations!D2", "raise its budget"),
    ("donations", both(budget(3e7, 5e7), add("donations", GIFT)), "donations!D2", None),
    ("donations", both(budget(3e7, 5e7), add("donations", GIFT, {**GIFT, "amount": 1})), "donations!D2", "give less"),
    (
        "rates",
        both(dollars(0.9), add("donations", {**GIFT, "year": 2028, "currency": "USD"})),
        "donations!E2",
        "add a row",
    ),
]

OFFER = {"lot": "L3", "framework": "F155", "product": "A155", "line": "L155", "max_quantity": 9}


WARNINGS = [
    (
        "lot-size",
        both(
            put("frameworks", 0, status="existing", signed=date(2026, 1, 1), sign_from=None, sign_to=None),
            add("deliveries", {**OF_A_LOT, "order_or_lot": "L1", "quantity": 150}),
        ),
        "deliveries!D2",
        "whole lots",
    ),
    ("budget-years", budget(5e7), "budgets!A2", "add these years"),
    ("budget-years", budget(5e7, 5e7), "budgets!A2", None),
    ("magnitude", budget(60, 60), "budgets!C2", "not thousands or millions"),
    ("magnitude", budget(1e12, 1e12), "budgets!C2", "no limit"),
    ("magnitude", budget(5e7, 0), "budgets!C3", None),
    ("magnitude", budget(5e7, 50), "budgets!C3", "give EUR"),
    ("magnitude", both(put("prices", 2, unit_price=4.2), budget(5e7, 5e7)), "budgets!C2", None),
    (
        "magnitude",
        both(add("lots", OFFER), add("prices", {"lot": "L3", "from_quantity": 0, "unit_price": 0.004})),
        "lots!A4",
        "give EUR",
    ),
    (
        "magnitude",
        both(
            add("lots", OFFER, {**OFFER, "lot": "L4"}),
            add("prices", *({"lot": lot, "from_quantity": 0, "unit_price": 1e9} for lot in ("L3", "L4"))),
            put("lots", 0, framework="F155"),
        ),
        "lots!A2",
        "dummy price",
    ),
    ("magnitude", both(put("prices", 2, unit_price=4.2), put("orders", 0, unit_price=4e6)), "lots!A3", "give EUR"),
    ("magnitude", put("frameworks", 0, setup_cost=1e12), "frameworks!J2", "delete the row"),
    ("magnitude", put("frameworks", 0, setup_cost=1e6), "frameworks!J2", None),
    ("magnitude", both(budget(2e7, 5e6), add("donations", {**GIFT, "amount": 3e7})), "budgets!C2", None),
    ("magnitude", dollars(0.9, 9), "rates!C3", "the EUR that one USD costs"),
    ("magnitude", dollars(0.9, 1.2), "rates!C3", None),
    (
        "magnitude",
        both(
            add("budgets", *({"partner": "NLD", "year": y, "amount": 5e8, "currency": "HUF"} for y in (2027, 2028))),
            add("rates", *({"currency": "HUF", "year": y, "rate": 1e-6} for y in (2027, 2028))),
        ),
        "budgets!C2",
        "not thousands or millions",
    ),
    ("magnitude", both(put("orders", 0, unit_price=1.6e9, currency="HUF"), add("rates", *FORINT)), "orders!E2", None),
    (
        "two-indices",
        both(put("items", 0, price_index_pct=2), put("frameworks", 0, price_index_pct=3)),
        "frameworks!J2",
        "leave one of the two blank",
    ),
    (
        "two-indices",
        both(put("items", 0, price_index_pct=2), put("frameworks", 1, price_index_pct=3)),
        "frameworks!J3",
        None,
    ),
    ("no-need", both(*(put("demand", row, quantity=0) for row in range(4))), "demand!E2", "quantities"),
    ("no-quantity", put("orders", 0, quantity=0), "orders!E2", "delete it"),
    ("similar-codes", add("partners", {"partner": "nld", "name": "x", "eu": "Y", "nato": "Y"}), "partners!A4", "equal"),
    (
        "unknown-code",
        both(put("frameworks", 0, office="NPSA"), add("offices", {"office": "NSPA", "year": 2027, "max_signings": 1})),
        "frameworks!J2",
        "did you mean NSPA?",
    ),
    ("outside-horizon", add("budgets", {"partner": "NLD", "year": 2031, "amount": 1}), "budgets!B2", "2027-2028"),
    (
        "outside-horizon",
        add("usage", {"partner": "NLD", "item": "PAC3", "year": 2026, "quantity": 1}),
        "usage!C2",
        "correct the year",
    ),
    ("outside-horizon", put("demand", 3, need_by=date(2029, 1, 1)), "demand!D5", "extend the horizon"),
    ("signing", put("frameworks", 0, signed=date(2026, 1, 1)), "frameworks!J2", "delete it"),
    ("signing", put("frameworks", 1, sign_from=date(2027, 1, 1)), "frameworks!E3", "delete it"),
    ("term", put("frameworks", 0, term_months=3), "frameworks!H2", "beyond lead_months"),
    ("term", put("frameworks", 1, signed=date(2021, 1, 1)), "frameworks!J3", "delete it"),
    ("participants", put("frameworks", 0, min_partners=3), "frameworks!J2", "widen open_to"),
    ("no-lot", put("lots", 0, framework="FPAC"), "frameworks!A2", "add its lots"),
    ("tiers", put("lots", 0, max_quantity=4000), "prices!B3", "correct one"),
    (
        "outside-horizon",
        add("expansions", {**EXPANSION, "start_from": date(2029, 1, 1), "start_to": date(2029, 6, 1)}),
        "expansions!E2",
        "correct its dates",
    ),
    ("producer-mismatch", put("lots", 0, line="LPAC"), "lots!D2", "correct the line"),
    ("producer-mismatch", put("orders", 0, line="L155"), "orders!D2", "correct the line"),
    ("lot-size", both(put("items", 1, lot_size=4)), "orders!E2", "lot size"),
    ("unmeetable-need", put("items", 0, certification="Y"), "demand!C2", "certification"),
    ("unmeetable-need", put("frameworks", 0, open_to="EU"), "demand!C3", "admits the partner"),
    ("unmeetable-need", put("participants", 1, role="excluded"), "demand!C5", "admits the partner"),
    ("unmeetable-need", put("frameworks", 0, lead_months=24), "demand!C2", "add a framework"),
]


def found(tmp_path, change, severity, rule):
    """The findings of one kind in the tiny case with one change."""
    rows = tiny_rows()
    change(rows)
    result = load(write_workbook(tmp_path / "case.xlsx", rows))
    assert (result.case is None) == any(finding.severity == "error" for finding in result.findings)
    return [finding for finding in result.findings if (finding.severity, finding.rule) == (severity, rule)]


def test_the_tiny_case_is_without_findings(tmp_path):
    """What the other tests change is right before they do."""
    result = load(write_workbook(tmp_path / "case.xlsx", tiny_rows()))
    assert result.findings == ()
    assert result.case is not None


@pytest.mark.parametrize(
    ("severity", "rule", "change", "cell", "advice"),
    [("error", *case) for case in ERRORS] + [("warning", *case) for case in WARNINGS],
)
def test_rule(tmp_path, severity, rule, change, cell, advice):
    """The mistake is reported once at its cell, with advice; None as advice: it is no mistake."""
    findings = found(tmp_path, change, severity, rule)
    at = [finding for finding in findings if (finding.cell or finding.sheet) == cell]
    assert len(at) == (advice is not None), [finding.line for finding in findings]
    for finding in at:
        assert finding.file == "case.xlsx"
        assert finding.sheet == cell.partition("!")[0]
        assert advice in finding.advice


def test_many_unknown_codes_and_scenarios_are_checked_in_time(tmp_path):
    """Work grows as the case does: what is like an unknown code is looked up a bounded number of times."""
    rows = tiny_rows()
    rows["items"] += [{"item": f"item-code-{n}", "name": "x", "family": "f", "unit": "u"} for n in range(300)]
    need = {"partner": "NLD", "need_by": date(2027, 1, 1), "quantity": 1}
    rows["demand"] = [{"line": f"D{n}", "item": f"itm-cde-{n}z", **need} for n in range(3000)]
    rows["scenarios"] = [{"scenario": f"s{n}"} for n in range(1000)]
    rows["changes"] = [
        {"scenario": f"s{n}", "sheet": "items", "where": "*", "column": "priority", "op": "set", "value": 2}
        for n in range(1000)
    ]
    base = read_rows(write_workbook(tmp_path / "case.xlsx", rows), trusted=True)
    begun = process_time()
    result = loaded(base)
    assert process_time() - begun < 5
    unknown = [finding for finding in result.findings if finding.rule == "unknown-code"]
    compared = [finding for finding in unknown if finding.advice.startswith("did you mean")]
    assert len(unknown) == 3000
    assert 0 < len(compared) <= 101


def test_each_scenario_costs_its_own_changes_only(tmp_path):
    """Four times as many scenarios take some four times as long, not sixteen."""

    def seconds(count):
        rows = tiny_rows()
        rows["scenarios"] = [{"scenario": f"s{n}"} for n in range(count)]
        rows["changes"] = [
            {"scenario": f"s{n}", "sheet": "demand", "where": "*", "column": "quantity", "op": "scale", "value": 2}
            for n in range(count)
        ]
        base = read_rows(write_workbook(tmp_path / "case.xlsx", rows), trusted=True)
        begun = process_time()
        assert list(check_scenarios(base)) == []
        return process_time() - begun

    assert seconds(800) < 8 * seconds(200)


def test_prices_in_millions_are_seen_by_the_budgets(tmp_path):
    """What a partner needs costs next to nothing of what it has."""
    change = both(put("prices", 0, unit_price=0.004), drop_tiers, put("prices", 1, unit_price=4.2), budget(5e7, 5e7))
    (finding,) = found(tmp_path, change, "warning", "magnitude")
    assert "are prices in millions?" in finding.message


def drop_tiers(rows):
    """Leave every lot its ceiling price only."""
    rows["prices"] = [row for row in rows["prices"] if row["from_quantity"] == 0]


def test_over_capacity_names_line_and_period(tmp_path):
    """Twelve a year are three a quarter; one missile of work in progress may be carried in, but not two."""
    (finding,) = found(tmp_path, put("orders", 0, quantity=5, **PINNED), "error", "over-capacity")
    assert "LPAC" in finding.message
    assert "2027-04-01" in finding.message
    assert "at most 4" in finding.message


def test_work_in_progress_is_not_there_before_the_first_period(tmp_path):
    """In the first quarter only the quarter's own three missiles exist."""
    in_first = put("orders", 0, quantity=4, planned=date(2027, 1, 1), **PINNED)
    assert len(found(tmp_path, in_first, "error", "over-capacity")) == 1


def test_expansion_at_its_earliest_counts_as_capacity(tmp_path):
    """An expansion that may be ready in time keeps fixed orders from being an error."""
    expansion = {**EXPANSION, "resource": "LPAC", "build_months": 3, "adds_per_year": 4}
    change = both(put("orders", 0, quantity=5, **PINNED), add("expansions", expansion))
    assert found(tmp_path, change, "error", "over-capacity") == []


def test_orders_with_room_to_shift_are_not_judged(tmp_path):
    """Whether orders that may shift fit is the solver's to find out."""
    assert found(tmp_path, put("orders", 0, quantity=12), "error", "over-capacity") == []


def test_an_unreadable_cell_silences_only_its_own_checks(tmp_path):
    """A row with a wrong quantity still has its unknown item reported."""
    rows = tiny_rows()
    rows["demand"][0].update(quantity="many", item="155HEE")
    result = load(write_workbook(tmp_path / "case.xlsx", rows))
    assert {(finding.rule, finding.cell) for finding in result.findings if finding.severity == "error"} == {
        ("wrong-type", "demand!E2"),
        ("unknown-code", "demand!C2"),
    }
