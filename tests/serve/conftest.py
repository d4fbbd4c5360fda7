"""A small graph in a store, and servers on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kg.graph.assembly.graph_of_readings import graph_records
from kg.rdf.query.store import build_store
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.triples import graph_triples
from kg.rdf.write.void import describe
from tests import samples
from tests.serve.server import TOKEN, serving


def make_store(folder: Path) -> Path:
    """A store of the sample papers, described as a build describes it."""
    records = graph_records(samples.readings(), samples.catalogue(), samples.scheme())
    with SortedTriples(graph_triples(records)) as graph:
        describe(graph)
        build_store(graph, folder)
    return folder


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("serve") / "store")


@pytest.fixture(scope="session")
def client(store: Path) -> Iterator[httpx.Client]:
    """A client of a server that reads."""
    with serving(store) as found:
        yield found


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server of its own that may write; without the token in its headers."""
    with serving(make_store(tmp_path_factory.mktemp("serve") / "store"), token=TOKEN) as found:
        yield found
