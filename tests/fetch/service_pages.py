"""Pages of the shapes that the services give, in words of our own, and services that page through them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import orjson

from tests.local_service import Answer, Answers, Asked


def atom_page(ids: Sequence[str], total: int, start: int = 0) -> bytes:
    """A feed of arXiv."""
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/{one}v1</id><published>2024-05-06T10:00:00Z</published>"
        f"<title>A Small Study {one}</title><summary>We count to {number}.</summary>"
        f"<author><name>Ada Example</name></author></entry>"
        for number, one in enumerate(ids)
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns="http://www.w3.org/2005/Atom">'
        "<id>https://arxiv.org/api/x</id><title>arXiv Query</title>"
        f"<opensearch:totalResults>{total}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>{entries}</feed>"
    ).encode()


def arxiv_error(problem: str) -> bytes:
    """The feed with which arXiv refuses a request."""
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/</id><title>arXiv Search Results</title>'
        f"<entry><id>https://arxiv.org/api/errors#some_problem</id><title>Error</title><summary>{problem}</summary>"
        "</entry></feed>"
    ).encode()


def arxiv_ids(count: int) -> list[str]:
    return [f"2405.{number:05d}" for number in range(count)]


def arxiv_of(ids: Sequence[str]) -> Answers:
    """arXiv, where it has these papers, whatever is looked for."""

    def answer(asked: Asked) -> Answer:
        size = int(asked.parameters["max_results"])
        if "id_list" in asked.parameters:
            found = [one for one in asked.parameters["id_list"].split(",") if one in ids]
            return Answer(atom_page(found, len(found)))
        start = int(asked.parameters["start"])
        return Answer(atom_page(ids[start : start + size], len(ids), start))

    return answer


#: Papers that the hub leaves out of its pages.
HIDDEN = ("2405.00003",)


def as_json(data: object) -> Answer:
    return Answer(orjson.dumps(data), headers={"Content-Type": "application/json"})


def hub_item(one: str) -> dict[str, Any]:
    """An item of the hub's daily list."""
    return {"paper": {"id": one, "title": f"A Small Study {one}", "summary": "We count.", "upvotes": 3}, "title": "…"}


def hub_of(days: dict[str, int]) -> Answers:
    """The hub, with so many papers on these days."""

    def answer(asked: Asked) -> Answer:
        if asked.path == "/api/papers/search":
            return as_json([hub_item(one) for one in arxiv_ids(int(asked.parameters["limit"]))])
        if asked.path.startswith("/api/papers/"):
            one = asked.path.rpartition("/")[2]
            return as_json({"id": one, "title": "…"}) if one in arxiv_ids(5) else Answer(b"{}", 404)
        size, page = int(asked.parameters["limit"]), int(asked.parameters["p"])
        ids = arxiv_ids(days[asked.parameters["date"]])[page * size : (page + 1) * size]
        return as_json([hub_item(one) for one in ids if one not in HIDDEN])

    return answer


def works_page(numbers: Sequence[int], count: int, cursor: str | None = None) -> dict[str, Any]:
    """A list of OpenAlex."""
    results = [
        {"id": f"https://openalex.org/W{number}", "display_name": f"Study {number}", "language": "en"}
        for number in numbers
    ]  # fmt: skip
    return {"meta": {"count": count, "per_page": len(results), "next_cursor": cursor}, "results": results}


def openalex_of(count: int) -> Answers:
    """OpenAlex with so many works; its cursors say where they lead."""

    def answer(asked: Asked) -> Answer:
        size = int(asked.parameters["per_page"])
        if "cursor" in asked.parameters:
            start = int(asked.parameters["cursor"].replace("*", "at0").removeprefix("at"))
        else:
            start = (int(asked.parameters.get("page", "1")) - 1) * size
        end = min(start + size, count)
        return as_json(works_page(range(start, end), count, f"at{end}" if start < end else None))

    return answer


def scholar_of(count: int) -> Answers:
    """Semantic Scholar with so many papers; even ids are not there."""

    def answer(asked: Asked) -> Answer:
        if asked.method == "POST":
            ids = asked.posted["ids"]
            return as_json([{"paperId": one} if number % 2 else None for number, one in enumerate(ids)])
        start = int(asked.parameters.get("token", "0"))
        end = min(start + 1_000, count)
        data = [{"paperId": f"{number:040x}", "title": f"Study {number}"} for number in range(start, end)]
        return as_json({"total": count, "token": str(end) if end < count else None, "data": data})

    return answer


def collection_page(name: str, papers: int) -> bytes:
    """A file of the ACL Anthology."""
    inner = "".join(f'<paper id="{number}"><title>A Study</title></paper>' for number in range(papers))
    return f'<?xml version="1.0"?>\n<collection id="{name}"><volume id="long">{inner}</volume></collection>'.encode()


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)
