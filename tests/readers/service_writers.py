"""Papers written as services write them, for the tests of their readers: one record in each service's form."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from kg.ground.records import Paper

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """How a service writes papers.

    Attributes:
        record: a paper as one record. wrapped: records as a whole file. suffix: of such a file.
        kept: the fields of a paper that the form has a place for, beside title and authors.
    """

    record: Callable[[Paper], Record]
    wrapped: Callable[[Sequence[Record]], bytes]
    suffix: str
    kept: frozenset[str]


def _document(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"


def _lines(records: Sequence[Record]) -> bytes:
    return b"".join(orjson.dumps(record) + b"\n" for record in records)


def _parts(name: str) -> tuple[str, str]:
    given, _, family = name.partition(" ")
    return given, family


def _inverted(text: str) -> dict[str, list[int]]:
    index: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(text.split()):
        index[html.escape(word, quote=False)].append(place)
    return dict(index)


def _date_parts(paper: Paper) -> list[list[int]]:
    return [[int(part) for part in (paper.date or "").split("-") if part]]


def hub(paper: Paper) -> Record:
    inner = {
        "id": paper.arxiv or "",
        "title": paper.title,
        "summary": paper.abstract,
        "authors": [{"_id": "0" * 24, "name": author.name, "hidden": False} for author in paper.authors],
        "publishedAt": f"{paper.date}T08:00:00.000Z",
        "submittedOnDailyAt": f"{paper.listed}T00:30:00.000Z",
        "upvotes": paper.upvotes,
        "ai_keywords": list(paper.keywords),
        "githubRepo": paper.code[0] if paper.code else None,
        "organization": {"_id": "0" * 24, "name": "meadow-lab", "fullname": paper.organisation},
        "discussionId": "0" * 24,
    }
    outer = {"title": paper.title, "publishedAt": f"{paper.listed}T00:30:00.000Z", "numComments": paper.comments}
    return {"paper": inner, **outer, "submittedBy": {"fullname": paper.submitter, "name": "someone", "type": "user"}}


def kaggle(paper: Paper) -> Record:
    day = datetime.fromisoformat(f"{paper.date}T08:00:00")
    created = day.strftime("%a, ") + f"{day.day} " + day.strftime("%b %Y %H:%M:%S GMT")
    return {
        "id": paper.arxiv, "submitter": paper.submitter,
        "authors": ", ".join(author.name for author in paper.authors), "title": paper.title, "comments": None,
        "journal-ref": paper.venue, "doi": paper.doi, "report-no": None, "categories": " ".join(paper.categories),
        "license": None, "abstract": f"  {paper.abstract}\n",
        "versions": [{"version": "v1", "created": created},
                     {"version": "v2", "created": "Mon, 1 Jan 2029 00:00:00 GMT"}],
        "update_date": "2029-01-02",
        "authors_parsed": [[*reversed(_parts(author.name)), ""] for author in paper.authors],
    }  # fmt: skip


def openalex(paper: Paper) -> Record:
    page = f"http://arxiv.org/abs/{paper.arxiv}" if paper.arxiv else None
    return {
        "id": "https://openalex.org/W1", "doi": f"https://doi.org/{paper.doi}" if paper.doi else None,
        "title": html.escape(paper.title, quote=False), "display_name": html.escape(paper.title, quote=False),
        "publication_year": int((paper.date or "")[:4]), "publication_date": paper.date,
        "primary_location": {"landing_page_url": page, "source": {"display_name": paper.venue}},
        "authorships": [
            {"author_position": "first",
             "author": {"id": "https://openalex.org/A1", "display_name": author.name,
                        "orcid": author.orcid and f"https://orcid.org/{author.orcid}"},
             "institutions": [{"display_name": place} for place in author.organisations]}
            for author in paper.authors
        ],
        "keywords": [{"display_name": word, "score": 0.5} for word in paper.keywords],
        "referenced_works": [f"https://openalex.org/{name.removeprefix('openalex:')}" for name in paper.references],
        "abstract_inverted_index": _inverted(paper.abstract), "updated_date": "2029-01-02T00:00:00",
    }  # fmt: skip


def semantic_scholar(paper: Paper) -> Record:
    external = {"ArXiv": paper.arxiv, "DOI": paper.doi, "CorpusId": 7}
    return {
        "paperId": "0a" * 20, "externalIds": {name: value for name, value in external.items() if value},
        "title": paper.title, "abstract": paper.abstract, "venue": paper.venue,
        "year": int((paper.date or "")[:4]), "publicationDate": paper.date, "isOpenAccess": False,
        "fieldsOfStudy": list(paper.keywords),
        "authors": [
            {"authorId": "17", "name": author.name, "affiliations": list(author.organisations)}
            for author in paper.authors
        ],
    }  # fmt: skip


def crossref(paper: Paper) -> Record:
    return {
        "DOI": paper.doi, "title": [html.escape(paper.title, quote=False)], "type": "proceedings-article",
        "abstract": f"<jats:title>Abstract</jats:title><jats:p>{html.escape(paper.abstract, quote=False)}</jats:p>",
        "issued": {"date-parts": _date_parts(paper)}, "container-title": [html.escape(paper.venue or "", quote=False)],
        "author": [
            {"given": _parts(author.name)[0], "family": _parts(author.name)[1], "sequence": "first",
             "ORCID": author.orcid and f"http://orcid.org/{author.orcid}",
             "affiliation": [{"name": place} for place in author.organisations]}
            for author in paper.authors
        ],
        "subject": list(paper.keywords), "reference-count": 0, "member": "1",
        "reference": [{"key": "r1", "DOI": name.removeprefix("doi:")} for name in paper.references],
    }  # fmt: skip


def openreview_1(paper: Paper) -> Record:
    day = datetime.fromisoformat(paper.date or "").replace(tzinfo=UTC)
    content = {
        "title": paper.title, "abstract": paper.abstract, "authors": [author.name for author in paper.authors],
        "authorids": [f"~{author.name.replace(' ', '_')}1" for author in paper.authors],
        "keywords": list(paper.keywords), "venue": paper.venue, "pdf": "/pdf/0a.pdf",
    }  # fmt: skip
    milliseconds = int(day.timestamp() * 1000)
    return {"id": "n1", "forum": "n1", "replyto": None, "cdate": milliseconds, "invitation": "V/-/Submission",
            "content": content, "signatures": ["V/Paper1/Authors"]}  # fmt: skip


def openreview_2(paper: Paper) -> Record:
    note = openreview_1(paper)
    content = {name: {"value": value} for name, value in note["content"].items()}
    return {**note, "content": content, "pdate": note["cdate"], "cdate": 1, "invitations": ["V/-/Submission"]}


def csl(paper: Paper) -> Record:
    return {
        "id": "key1", "type": "article", "title": html.escape(paper.title, quote=False),
        "abstract": html.escape(paper.abstract, quote=False), "issued": {"date-parts": _date_parts(paper)},
        "author": [{"given": _parts(author.name)[0], "family": _parts(author.name)[1]} for author in paper.authors],
        "container-title": html.escape(paper.venue or "", quote=False), "DOI": paper.doi,
        "number": f"arXiv:{paper.arxiv}" if paper.arxiv else None, "keyword": ", ".join(paper.keywords),
    }  # fmt: skip


def zotero(paper: Paper) -> Record:
    data = {
        "key": "ABCD2345", "itemType": "preprint", "title": html.escape(paper.title, quote=False),
        "abstractNote": html.escape(paper.abstract, quote=False), "date": paper.date, "DOI": paper.doi,
        "creators": [
            {"creatorType": "author", "firstName": _parts(author.name)[0], "lastName": _parts(author.name)[1]}
            for author in paper.authors
        ],
        "publicationTitle": html.escape(paper.venue or "", quote=False),
        "archiveID": f"arXiv:{paper.arxiv}" if paper.arxiv else "", "dateAdded": "2029-01-02T00:00:00Z",
        "tags": [{"tag": word} for word in paper.keywords], "collections": ["QWER6789"], "extra": "",
    }  # fmt: skip
    return {"key": "ABCD2345", "version": 3, "library": {"type": "user", "name": "Ada Lovelace"}, "data": data}


def dblp(paper: Paper) -> Record:
    info = {
        "authors": {"author": [{"@pid": "1/2", "text": html.escape(author.name)} for author in paper.authors]},
        "title": html.escape(paper.title) + ".", "venue": html.escape(paper.venue or ""),
        "volume": f"abs/{paper.arxiv}" if paper.arxiv else "7", "year": (paper.date or "")[:4], "doi": paper.doi,
        "type": "Informal and Other Publications", "key": "journals/corr/abs-1", "ee": "https://example.org/1",
    }  # fmt: skip
    return {"@score": "1", "@id": "17", "info": info, "url": "URL#17"}


def datacite(paper: Paper) -> Record:
    attributes = {
        "doi": f"10.48550/arxiv.{paper.arxiv}" if paper.arxiv else paper.doi,
        "titles": [{"title": html.escape(paper.title, quote=False)}],
        "creators": [
            {"name": f"{_parts(author.name)[1]}, {_parts(author.name)[0]}", "givenName": _parts(author.name)[0],
             "familyName": _parts(author.name)[1], "affiliation": list(author.organisations),
             "nameIdentifiers": [{"nameIdentifier": author.orcid, "nameIdentifierScheme": "ORCID"}]}
            for author in paper.authors
        ],
        "descriptions": [{"description": html.escape(paper.abstract, quote=False), "descriptionType": "Abstract"}],
        "dates": [{"date": paper.date, "dateType": "Issued"}], "publicationYear": int((paper.date or "0")[:4]),
        "publisher": paper.venue, "subjects": [{"subject": word} for word in paper.keywords],
        "types": {"resourceTypeGeneral": "Preprint"},
    }  # fmt: skip
    return {"id": attributes["doi"], "type": "dois", "attributes": attributes}


_COMMON = frozenset(("abstract", "date", "keywords", "venue"))

#: The services, by the name of their reader; ``openreview`` twice, for the two versions of its API.
WRITTEN: dict[str, Written] = {
    "hub": Written(
        hub, _document, ".json",
        frozenset(("abstract", "date", "listed", "arxiv", "upvotes", "comments", "keywords", "organisation",
                   "submitter",
                   "code")),
    ),
    "arxiv-kaggle": Written(
        kaggle, _lines, ".jsonl",
        frozenset(("abstract", "date", "arxiv", "doi", "categories", "venue", "submitter")),
    ),
    "openalex": Written(
        openalex, lambda records: orjson.dumps({"meta": {"count": len(records)}, "results": records}), ".json",
        _COMMON | {"arxiv", "doi", "references", "orcid", "organisations"},
    ),
    "semantic-scholar": Written(
        semantic_scholar,
        lambda records: _document({"offset": 0, "data": [{"citingPaper": each, "intents": []} for each in records]}),
        ".json", _COMMON | {"arxiv", "doi", "organisations"},
    ),
    "crossref": Written(
        crossref, lambda records: _document({"status": "ok", "message": {"items": records}}), ".json",
        _COMMON | {"doi", "references", "orcid", "organisations"},
    ),
    "openreview": Written(
        openreview_2, lambda records: _document({"notes": records, "count": len(records)}), ".json", _COMMON
    ),
    "openreview-1": Written(openreview_1, _lines, ".jsonl", _COMMON),
    "csl-json": Written(csl, _document, ".json", _COMMON | {"arxiv", "doi"}),
    "zotero": Written(zotero, _document, ".json", _COMMON | {"arxiv", "doi"}),
    "dblp-json": Written(
        dblp, lambda records: _document({"result": {"hits": {"@total": "6", "hit": records}}}), ".json",
        frozenset(("arxiv", "doi", "venue", "year")),
    ),
    "datacite": Written(
        datacite, lambda records: _document({"data": records}), ".json",
        _COMMON | {"arxiv", "orcid", "organisations"},
    ),
}  # fmt: skip
