"""A digest of a store elsewhere is that of the same store here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import httpx
import pytest

from kg.digest.base.date_period import Period
from kg.digest.digest_composition import compose_digest
from kg.digest.digest_question import DigestWords, asked_endpoint, asked_request, asked_store
from kg.ground.errors import QueryError
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.store import open_store
from kg.rdf.remote.endpoint import Endpoint

NAMES = {"topic": ("assessment",), "artifact": ("GPT4",)}


def test_it_is_the_same_digest(store: Path, client: httpx.Client) -> None:
    here, scope = asked_store(open_store(store), DEFAULT_BASE, store, NAMES)
    there, same_scope = asked_endpoint(Endpoint(f"{client.base_url}/sparql"), NAMES)
    assert scope == same_scope
    assert [node.name for node in (*scope.topics, *scope.artifacts)] == ["evaluation", "GPT-4"]
    words = DigestWords(since="2024", until="2024-12")
    request = asked_request(here, words, scope, scope.artifacts, 10)
    assert request.period == Period(date(2024, 1, 1), date(2024, 12, 31))
    digest = compose_digest(here, request)
    assert [paper.title[:10] for paper in digest.papers] == ["AtlasBench"]
    assert compose_digest(there, request) == digest


def test_a_name_that_is_not_there_is_an_error(client: httpx.Client) -> None:
    with pytest.raises(QueryError, match="no topic is called 'no such topic'"):
        asked_endpoint(Endpoint(f"{client.base_url}/sparql"), {"topic": ("no such topic",)})
