"""What came from outside is read in a process of its own: whatever it does to its reader, collecting goes on."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from corpus.mutate import DEMAND, edited, parts_of, with_part, zipped
from helpers.sheets import FIRST, fill, untouched

from pooling.case.findings import Collector
from pooling.case.parts import DEMAND_SHEET
from pooling.case.preflight import preflight
from pooling.exchange.apart import Allowance, read_apart
from pooling.exchange.intake import Submission

END = b"</sheetData>"
RELATIONS = "xl/worksheets/_rels/sheet2.xml.rels"


def in_demand(text: bytes):
    return edited(DEMAND, END, text + END)


def merged(count: int, area: bytes = b"A%d:CV%d"):
    cells = b"".join(b'<mergeCell ref="' + area % (100 + n, 20_000 + n) + b'"/>' for n in range(count))
    return edited(DEMAND, END, END + b"<mergeCells>" + cells + b"</mergeCells>")


def called_png(text: bytes):
    """The demand sheet under the name of a picture, with `text` in it."""

    def make(good):
        parts = {
            name: data.replace(b"worksheets/sheet2.xml", b"worksheets/sheet2.png")
            for name, data in parts_of(good).items()
        }
        parts["xl/worksheets/sheet2.png"] = parts.pop(DEMAND).replace(END, text + END)
        return zipped(parts)

    return make


HANGING = {
    "row-far": (in_demand(b'<row r="2000000000"/>'), "far-cell"),
    "row-far-in-floating-point": (in_demand(b'<row r="2e9"><c><v>5</v></c></row>'), "far-cell"),
    "row-far-as-character-reference": (in_demand(b'<row r="&#50;000000000" hidden="1"/>'), "far-cell"),
    "cell-far-as-character-reference": (in_demand(b'<row r="900"><c r="A9&#48;0000"/></row>'), "far-cell"),
    "rows-counted-on": (in_demand(b"<row/>" * 160_000), "too-large"),
    "rows-with-one-cell-far-right": (
        in_demand(b"".join(b'<row r="%d"><c r="ZZ%d"/></row>' % (n, n) for n in range(1000, 6000))),
        "too-large",
    ),
    "picture-far": (called_png(b'<row r="300000000"/>'), "far-cell"),
    "picture-many-rows": (called_png(b"<row><c/></row>" * 80_000), "too-large"),
    "picture-doctype": (with_part("docProps/x.png", b"<!DOCTYPE x><x/>"), "unsafe-xml"),
    "tags-never-closed": (in_demand(b"<c " * 200_000), "damaged"),
    "relations-never-closed": (with_part("xl/a.xml", b"<Relationship " * 80_000), "damaged"),
    "relation-with-prefix": (
        with_part(RELATIONS, b'<r:Relationship Id="r9" Type="http://x/y" TargetMode="External" Target="http://z"/>'),
        "active-content",
    ),
    "merged": (merged(5000), "too-large"),
    "number-format": (
        edited("xl/styles.xml", b"<numFmts", b'<numFmt formatCode="' + b"[" * 300_000 + b'"/><numFmts'),
        "too-large",
    ),
}


@pytest.mark.parametrize("name", HANGING)
def test_a_file_that_would_hold_its_reader_is_refused_at_once(tmp_path, name):
    """One error, before anything else reads the file, in the time that one look at its bytes takes."""
    make, rule = HANGING[name]
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(make(untouched(path, "NLD").read_bytes()))
    findings = Collector(path.name)
    begin = time.process_time()
    preflight(path, findings, limits=DEMAND_SHEET)
    assert time.process_time() - begin < 2
    assert [finding.rule for finding in findings.findings] == [rule]


def test_a_sheet_under_a_strange_name_is_read(pooling, case_file, tmp_path):
    """What a part is called does not matter: this one is harmless."""
    path = untouched(tmp_path / "s" / "sheet.xlsx", "NLD")
    path.write_bytes(called_png(b"")(path.read_bytes()))
    ended = pooling("collect", case_file, path)
    assert ended.code == 0
    assert "NLD revision 1" in ended.out


def test_thousands_of_unknown_codes_are_told_in_time(pooling, case_file, tmp_path):
    """As many as a sheet may hold, in a few lines; the document holds all."""
    path = untouched(tmp_path / "s" / "sheet.xlsx", "NLD")
    number = 5000
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>N-%d</t></is></c>'
        b'<c r="B%d" t="inlineStr"><is><t>155-%d</t></is></c>'
        b'<c r="D%d" t="inlineStr"><is><t>2027-12-31</t></is></c><c r="E%d"><v>1</v></c></row>' % (n, n, n, n, n, n, n)
        for n in range(1000, 1000 + number)
    )
    path.write_bytes(in_demand(rows)(path.read_bytes()))
    ended = pooling("collect", case_file, path)
    assert ended.code == 2
    assert len(ended.err.splitlines()) < 20
    assert f"{number - 10:,} more" in ended.err


def forever(path: Path) -> Submission:
    while True:
        pass


def asleep(path: Path) -> Submission:
    time.sleep(60)
    return Submission(path)


def hungry(path: Path) -> Submission:
    return Submission(path, findings=tuple(bytearray(1 << 20) for _ in range(100_000)))


def killed(path: Path) -> Submission:
    os.kill(os.getpid(), signal.SIGKILL)
    return Submission(path)


@pytest.mark.parametrize(
    ("read", "words"),
    [(forever, "1 seconds of processor time"), (asleep, "3 seconds"), (hungry, "MB of memory"), (killed, "ended")],
)
def test_what_goes_over_a_limit_costs_one_line(tmp_path, read, words):
    """Time on the processor and by the clock, memory, and the end of the process."""
    allowance = Allowance(processor_seconds=1, seconds=3 if read is asleep else 30, megabytes=100)
    begin = time.monotonic()
    submission = read_apart(tmp_path / "sheet.xlsx", read, allowance=allowance)
    assert time.monotonic() - begin < 25
    (finding,) = submission.findings
    assert (finding.severity, finding.rule, finding.file) == ("error", "too-large", "sheet.xlsx")
    assert words in finding.message
    assert submission.cover is None


def faulty(path: Path) -> Submission:
    raise KeyError(path.name)


def test_a_fault_of_ours_is_not_taken_for_the_files(tmp_path):
    """It is raised where the file was asked for."""
    with pytest.raises(KeyError, match="sheet"):
        read_apart(tmp_path / "sheet.xlsx", faulty)


def test_the_other_sheets_are_collected(pooling, case_file, tmp_path):
    """A sheet that is refused leaves the others alone."""
    bad = untouched(tmp_path / "s" / "NLD.xlsx", "NLD")
    bad.write_bytes(in_demand(b'<row r="2000000000"/>')(bad.read_bytes()))
    good = fill(untouched(tmp_path / "s" / "NOR.xlsx", "NOR"), {f"demand!E{FIRST}": 77})
    ended = pooling("collect", case_file, bad.parent, "--accept-clean", "-o", "merged.xlsx")
    assert ended.code == 5
    assert f"{good.name}: NOR revision 1" in ended.out
    assert (tmp_path / "merged.xlsx").exists()
