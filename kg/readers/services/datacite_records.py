"""Records of DataCite, which registers the DOIs of arXiv, Zenodo and most archives: its API (JSON:API, ``attributes``),
or the record alone. Records of data and software describe artifacts and are no papers.

https://support.datacite.org/docs/api; https://datacite-metadata-schema.readthedocs.io
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.base.markup_text import plain_text
from kg.readers.services.service_fields import (
    Record,
    RecordPlace,
    Service,
    ServiceFields,
    paper_of_fields,
    text_of,
    texts_of,
)

_NO_PAPERS = ("dataset", "software", "image", "audiovisual", "sound", "physicalobject", "collection", "model")
# When and where the record is kept, in which language and under which rights the work is, how often it was looked at.
_BOOKKEEPING = frozenset((
    "id", "type", "relationships", "prefix", "suffix", "types", "language", "sizes", "formats", "version", "rightsList",
    "contentUrl", "metadataVersion", "schemaVersion", "source", "isActive", "state", "reason", "created", "registered",
    "updated", "published", "identifiers", "alternateIdentifiers", "publisher", "geoLocations", "xml",
    "viewCount", "downloadCount", "referenceCount", "citationCount", "partCount", "versionCount", "agency", "clientId",
    "providerId", "schema", "viewsOverTime", "downloadsOverTime", "citationsOverTime", "partOfCount", "versionOfCount",
))  # fmt: skip
_DATES = ("Issued", "Submitted", "Created", "Available")
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_CITED = ("Cites", "References")


def is_record(record: Record) -> bool:
    """Tell whether an object is a record of DataCite.

    >>> is_record({"id": "10.5281/z", "type": "dois", "attributes": {}}), is_record({"titles": [{"title": "A"}]})
    (True, True)
    """
    if isinstance(record.get("attributes"), Mapping):
        return record.get("type") == "dois" or "titles" in record["attributes"]  # type: ignore[operator]
    titles = record.get("titles")
    return isinstance(titles, list) and bool(titles) and isinstance(titles[0], Mapping) and "title" in titles[0]


def paper_from_datacite_record(record: Record, place: RecordPlace) -> Paper:
    """Make a paper of a record.

    Raises:
        InputError: it has no title, or describes data or software.
    """
    inner = record.get("attributes")
    fields = ServiceFields(inner if isinstance(inner, Mapping) else record)
    kind = text_of(fields.inner("types").get("resourceTypeGeneral"))
    titles = texts_of(fields.take("titles"), "title")
    if kind.casefold() in _NO_PAPERS:
        problem = f"the record describes something of the kind {kind!r} ({(titles or ['?'])[0]!r:.80}), no paper"
        raise InputError(problem, where=place.where, remedy="leave it out")
    described = list(fields.objects("descriptions"))
    abstracts = [text_of(each.get("description")) for each in described if each.get("descriptionType") == "Abstract"]
    usual = {
        "title": plain_text(next(iter(titles), "")),
        "abstract": plain_text(" ".join(abstracts)),
        "date": _date(fields),
        "year": fields.take("publicationYear"),
        "authors": [_author(each) for each in _creators(fields)],
        "venue": text_of(fields.inner("container").get("title")) or text_of(fields.record.get("publisher")),
        "keywords": texts_of(fields.take("subjects"), "subject"),
        "doi": fields.text("doi") or text_of(record.get("id")),
        "url": fields.text("url"),
        "references": list(_references(fields)),
    }
    if place.unread is not None:
        for each in described:
            if each.get("descriptionType") != "Abstract":
                place.unread.see(f"descriptions of type {each.get('descriptionType')}", each.get("description"))
    fields.note_unread(place, _BOOKKEEPING)
    return paper_of_fields(usual, place)


def _date(fields: ServiceFields) -> str:
    dates = {text_of(each.get("dateType")): text_of(each.get("date")) for each in fields.objects("dates")}
    published = text_of(fields.inner("date").get("published"))  # Commonmeta, which follows DataCite
    return next((dates[kind][:10] for kind in _DATES if dates.get(kind)), published)


def _creators(fields: ServiceFields) -> list[Record]:
    """Whoever made the work; Commonmeta has them among those who contributed."""
    found = list(fields.objects("creators"))
    if not found:
        roles = [(each, texts_of(each.get("contributorRoles"))) for each in fields.objects("contributors")]
        found = [each for each, role in roles if "Author" in role or not role]
    return found


def _author(creator: Record) -> dict[str, object]:
    names = [*texts_of(creator.get("nameIdentifiers"), "nameIdentifier"), text_of(creator.get("id"))]
    numbers = [_ORCID.search(name) for name in names]
    found: dict[str, object] = {
        "orcid": next((match[0] for match in numbers if match), ""),
        "affiliations": texts_of(creator.get("affiliation") or creator.get("affiliations"), "name"),
    }
    family = text_of(creator.get("familyName"))
    if family:
        return found | {"family": family, "given": text_of(creator.get("givenName"))}
    whole = text_of(creator.get("name")) or text_of(creator.get("creatorName"))
    return found | {"family" if creator.get("nameType") == "Organizational" else "name": whole}


def _references(fields: ServiceFields) -> Iterator[str]:
    """Yield the works that the record says it cites."""
    for each in fields.objects("relatedIdentifiers"):
        if each.get("relationType") in _CITED:
            yield text_of(each.get("relatedIdentifier"))


DATACITE = Service("datacite", "records of DataCite, from its API", is_record, paper_from_datacite_record, True)
