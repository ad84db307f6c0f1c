"""pooling explain: why needs of a result are late, by when to sign, what ends."""

from __future__ import annotations

from pathlib import Path

import click

from pooling.cli.arguments import Number
from pooling.cli.document import print_document
from pooling.cli.exits import Exit, Failed
from pooling.cli.keeping import read_planned
from pooling.cli.options import Session, case_argument, force_option, json_option, out_option, session_options
from pooling.cli.progress import no_native_output
from pooling.cli.say import listed
from pooling.cli.several import Runner, base_case


@click.command("explain", epilog="Example: pooling explain inputs/european-pool.xlsx outputs/european-pool-base.xlsx")
@case_argument
@click.argument("result", type=click.Path(path_type=Path), metavar="RESULT.xlsx")
@click.option("-s", "--scenario", default="base", metavar="NAME", help="Scenario that was solved [default: base].")
@click.option("--partner", default="", metavar="P", help="Only this partner.")
@click.option("--item", default="", metavar="I", help="Only this item.")
@click.option("--framework", default="", metavar="F", help="Only what is served from this framework.")
@click.option(
    "--candidates", type=Number("60"), metavar="SECONDS", help="Also each candidate not signed, forced; in so long."
)
@out_option("A workbook, too.")
@force_option
@json_option
@session_options
@click.pass_obj
def explain_command(
    session: Session,
    case_file: Path,
    result: Path,
    scenario: str,
    partner: str,
    item: str,
    framework: str,
    candidates: float | None,
    out: str | None,
    force: bool,
    as_json: bool,
) -> Exit:
    """Tell why needs are late, by when to sign, and what ends.

    Of a RESULT of the case: the months of each late need by cause, which add up; dates; what a little more would save.
    """
    from pooling.analysis.explained import Chosen, Explained, explain
    from pooling.analysis.forced import forced, forced_table
    from pooling.output.comparison_book import write_comparison
    from pooling.output.comparison_summary import Asked
    from pooling.output.files import check_target, target
    from pooling.plan.verify import verify

    path = target(out, "outputs", f"{case_file.stem}-explain.xlsx") if out else None
    if path:
        check_target(path, force)
    case = base_case(case_file, scenario, session)
    known = {"partner": case.partners, "item": case.items, "framework": case.frameworks}
    for name, code in (("partner", partner), ("item", item), ("framework", framework)):
        codes = [getattr(row, name) for row in known[name]]
        if code and code not in codes:
            raise Failed(Exit.INPUT, f"--{name} {code}: the case has no such {name}; there are {', '.join(codes)}")
    plan = read_planned(result, case).plan
    verdict = verify(case, plan)
    if verdict.violations:
        first = verdict.violations[0].message
        raise Failed(Exit.INPUT, f"{result} is no plan of {case_file}, scenario {scenario}: {first}")
    with no_native_output():
        found = explain(case, plan, verdict.figures, Chosen(partner, item, framework))
    if candidates:
        table = forced_table(case, forced(case, plan, candidates, Runner(None, session), framework))
        told = [str(row["sentence"]) for row in table.records()]
        found = Explained([*found.tables, table], [*found.sentences, *told])
    if path:
        chosen = {"scenario": scenario, "partner": partner, "item": item, "framework": framework}
        asked = Asked("explain", {key: value for key, value in chosen.items() if value}, found.sentences)
        write_comparison(path, found.tables, [], case, asked, force)
    if as_json:
        tables = {table.name: table.records() for table in found.tables}
        document = {
            "command": "explain",
            "exit_code": Exit.DONE,
            "file": str(path) if path else None,
        }
        print_document(document | {"headlines": found.sentences} | tables)
        return Exit.DONE
    for line in listed(found.sentences) or ["Nothing is late, and nothing ends while it is needed."]:
        click.echo(line)
    if path:
        click.echo(f"Explained: {path}")
    return Exit.DONE
