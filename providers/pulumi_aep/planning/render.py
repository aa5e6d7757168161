"""A plan as text: counts, durations, and the Markdown for a comment on a pull request."""

from .document import LastRun, Op, Plan, Step

FITS = 60_000  # characters; a comment on GitHub holds 65,536
TALLY: dict[Op, str] = {
    "create": "to create",
    "import": "to import",
    "update": "to update",
    "replace": "to replace",
    "delete": "to delete",
    "same": "unchanged",
    "read": "read",
}
GRAVE = {"retrain", "rescore", "recreate", "delete", "irreversible"}


def tally(plan: Plan) -> str:
    """`1 to update, 4 to replace, 5 unchanged`"""
    return ", ".join(f"{plan.ops[op]} {said}" for op, said in TALLY.items() if op in plan.ops)


def done(plan: Plan) -> list[Step]:
    """The steps that do something."""
    return [step for step in plan.steps if step.op not in ("same", "read")]


def roots(plan: Plan) -> list[Step]:
    """The steps that lead to others and aren't caused by any."""
    following = {one.urn for step in plan.steps for one in step.downstream if one.follows}
    return [step for step in plan.steps if step.then and step.urn not in following]


def lasted(last: LastRun | None) -> str:
    if last is None:
        return ""
    rows = "" if last.rows is None else f"{last.rows:,} rows in "
    return f"{rows}{last.seconds:.0f} s"


def markdown(plan: Plan) -> str:
    """A heading, a table of what is done, what follows, and the budgets that are broken."""
    where = f"`{plan.project}/{plan.stack}`"
    if not plan.changes:
        return f"### {where}: nothing to do\n"
    tail = [f"\n{step.kind} {_code(step.name)}: {_escaped(step.then)}" for step in roots(plan)]
    tail += [f"\n:no_entry: {_escaped(item.message)}" for item in plan.exceeded]
    head = [
        f"### {where}: {tally(plan)}",
        "",
        "| op | class | resource | reason | last time |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *_rows(plan, FITS - len("\n".join([*head, *tail]))), *tail]) + "\n"


def _rows(plan: Plan, room: int) -> list[str]:
    """As many rows as fit; the rest are counted."""
    rows = [_row(step) for step in done(plan)]
    shown: list[str] = []
    for row in rows:
        room -= len(row) + 1
        if room < 0:
            return [*shown, f"| | | and {len(rows) - len(shown)} more | | |"]
        shown.append(row)
    return shown


def _row(step: Step) -> str:
    word = f"**{step.change}**" if step.change in GRAVE else step.change or ""
    cells = (step.op, word, f"{step.kind} {_code(step.name)}", _escaped(step.reason), lasted(step.last))
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """The text, escaped for Markdown, HTML and GitHub (mentions, numbers of issues)."""
    plain = " ".join(text.replace("&", "&amp;").replace("<", "&lt;").split())
    marked = "".join(f"\\{one}" if one in "\\`*_{}[]|~" else one for one in plain)
    return marked.replace("@", "@\u200b").replace("#", "#\u200b")


def _code(name: str) -> str:
    """A name as code, for a cell of a table."""
    plain = name.replace("`", "'").replace("|", "/")
    return f"`{plain}`"
