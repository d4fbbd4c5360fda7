"""Reading a corrections file: what people know better than the linker.

A TSV file, UTF-8, with the header ``action subject object value who when note``; lines that start with ``#`` and empty
lines are passed over. ``subject`` is a paper (its id, arXiv id, DOI or title) or ``*`` for all papers; ``object`` is an
artifact as the graph has it (name, alias or id), for ``reject`` also a topic (``topic/scaling-law``).

    action     value                                    effect
    same       name or id of an artifact                the object is that artifact
    different  a new name                               the object is another thing, of that name, of its own
    retype     types, the first is meant                the object is of these types
    rename     the right name (subject ``*``)           the object is called so; its IRI stays
    alias      a further name (subject ``*``)           the object is called so, too; what is called so is the object
    role       a role                                   the paper relates to the object so
    reject     a role, or empty for any                 the link is wrong
    accept     a role and a type, or empty              the link is right; it is made where the linker has none

Lines about papers have a paper as the subject, and no value (see ``kg.graph.correction.paper_identity``):

    action           object             effect
    paper-is         an arXiv id, DOI   the paper has that id, and no other of its kind
    paper-is-not     an arXiv id, DOI   the paper does not have that id, whoever gives it
    same-work        another paper      both are one work, that of the object
    different-works  another paper      they are two works

Several types, or a type and a role, are separated by ``|``. All faults of a file are reported together.

A program may add lines, too (``add_corrections``): they are checked with all the others by the same rules, under the
lock of the folder, and put behind the last one; what stands there is not written again. How a line is undone says
``kg.graph.correction.undone_lines``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from kg.catalogue.entries import Fault
from kg.graph.correction.paper_lines import (
    DIFFERENT_WORKS,
    IS,
    IS_NOT,
    OF_PAPERS,
    SAME_WORK,
    answers_of_paper_line,
    faults_of_paper_line,
)
from kg.ground.errors import CorrectionError, OutputError, offer_of_names
from kg.ground.files.folder_lock import locked
from kg.ground.files.standard_streams import Content, input_name, read_bytes
from kg.ground.schema import ArtifactType, Role
from kg.ground.text import fold, tidy

#: The file of a build's folder that keeps its corrections.
CORRECTIONS = "corrections.tsv"
COLUMNS = ("action", "subject", "object", "value", "who", "when", "note")
EVERYWHERE = "*"
_PATIENCE = 5.0  # seconds for another line, or the last moment of a build, to be written
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TYPES = frozenset(ArtifactType)
_LISTING = "docs/corrections.md"
_ROLES = frozenset(Role)


class Action(StrEnum):
    """What a correction does, in the order in which corrections are applied."""

    PAPER_IS = IS
    PAPER_IS_NOT = IS_NOT
    SAME_WORK = SAME_WORK
    DIFFERENT_WORKS = DIFFERENT_WORKS
    SAME = "same"
    DIFFERENT = "different"
    RENAME = "rename"
    ALIAS = "alias"
    RETYPE = "retype"
    ROLE = "role"
    REJECT = "reject"
    ACCEPT = "accept"

    @property
    def is_of_papers(self) -> bool:
        """Whether it says who a paper is, and not what it has to do with something."""
        return self.value in OF_PAPERS


# Actions of one group answer the same question about a link: two answers for one subject and object contradict.
_QUESTIONS = {
    Action.SAME: "identity", Action.DIFFERENT: "identity", Action.RENAME: "name", Action.ALIAS: "identity",
    Action.RETYPE: "type", Action.ROLE: "role", Action.REJECT: "presence", Action.ACCEPT: "presence",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of a corrections file.

    Attributes:
        subject: a paper, or ``*``. object: an artifact or topic, or an id or another paper. value: see the module.
        who, when: the person and the day, ISO 8601. note: why, may be empty.
        place: ``file:line``, for messages.
    """

    action: Action
    subject: str
    object: str
    value: str
    who: str
    when: str
    note: str
    place: str

    @property
    def types(self) -> tuple[ArtifactType, ...]:
        """The types among the values, in their order."""
        return tuple(ArtifactType(word) for word in self._words_of_value() if word in _TYPES)

    @property
    def role(self) -> Role | None:
        """The role among the values, or None."""
        return next((Role(word) for word in self._words_of_value() if word in _ROLES), None)

    @property
    def line(self) -> str:
        """The line as ``add_correction`` writes it."""
        return "\t".join(getattr(self, column) for column in COLUMNS).rstrip("\t")

    def as_same(self) -> Correction:
        """Return the line that says the same of what an ``alias`` calls; any other line as it is."""
        if self.action is not Action.ALIAS:
            return self
        return replace(self, action=Action.SAME, object=self.value, value=self.object)

    def provenance(self) -> str:
        """Write what the graph keeps of it."""
        said = " ".join(part for part in (self.action, self.object, self.value and f"→ {self.value}") if part)
        return f"{said} ({self.who}, {self.when})" + (f": {self.note}" if self.note else "")

    def _words_of_value(self) -> list[str]:
        return [word.strip() for word in self.value.split("|")]


