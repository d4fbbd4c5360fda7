"""What an update would do, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.console import print_table, say, warn

if TYPE_CHECKING:
    from kg.atlas.make.update_plan import UpdatePlan

_SHOWN = 3  # links of a paper that come or go


def print_plan(plan: UpdatePlan) -> None:
    """Print why anything would change, how many texts would be linked, and the papers that come, go and change."""
    for place in plan.unused_corrections:
        warn(f"{place}: the correction would change nothing; check its paper and its name")
    for reason in plan.reasons:
        say(reason[0].upper() + reason[1:] + ".")
    if plan.changes_nothing:
        say("Nothing would change.")
        return
    rows = [("comes", title, "") for title in plan.come] + [("goes", title, "") for title in plan.gone]
    rows += [("changes", title, _links_text(come, gone)) for title, come, gone in plan.changed]
    print_table(("what", "paper", "links"), rows)
    say(
        f"{len(plan.come):,} would come, {len(plan.gone):,} go, {len(plan.changed):,} change; "
        f"{plan.linked:,} texts had to be linked."
    )


def _links_text(come: tuple[str, ...], gone: tuple[str, ...]) -> str:
    signed = [f"+ {name}" for name in come] + [f"- {name}" for name in gone]
    rest = f" and {len(signed) - _SHOWN} more" if len(signed) > _SHOWN else ""
    return ", ".join(signed[:_SHOWN]) + rest
