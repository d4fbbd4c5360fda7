"""Faults as HTTP answers: one line of plain text, or a JSON problem (RFC 9457) for who accepts that. Never a trace."""

from __future__ import annotations

import re
import sys
from http import HTTPStatus

import orjson

from kg.ground.errors import PaperAtlasError, QueryError

_PLACE = re.compile(r"\(line (\d+), column (\d+)\)")
_JSON = ("application/problem+json", "application/json", "application/sparql-results+json")


class Fault(Exception):
    """An answer that is no success.

    Args:
        status: of HTTP. problem: what is wrong, one line. remedy: what to do about it; may have further lines.
        headers: of the answer.
    """

    def __init__(
        self, status: int, problem: str, *, remedy: str | None = None, headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self.status, self.problem, self.remedy, self.headers = status, problem, remedy, headers
        super().__init__(problem)

    @classmethod
    def of(cls, error: Exception) -> Fault:
        """Make the fault that an exception of a task stands for. What nobody foresaw goes to the server's own log."""
        if isinstance(error, QueryError):
            return cls(400, error.problem, remedy=error.remedy)
        if isinstance(error, PaperAtlasError):
            return cls(500, error.problem)
        if isinstance(error, MemoryError):
            return out_of_memory()
        sys.stderr.write(f"paperatlas serve: {type(error).__name__}: {error}\n")
        return cls(500, "the server failed at this request")

    def content_type(self, accept: str | None) -> str:
        """Choose the media type of the body for a client that accepts what the header says."""
        wants_json = any(name in (accept or "") for name in _JSON)
        return "application/problem+json" if wants_json else "text/plain; charset=utf-8"

    def body(self, accept: str | None) -> bytes:
        """Write the body of the answer."""
        if not self.content_type(accept).startswith("application/problem+json"):
            line = f"{self.problem}; {self.remedy}" if self.remedy else self.problem
            return line.partition("\n")[0].encode(errors="replace") + b"\n"
        problem: dict[str, object] = {
            "title": HTTPStatus(self.status).phrase, "status": self.status, "detail": self.problem
        }  # fmt: skip
        if self.remedy:
            problem["remedy"] = self.remedy.partition("\n")[0]
        if place := _PLACE.search(self.problem):
            problem |= {"line": int(place[1]), "column": int(place[2])}
        return orjson.dumps(problem)


def busy(seconds: int = 2) -> Fault:
    """Make the fault that too many requests are waiting."""
    return Fault(503, "the server is busy", remedy="try again soon", headers=(("retry-after", str(seconds)),))


def too_slow(seconds: float) -> Fault:
    """Make the fault of a query that was ended at its time limit."""
    return Fault(504, f"the query took more than {seconds:g} seconds", remedy="narrow it or add LIMIT")


def out_of_memory() -> Fault:
    """Make the fault of a worker that ended: for want of memory, or the text is nested too deeply for the engine's
    stack.
    """
    return Fault(507, "the query needs more memory than it may have", remedy="narrow it, nest it less or add LIMIT")