def read_corrections(path: Path) -> Content:
    """Read the content of a corrections file, or of standard input (``-``).

    Raises:
        CorrectionError: the file cannot be read.
    """
    try:
        return Content(input_name(path), read_bytes(path))
    except OSError as error:
        where = input_name(path)
        raise CorrectionError(f"cannot be read: {error.strerror}", where=where, remedy="name a TSV file") from error


def add_correction(path: Path, cells: Mapping[str, str]) -> str:
    """Add a line to a corrections file; see ``add_corrections``.

    Returns:
        the line as it stands in the file, without its end.
    """
    add_corrections(path, (cells,))
    return _line_of_cells(cells, path.name)


def add_corrections(path: Path, rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Add lines to a corrections file, which need not be there yet: all of them, or none.

    Args:
        path: in the folder of a build, whose lock is held meanwhile. rows: cells by column; those left out are empty.

    Returns:
        the lines that were not there yet, as they stand in the file, without their ends.

    Raises:
        CorrectionError: a column is unknown, or the file would have faults with these lines; all of them are listed.
        OutputError: the file cannot be written, or a build is writing into the folder.
    """
    with locked(path.parent, wait=_PATIENCE):
        new, added = _checked_addition(path, rows)
        if new:
            _append_bytes(path, added)
    return new


def check_addition(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Raise what ``add_corrections`` would raise of the lines; nothing is written."""
    _checked_addition(path, rows)


def _checked_addition(path: Path, rows: Iterable[Mapping[str, str]]) -> tuple[list[str], bytes]:
    """Return the lines that a file does not have yet, and what has to be put behind it."""
    lines = [_line_of_cells(cells, path.name) for cells in rows]
    held = read_corrections(path).data if path.exists() else b""
    there = frozenset(held.splitlines())
    new = [line for line in dict.fromkeys(lines) if line.encode() not in there]
    end = "" if not held or held.endswith(b"\n") else "\n"
    head = "" if _has_header(held) else "\t".join(COLUMNS) + "\n"
    added = (end + head + "".join(f"{line}\n" for line in new)).encode()
    load_corrections(Content(path.name, held + added))
    return new, added


def _line_of_cells(cells: Mapping[str, str], name: str) -> str:
    """Write the cells as the reader tidies them.

    Raises:
        CorrectionError: a column is unknown.
    """
    if unknown := sorted(set(cells) - set(COLUMNS)):
        remedy = f"the columns are {', '.join(COLUMNS)}"
        raise CorrectionError(f"there is no column {unknown[0][:80]!r}", where=name, remedy=remedy)
    return "\t".join(tidy(cells.get(column, "")) for column in COLUMNS).rstrip("\t")


def _has_header(data: bytes) -> bool:
    return any(line.strip() and not line.startswith(b"#") for line in data.removeprefix(b"\xef\xbb\xbf").splitlines())


def _append_bytes(path: Path, data: bytes) -> None:
    """Put bytes behind a file; on a full disk none of them, since half a line would be a fault of the file."""
    try:
        with path.open("ab", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            try:
                while data:
                    data = data[file.write(data) :]
                os.fsync(file.fileno())
            except OSError:
                file.truncate(size)
                raise
    except OSError as error:
        remedy = "free space or mend the folder's rights"
        raise OutputError(f"cannot be written: {error.strerror}", where=path.name, remedy=remedy) from error


def load_corrections(file: Path | Content) -> tuple[Correction, ...]:
    """Load the corrections of a file, in the order in which they are applied.

    Raises:
        CorrectionError: the file cannot be read, or it has faults; all of them are listed.
    """
    content = file if isinstance(file, Content) else read_corrections(file)
    where, name = content.name, Path(content.name).name
    try:
        text = content.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorrectionError("is not UTF-8", where=where, remedy="save it as UTF-8") from error
    rows, faults = _rows_of_table(text, name)
    corrections = []
    for line, cells in rows:
        found = list(_cell_faults(cells, name, line))
        faults += found
        if not found:
            corrections.append(Correction(Action(cells["action"]), **_cells_but_action(cells), place=f"{name}:{line}"))
    faults += (*_contradictions(corrections), *_circular_faults(corrections))
    if faults:
        listed = "\n".join(f"  {fault}" for fault in sorted(faults))
        noun = "fault" if len(faults) == 1 else "faults"
        raise CorrectionError(f"the corrections have {len(faults)} {noun}\n{listed}", where=where)
    order = list(Action)
    return tuple(sorted(corrections, key=lambda one: (order.index(one.action), one.subject != EVERYWHERE)))


def _cells_but_action(cells: dict[str, str]) -> dict[str, str]:
    return {name: cells[name] for name in COLUMNS[1:]}


def _rows_of_table(text: str, name: str) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """Split the lines with content into cells by column, with their 1-based numbers."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1)]
    filled = [(number, line.rstrip("\r")) for number, line in lines if line.strip() and not line.startswith("#")]
    if not filled:
        return [], []
    header_line, header = filled[0]
    if tuple(cell.strip() for cell in header.split("\t")) != COLUMNS:
        problem = f"the header is {header[:80]!r}"
        return [], [Fault(name, header_line, "", problem, "write the columns " + " ".join(COLUMNS) + " between tabs")]
    rows, faults = [], []
    for number, line in filled[1:]:
        cells = [tidy(cell) for cell in line.split("\t")]
        if len(cells) > len(COLUMNS):
            faults.append(Fault(name, number, "", f"{len(cells)} cells", f"write at most {len(COLUMNS)}"))
            continue
        rows.append((number, dict(zip(COLUMNS, cells + [""] * (len(COLUMNS) - len(cells)), strict=True))))
    return rows, faults


def _cell_faults(cells: dict[str, str], name: str, line: int) -> Iterator[Fault]:
    def fault(column: str, problem: str, remedy: str) -> Fault:
        return Fault(name, line, column, problem, remedy)

    for column in ("subject", "object", "who"):
        if not cells[column]:
            yield fault(column, "the cell is empty", "fill it in")
    if not _DAY.fullmatch(cells["when"]):
        yield fault("when", f"{cells['when']!r} is no day", "write YYYY-MM-DD")
    if cells["action"] not in frozenset(Action):
        yield fault(
            "action", f"{cells['action']!r} is unknown", offer_of_names(cells["action"], Action, listing=_LISTING)
        )
        return
    if Action(cells["action"]).is_of_papers:
        yield from (fault(*found) for found in faults_of_paper_line(cells))
        return
    words = {word.strip() for word in cells["value"].split("|")} - {""}
    match Action(cells["action"]):
        case Action.SAME | Action.DIFFERENT if not cells["value"]:
            yield fault("value", "the cell is empty", "write the name of what it really is")
        case Action.RENAME | Action.ALIAS if not cells["value"] or cells["subject"] != EVERYWHERE:
            yield fault("value", "a name holds for all papers", "write * as the subject and the name as the value")
        case Action.RETYPE if not words or words - _TYPES:
            yield fault("value", f"{cells['value']!r} is no type", "use " + "|".join(ArtifactType))
        case Action.ROLE if words - _ROLES or len(words) != 1:
            yield fault(
                "value", f"{cells['value']!r} is no role", offer_of_names(cells["value"], Role, listing=_LISTING)
            )
        case Action.REJECT if words - _ROLES or len(words) > 1:
            remedy = "leave it empty, or " + offer_of_names(cells["value"], Role, listing=_LISTING)
            yield fault("value", f"{cells['value']!r} is no role", remedy)
        case Action.ACCEPT if words - _ROLES - _TYPES or cells["subject"] == EVERYWHERE:
            yield fault("value", "a link of one paper is accepted", "name the paper; the value is a role and a type")
        case _:
            pass


def _contradictions(corrections: list[Correction]) -> list[Fault]:
    first: dict[tuple[str, str, str], tuple[tuple[str, str], Correction]] = {}
    of_papers: dict[tuple[str, ...], tuple[str, Correction]] = {}
    faults: list[Fault] = []
    for one in corrections:
        if one.action.is_of_papers:
            faults += _contradictions_of_papers(one, of_papers)
            continue
        named, answer = one.object, (one.action.value, one.value)
        if one.action is Action.ALIAS:  # it says what the value is
            named, answer = one.value, (Action.SAME.value, one.object)
        key = (_QUESTIONS[one.action], one.subject.casefold(), fold(named))
        known, other = first.setdefault(key, (answer, one))
        if known != answer:
            faults.append(
                _fault_of_correction(one, f"{other.place} says otherwise of {named!r}", "keep one of the two")
            )
    return faults


def _contradictions_of_papers(
    correction: Correction, answers: dict[tuple[str, ...], tuple[str, Correction]]
) -> Iterator[Fault]:
    """Yield a fault for each question about papers that earlier lines answer otherwise; take in the answers."""
    for question, answer in answers_of_paper_line(correction.action, correction.subject, correction.object):
        known, other = answers.setdefault(question, (answer, correction))
        if known != answer:
            problem = f"{other.place} says otherwise of {correction.subject!r}"
            yield _fault_of_correction(correction, problem, "keep one of the two")


def _circular_faults(corrections: Sequence[Correction]) -> Iterator[Fault]:
    """Yield a fault for each round of ``same`` and ``alias`` (a is b, b is a), at its last line: none of the names is
    the right one.
    """
    said = {
        (one.subject.casefold(), _bare_folded_name(one.object)): one
        for one in map(Correction.as_same, corrections)
        if one.action is Action.SAME and _bare_folded_name(one.object) != _bare_folded_name(one.value)
    }

    def following(one: Correction) -> Correction | None:
        return said.get((one.subject.casefold(), _bare_folded_name(one.value)))

    for start in said.values():
        passed, one = {start}, following(start)
        while one is not None and one not in passed:
            passed.add(one)
            one = following(one)
        if one is start and start is max(passed, key=lambda each: int(each.place.rpartition(":")[2])):
            problem = f"{start.object!r} is the same as {start.value!r} and the reverse"
            yield _fault_of_correction(start, problem, "name one of them as what all are")


def _fault_of_correction(correction: Correction, problem: str, remedy: str) -> Fault:
    name, _, line = correction.place.rpartition(":")
    return Fault(name, int(line), "", problem, remedy)


def _bare_folded_name(name: str) -> str:
    return fold(name.removeprefix("artifact/"))
