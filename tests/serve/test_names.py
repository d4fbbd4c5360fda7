"""A name means the same wherever it is asked for: in Python, in queries, searches and corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox
import pytest

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.topic_scheme import TopicScheme
from kg.explorer.served.explorer_answers import Index as ExplorerIndex
from kg.explorer.served.explorer_index import rows_of_records, write_index
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.correction.corrections import Action, Correction
from kg.graph.corrector import Corrector
from kg.graph.entities import find_entity
from kg.graph.find_nodes import find_nodes
from kg.graph.networks import Network, to_networkx
from kg.ground.errors import InputError, PaperAtlasError, QueryError
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Artifact, Evidence, Link, Paper, Reading, TopicLink
from kg.ground.schema import ArtifactType, Role, TextField
from kg.rdf.query.find_node import find_node
from kg.rdf.query.run import run_query
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.query.store import memory_store
from kg.rdf.query.store_index import StoreIndex as SearchIndex
from kg.rdf.remote.endpoint import Endpoint
from kg.rdf.sparql.lexer import values_of
from kg.rdf.write.triples import graph_triples
from tests.rdf.conftest import BUILD

TITLE = "Déjà Vu: Scaling, Twice!"
ABSTRACT = "GPT-4 and SAE follow a scaling law on ÉtéBench."
ARTIFACTS = (
    Artifact("gpt-4", "GPT-4", (ArtifactType.MODEL,), ("Quartus", "GPT4"), hub_id="acme/quartus"),
    Artifact("sae", "SAE", (ArtifactType.METHOD,), known=False),
    Artifact("scaling-law", "scaling law", (ArtifactType.METHOD,), known=False),
    Artifact("etebench", "ÉtéBench", (ArtifactType.BENCHMARK,), known=False),
)
#: What is typed, and what it means: an id, several, or the labels that are offered.
MEANINGS: dict[str, str | set[str] | list[str]] = {
    "GPT-4": "artifact/gpt-4",
    "gpt-4": "artifact/gpt-4",
    "Gpt 4": "artifact/gpt-4",
    "Quartus": "artifact/gpt-4",
    "quartus": "artifact/gpt-4",
    "acme/quartus": "artifact/gpt-4",
    "artifact/gpt-4": "artifact/gpt-4",
    "artifact:gpt-4": "artifact/gpt-4",
    f"{DEFAULT_BASE}artifact/gpt-4": "artifact/gpt-4",
    f"<{DEFAULT_BASE}artifact/gpt-4>": "artifact/gpt-4",
    "SAEs": "artifact/sae",
    "étébench": "artifact/etebench",
    "etebench": "artifact/etebench",
    "scaling law": {"artifact/scaling-law", "topic/scaling-law"},
    "Scaling Laws": {"artifact/scaling-law", "topic/scaling-law"},
    "topic:scaling-law": "topic/scaling-law",
    "org/cartography-lab": "org/cartography-lab",
    "organisation:cartography-lab": "org/cartography-lab",
    "cartography lab": "org/cartography-lab",
    "2405.00001": "paper/2405.00001",
    "arXiv:2405.00001v2": "paper/2405.00001",
    "https://arxiv.org/abs/2405.00001": "paper/2405.00001",
    TITLE: "paper/2405.00001",
    "deja vu scaling twice": "paper/2405.00001",
    "DÉJÀ VU — SCALING TWICE": "paper/2405.00001",
    "Cartografy Lab": ["Cartography Lab"],
    "Quartsu": ["GPT-4"],
    "Cartography": ["Cartography Lab"],
    "zzqx": [],
}
NOTHING = Catalogue({}, {}, "none")
Outcome: TypeAlias = "str | set[str] | list[str]"


def evidence(words: str) -> tuple[Evidence, ...]:
    start = ABSTRACT.index(words)
    return (Evidence(TextField.ABSTRACT, start, start + len(words), words, 0, len(ABSTRACT)),)


PAPER = Paper(TITLE, ABSTRACT, arxiv="2405.00001", organisation="Cartography Lab")
READING = Reading(
    PAPER,
    tuple(Link(one, one.types[0], Role.USES, 0.9, evidence(one.name)) for one in ARTIFACTS),
    (TopicLink("scaling-law", "scaling law", True, 0.8, (), evidence("scaling law"), candidate=True),),
)


@dataclass(frozen=True, slots=True)
class World:
    """One small graph in all forms in which it can be asked."""

    graph: Network
    store: ox.Store
    explorer: ExplorerIndex
    search: SearchIndex


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    records = list(graph_records([READING], NOTHING, TopicScheme({}, "none")))
    path = tmp_path_factory.mktemp("names") / "explorer.sqlite"
    write_index(rows_of_records(records), path, base=DEFAULT_BASE, title="Names")
    store = memory_store(list(graph_triples(records, build=BUILD)))
    return World(to_networkx(records), store, ExplorerIndex(path), SearchIndex.of(store, DEFAULT_BASE))


def outcome_of_error(error: PaperAtlasError) -> Outcome:
    """Read an error as people do: several ids, or the names that are offered."""
    if "is the name of several" in error.problem:
        assert error.remedy == "give the id of one"
        listed = error.problem.partition("several: ")[2].split("), ")
        return {one.partition("(")[2].partition(",")[0] for one in listed}
    assert "is called" in error.problem
    offered = (error.remedy or "").partition("did you mean ")[2]
    return offered.rstrip("?").split(", ") if offered else []


def in_graph(world: World, name: str) -> Outcome:
    found = find_nodes(world.graph, name, base=DEFAULT_BASE)
    ids = {thing.id for thing in found.meant}
    return (ids.pop() if len(ids) == 1 else ids) if ids else [thing.label for thing in found.near]


def as_entity(world: World, name: str) -> Outcome:
    try:
        return find_entity(world.graph, name, base=DEFAULT_BASE).id
    except InputError as error:
        return outcome_of_error(error)


def in_path(world: World, name: str) -> Outcome:
    try:
        found = world.explorer.path(name, name)
    except InputError as error:
        return outcome_of_error(error)
    assert found is not None
    (node,) = found["paths"][0]
    return str(node)


def in_explorer_search(world: World, name: str) -> Outcome:
    hits = world.explorer.search(name, 5)["hits"]
    return outcome_of_hits([hit["id"] for hit in hits], [hit["label"] for hit in hits], name)


def in_search(world: World, name: str) -> Outcome:
    hits = [node for node, _ in world.search.find(name)]
    return outcome_of_hits([node.id for node in hits], [node.names[0] for node in hits], name)


def in_parameters(world: World, name: str) -> Outcome:
    return together(lambda kind: find_node(world.store, kind, name, DEFAULT_BASE)[1:-1])


def in_parameters_of_another_server(world: World, name: str) -> Outcome:
    """What an endpoint is asked for is told from the store, as if it stood behind the endpoint."""

    def bound(kind: str) -> str:
        query = next(query for query in saved_queries().values() if [one.type for one in query.parameters] == [kind])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Endpoint, "_ask_endpoint", lambda self, text, limit: run_query(world.store, text))
            text, _ = Endpoint("http://localhost:1/sparql").bound(query, {query.parameters[0].name: name})
        (term,) = set(values_of(text)[query.parameters[0].name])
        return term[1:-1]

    return together(bound, ("artifact", "paper", "topic"))


def together(
    find: Callable[[str], str], kinds: Sequence[str] = ("artifact", "paper", "topic", "organisation")
) -> Outcome:
    """What a name means among all kinds, for a door at which one kind is asked for."""
    ids, offered = set(), list[str]()
    for kind in kinds:
        try:
            ids.add(find(kind).removeprefix(DEFAULT_BASE))
        except QueryError as error:
            outcome = outcome_of_error(error)
            assert isinstance(outcome, list), outcome
            offered += outcome
    return (ids.pop() if len(ids) == 1 else ids) or offered


def outcome_of_hits(ids: list[str], labels: list[str], name: str) -> Outcome:
    """Hits have no grade: what is expected must be the first of them. A search finds more: papers by organisations."""
    expected = MEANINGS[name]
    if isinstance(expected, str):
        return ids[0]
    return set(ids[: len(expected)]) if isinstance(expected, set) else labels[: max(1, len(expected))]


DOORS: tuple[Callable[[World, str], Outcome], ...] = (
    in_graph, as_entity, in_path, in_explorer_search, in_search, in_parameters,
)  # fmt: skip


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize("name", MEANINGS)
def test_every_door_gives_the_same_answer(world: World, door: Callable[[World, str], Outcome], name: str) -> None:
    assert door(world, name) == MEANINGS[name]


@pytest.mark.parametrize("name", [name for name, meaning in MEANINGS.items() if isinstance(meaning, str)])
def test_names_that_mean_a_node_are_found_at_another_server(world: World, name: str) -> None:
    meaning = MEANINGS[name]
    if name not in ("etebench", "deja vu scaling twice") and not str(meaning).startswith(
        "org/"
    ):  # its SPARQL knows no accents
        assert in_parameters_of_another_server(world, name) == meaning


@pytest.mark.parametrize("name", MEANINGS)
def test_a_correction_names_what_is_surely_called_so(name: str) -> None:
    """A guess (an accent, a plural, what comes near) changes nothing, since nobody would see it."""
    meaning = MEANINGS[name]
    if meaning == "paper/2405.00001":
        line = Correction(Action.REJECT, name, "GPT-4", "", "Ada", "2026-01-01", "", "c.tsv:1")
    else:
        line = Correction(Action.REJECT, "*", name, "", "Ada", "2026-01-01", "", "c.tsv:1")
    rejected = {one.artifact.id for one in READING.links} - {
        one.artifact.id for one in Corrector([line], NOTHING).correct(READING).links
    }
    guessed = name in ("SAEs", "Scaling Laws", "deja vu scaling twice") or isinstance(meaning, list)
    meant = (
        {"artifact/gpt-4"} if meaning == "paper/2405.00001" else {meaning} if isinstance(meaning, str) else set(meaning)
    )
    not_artifacts = {each for each in meant if not each.startswith("artifact/")}
    assert rejected == (set() if guessed else meant - not_artifacts)
