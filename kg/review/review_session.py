"""One person's way through the queue: what is asked next, and what an answer writes.

1. An answer becomes lines of the folder's corrections, which are checked with all the others (``add_corrections``).
2. Then the decision is added to the log (``decision_log``). A program that is killed in between has written the lines:
   they answer the question as well, so it is not asked again.
3. Undo goes the other way: the log first, then the lines become comments. Killed in between, the lines still stand, and
   answer the question.

Several may review one folder at once: each answer is held against what the others have decided by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.graph.correction.corrections import CORRECTIONS, EVERYWHERE, Action, add_corrections
from kg.graph.correction.undone_lines import corrections_by_line, undo_line
from kg.ground.errors import CorrectionError
from kg.ground.schema import ArtifactType, Role
from kg.ground.text import fold, tidy
from kg.review.decision_log import DECISIONS, Decided, DecisionLog, kept_keys
from kg.review.name_uses import own_name
from kg.review.review_items import ALLOWED, Decision, ItemKind, NamedSide, ReviewItem
from kg.review.review_queue import ReviewQueue

_LISTING = "docs/review.md"
_FINAL = (Action.REJECT.value, Action.SAME.value)


@dataclass(slots=True)
class ReviewSession:
    """Questions of a folder, and their answers.

    Attributes:
        folder: of the build. queue: what its readings leave open. who: decides. when: the day, ISO 8601.
        kinds: of questions that are asked. items: the questions, the most telling first. log: what was decided.
    """

    folder: Path
    queue: ReviewQueue
    who: str = ""
    when: str = ""
    kinds: frozenset[ItemKind] = frozenset(ItemKind)
    items: list[ReviewItem] = field(init=False)
    log: DecisionLog = field(init=False)
    _seen: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        self.log = DecisionLog(self.folder / DECISIONS)
        self.items = self.queue.items(self.kinds)
        self.refresh()

    def refresh(self) -> None:
        """Take in what other people and programs have decided and corrected since the last time.

        Lines that answers have written answer no question by themselves: their answers do, until they are undone.

        Raises:
            CorrectionError: the folder's corrections have faults. OutputError: its decisions cannot be read.
        """
        self.log.refresh()
        path = self.folder / CORRECTIONS
        stat = path.stat() if path.exists() else None
        stamp = (stat.st_ino, stat.st_mtime_ns) if stat else None
        if stamp == self._seen:
            return
        written = {line for one in self.log.decided.values() for line in one.lines}
        said = [one for one in corrections_by_line(path) if one.line not in written]
        if {one.line for one in said} != {one.line for one in self.queue.corrections}:
            self.queue.corrections = said
            self.items = self.queue.items(self.kinds)
        self._seen = stamp

    def pending(self) -> list[ReviewItem]:
        """Return the questions that nobody has answered, those that were skipped last; errors as for ``refresh``."""
        self.refresh()
        answered = kept_keys(self.log.decided.values())
        gone = self._names_gone()
        open_items = [item for item in self.items if item.key not in answered and gone.isdisjoint(_names_of_item(item))]
        return sorted(open_items, key=lambda item: item.key in self.log.decided)

    def _names_gone(self) -> set[str]:
        """Return the names, folded, that decisions have rejected or made another in all papers: no question is left."""
        cells = (line.split("\t") for one in self.log.decided.values() for line in one.lines)
        return {fold(row[2]) for row in cells if row[0] in _FINAL and row[1] == EVERYWHERE}

    def decide(self, item: ReviewItem, decision: Decision, value: str = "") -> bool:
        """Answer a question.

        Args:
            value: what the decision needs: a type (``RETYPE``), a role (``ROLE``), a role and a type (``BOTH``,
                ``uses|method``), the name of what it is (``MERGE`` of a statement or name), or a new name (``SPLIT``).

        Returns:
            whether it was taken; False where another program has answered it meanwhile.

        Raises:
            CorrectionError: the decision does not answer this question, the value is wrong, or lines of the corrections
                say otherwise. OutputError: the folder cannot be written, or a build is writing into it.
        """
        self.log.refresh()
        known = self.log.decided.get(item.key)
        if known is not None and known.decision is not Decision.SKIP:
            return False
        if decision not in ALLOWED[item.kind]:
            allowed = ", ".join(ALLOWED[item.kind])
            raise CorrectionError(f"{decision} is no answer to this question", remedy=f"take one of {allowed}")
        rows = list(self._rows(item, decision, tidy(value)))
        lines = add_corrections(self.folder / CORRECTIONS, rows) if rows else []
        return self.log.add(Decided(item.key, decision, self.who, self.when, tidy(value), tuple(lines)))

    def undo(self) -> str | None:
        """Take back what was decided last, also in an earlier session; return its key, or None where nothing is left.

        Raises:
            OutputError: the folder cannot be written, or a build is writing into it.
        """
        self.log.refresh()
        if not self.log.decided:
            return None
        last = next(reversed(self.log.decided.values()))
        if self.log.undo(last.key, self.who, self.when):
            for line in reversed(last.lines):  # one that somebody has removed or undone is gone already
                undo_line(self.folder / CORRECTIONS, self.who, self.when, line)
        return last.key

    def _rows(self, item: ReviewItem, decision: Decision, value: str) -> Iterable[dict[str, str]]:
        """Return the lines of the corrections that an answer makes, by columns."""
        side, other = item.side, item.other
        match decision, item.kind:
            case Decision.SKIP, _:
                return []
            case Decision.ACCEPT, ItemKind.STATEMENT:
                return self._lines(Action.ACCEPT, side, f"{item.role}|{item.type}")
            case Decision.REJECT, _:
                return self._lines(Action.REJECT, side, "")
            case Decision.RETYPE, _:
                return self._lines(Action.RETYPE, side, _checked_words(value, types=1))
            case Decision.ROLE, _:
                return self._lines(Action.ROLE, side, _checked_words(value, roles=1))
            case Decision.BOTH, _:
                return self._lines(Action.ACCEPT, side, _checked_words(value, roles=1, types=1))
            case Decision.MERGE, ItemKind.PAIR if other is not None:
                return self._lines(Action.SAME, other, side.value)
            case Decision.MERGE, _:
                return self._merged_with(side, value)
            case Decision.SPLIT, ItemKind.STATEMENT:
                return self._lines(Action.DIFFERENT, side, own_name(value, side.id))
            case Decision.SPLIT, ItemKind.HOMONYM if other is not None:
                return self._lines(Action.DIFFERENT, other, own_name(value or item.suggestion, side.id))
            case _:  # two things are two already, and a name that is right needs no line
                return []

    def _merged_with(self, side: NamedSide, name: str) -> list[dict[str, str]]:
        found = self.queue.find_artifact(name)
        if found.id == side.id:
            raise CorrectionError(f"{name!r} is this artifact itself", remedy="name another, or skip")
        return self._lines(Action.SAME, side, found.value)

    def _lines(self, action: Action, side: NamedSide, value: str) -> list[dict[str, str]]:
        return [
            {"action": action, "subject": subject, "object": name, "value": value, "who": self.who, "when": self.when,
             "note": "review"}
            for subject, name in side.lines
        ]  # fmt: skip


def _names_of_item(item: ReviewItem) -> set[str]:
    """Return what lines may call the things of a question, folded."""
    return {fold(name) for side in (item.side, item.other) if side is not None for name in (side.name, side.id)}


def _checked_words(value: str, *, types: int = 0, roles: int = 0) -> str:
    """Check that a value is so many types and roles; return it as a line has it.

    Raises:
        CorrectionError: it is not.
    """
    words = [word.strip() for word in value.split("|")]
    found_types = sum(word in frozenset(ArtifactType) for word in words)
    found_roles = sum(word in frozenset(Role) for word in words)
    if (found_types, found_roles) != (types, roles) or len(words) != types + roles:
        wanted = " and ".join(["a role"] * roles + ["a type"] * types)
        raise CorrectionError(f"{value!r} is not {wanted}", remedy=f"{_LISTING} lists them")
    return "|".join(words)
