"""pooling help: what no single command's help can say, as on a manual's page."""

from __future__ import annotations

import click

from pooling.cli.exits import MEANINGS

FILES = """\
CASE.xlsx                     a case: all that a plan depends on; yours
outputs/CASE-SCENARIO.xlsx    a result of solve, where -o says nothing else
outputs/CASE-SCENARIO-2.xlsx  another plan of solve --alternatives
outputs/CASE-COMMAND.xlsx     what compare, shift, gain, frontier, rules,
                              stress and robust found
outputs/CASE-robust-plan.xlsx the plan that robust chooses, a result
outputs/CASE-COMMAND.unfinished
                              what such a command has solved, until it
                              ends: --resume goes on after a kill
report.html                   a page that opens offline
sheets/CASE-PARTNER.xlsx      a demand sheet of template, one a partner
shared/RESULT-PARTNER.xlsx    an extract of share, one a partner
shared/sent.csv               what share has sent to whom: keep it, it is
                              nobody's but yours

Nothing is overwritten without --force. -o takes a folder (there, or with
a slash at its end) or a file of the right ending. Nothing is written
where a command ends with a code from 1 to 4, but for finished solves of a
run that may be gone on with."""

ENVIRONMENT = """\
NO_COLOR              if set, no colours
COLUMNS               width that lines on stderr are broken at
_POOLING_COMPLETE     completion in the shell: bash_source, zsh_source or
                      fish_source, as in
                      eval "$(_POOLING_COMPLETE=bash_source pooling)"

No command uses the network, but for --cluster ADDRESS, and none tells
anybody anything about its use."""

WHERE = """\
A scenario is rows of the sheet changes; where selects the rows it changes:

partner=NLD; item=155HE       rows of that partner and that item
partner=nld|nor; year!=2029   of either partner, but not in that year
from_quantity>0               also <, <=, >=, with numbers and dates
need_by=2028-01-01..2028-12-31    from the one to the other; either may
                              be left out
key=end                       in settings: that setting
*                             every row

-s one+other makes the changes of both, in this order; where that order
matters a warning says so."""


def exit_codes() -> str:
    """Code and meaning, one a line."""
    return "\n".join(f"{code:>3}  {meaning}" for code, meaning in MEANINGS.items())


TOPICS = {
    "exit-codes": ("how a command ends, for scripts", exit_codes),
    "files": ("what is read and written where", lambda: FILES),
    "environment": ("variables, completion, network", lambda: ENVIRONMENT),
    "scenarios": ("how a scenario names the rows it changes", lambda: WHERE),
}
"""Topic to what it is about and its text."""


@click.command("help", epilog="Example: pooling help exit-codes")
@click.argument("topic", required=False, metavar="[TOPIC|COMMAND]")
@click.pass_context
def help_command(context: click.Context, topic: str | None) -> None:
    """Exit codes, files, environment, scenarios; or a command.

    Without a topic the topics are listed.
    """
    if topic in TOPICS:
        about, text = TOPICS[topic]
        click.echo(f"{topic}: {about}\n\n{text()}")
        return
    parent = context.parent
    assert parent is not None
    assert isinstance(parent.command, click.Group)
    if topic:
        command = parent.command.get_command(parent, topic)
        if command is None:
            raise click.UsageError(f"there is no topic {topic}; there are {', '.join(TOPICS)}, and every command")
        click.echo(command.get_help(click.Context(command, parent, topic)))
        return
    for name, (about, _) in TOPICS.items():
        click.echo(f"pooling help {name:<14}{about}")
    click.echo("pooling COMMAND --help    what a command takes")
