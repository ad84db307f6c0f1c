"""Membership: who may be in a framework, and what a partner may take there."""

from __future__ import annotations

from pooling.case.rows import Row, Rows


def admitted(rows: Rows, framework: Row) -> tuple[set[str], set[str]]:
    """The partners that may be in the framework, and those that must once it is signed."""
    roles = {row["partner"]: row["role"] for row in rows["participants"] if row["framework"] == framework["framework"]}
    flag = {"EU": "eu", "NATO": "nato"}.get(framework["open_to"] or "")
    may = set()
    for partner in rows["partners"]:
        code = partner["partner"]
        is_open = framework["open_to"] == "ALL" or (flag is not None and partner[flag] == "Y")
        if code and roles.get(code) != "excluded" and (code in roles or is_open):
            may.add(code)
    return may, {partner for partner in may if roles.get(partner) == "member"}
