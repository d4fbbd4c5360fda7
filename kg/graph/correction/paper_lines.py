"""Lines of the corrections about papers, held against each other before anything is read.

What a line answers is a question with one answer: which arXiv id a paper has, whether it has this id, whether two
papers are one work. Papers are compared by their ids, or by the letters and digits of what they are called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.ground.identifiers import arxiv_id, doi
from kg.ground.text import title_key

IS, IS_NOT, SAME_WORK, DIFFERENT_WORKS = "paper-is", "paper-is-not", "same-work", "different-works"
#: Actions of lines about papers.
OF_PAPERS = frozenset((IS, IS_NOT, SAME_WORK, DIFFERENT_WORKS))
_ALL = "*"


def faults_of_paper_line(cells: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the column, the problem and the remedy of each fault in the cells of a line.

    >>> cells = {"action": "paper-is", "subject": "Of Tides", "object": "soon", "value": ""}
    >>> list(faults_of_paper_line(cells))[0][:2]
    ('object', "'soon' is neither an arXiv id nor a DOI")
    """
    action, subject, other = cells["action"], cells["subject"], cells["object"]
    if subject == _ALL:
        yield "subject", "a line about a paper holds for one paper", "name the paper"
    if cells["value"]:
        yield (
            "value",
            f"{cells['value']!r} says nothing here",
            "leave it empty; the object says it",
        )
    if not other:
        return
    if action in (IS, IS_NOT) and not (arxiv_id(other) or doi(other)):
        yield "object", f"{other!r} is neither an arXiv id nor a DOI", "write 2405.13729 or 10.1000/abc"
    if action in (SAME_WORK, DIFFERENT_WORKS) and _key(subject) == _key(other):
        yield "object", "both are the same paper", "name the other one"


def answers_of_paper_line(action: str, subject: str, other: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the questions that a line answers, and its answers: another answer to one of them contradicts it."""
    paper, named = _key(subject), _key(other)
    if action in (SAME_WORK, DIFFERENT_WORKS):
        yield ("one work", *sorted((paper, named))), action
        return
    yield ("has", paper, named), action
    if action == IS:
        yield ("which", paper, "arXiv id" if arxiv_id(other) else "DOI"), named


def _key(name: str) -> str:
    return arxiv_id(name) or doi(name) or title_key(name)
