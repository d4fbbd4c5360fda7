"""A small graph to search, and what a search of it finds first: one table for every place that searches."""

from __future__ import annotations

from functools import cache

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.topic_scheme import TopicScheme
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.graph_records import Record
from kg.ground.records import Artifact, Author, Evidence, Link, Paper, Reading
from kg.ground.schema import ArtifactType, Role, TextField

GPT = Artifact("gpt-4", "GPT-4", (ArtifactType.MODEL,), ("Quartus",), hub_id="acme/quartus-hub")
HELLASWAG = Artifact("hellaswag", "HellaSwag", (ArtifactType.BENCHMARK,), known=False)
TAU = Artifact("tau-bench", "τ-bench", (ArtifactType.BENCHMARK,), ("Tool Agent User",), known=False)
MODELS = tuple(
    Artifact(each.lower(), each, (ArtifactType.MODEL,), known=False)
    for each in ("Llama", "Llama-Guard", "Code-Llama", "Bollama", "GPT-40", "C++", "Transformer")
)
_ABSTRACTS = {
    "2405.00001": "We study contrastive pretraining of GPT-4, Llama and Transformer on HellaSwag. Gains are steady.",
    "2405.00002": "GPT-4, Code-Llama and HellaSwag meet a curriculum of tides on τ-bench.",
    "2405.00003": "Llama-Guard, Bollama, GPT-40 and C++ are weighed against GPT-4 by a curriculum of winds.",
}
PAPERS = (
    Paper("Déjà Vu: Scaling, Twice!", _ABSTRACTS["2405.00001"], arxiv="2405.00001", organisation="Cartography Lab",
          authors=(Author("Ada Quillfeather"), Author("Bao Nguyễn")), venue="Journal of Tides", categories=("cs.CL",)),
    Paper("On the Weather of Models", _ABSTRACTS["2405.00002"], arxiv="2405.00002", doi="10.1234/weather.7",
          authors=(Author("Ada Quillfeather"),)),
    Paper("شبكات عصبية for Maps", _ABSTRACTS["2405.00003"], arxiv="2405.00003", authors=(Author("Zoë Llamas"),)),
)  # fmt: skip


def _links(paper: Paper) -> tuple[Link, ...]:
    named = [each for each in (GPT, HELLASWAG, TAU, *MODELS) if each.name in paper.abstract.replace(",", " ,").split()
             or each.name + "." in paper.abstract.split()]  # fmt: skip
    found = []
    for each in named:
        start = paper.abstract.index(each.name)
        words = (Evidence(TextField.ABSTRACT, start, start + len(each.name), each.name, 0, len(paper.abstract)),)
        found.append(Link(each, each.types[0], Role.USES, 0.9, words))
    return tuple(found)


@cache
def searched_records() -> tuple[Record, ...]:
    """The records of the graph."""
    readings = [Reading(paper, _links(paper), ()) for paper in PAPERS]
    return tuple(graph_records(readings, Catalogue({}, {}, "none"), TopicScheme({}, "none")))


#: What is typed, and the ids of the nodes that are found first, in this order; an empty list: nothing is found.
CASES: dict[str, list[str]] = {
    "gpt-4": ["artifact/gpt-4", "artifact/gpt-40"],
    "GPT 4": ["artifact/gpt-4", "artifact/gpt-40"],
    "gpt40": ["artifact/gpt-40"],
    "quartus": ["artifact/gpt-4"],
    "acme/quartus-hub": ["artifact/gpt-4"],
    "artifact:gpt-4": ["artifact/gpt-4"],
    "llama": ["artifact/llama", "artifact/llama-guard", "artifact/code-llama", "paper/2405.00003", "artifact/bollama"],
    "llamas": ["artifact/llama", "paper/2405.00003"],
    "c++": ["artifact/c++", "paper/2405.00003"],
    "tau bench": ["artifact/tau-bench"],
    "τ-bench": ["artifact/tau-bench"],
    "agent user": ["artifact/tau-bench"],
    "2405.00002": ["paper/2405.00002"],
    "https://arxiv.org/abs/2405.00002v3": ["paper/2405.00002"],
    "10.1234/weather.7": ["paper/2405.00002"],
    "2405": ["paper/2405.00001", "paper/2405.00003", "paper/2405.00002"],
    "deja vu scaling twice": ["paper/2405.00001"],
    "شبكات": ["paper/2405.00003"],
    "quillfeather": ["paper/2405.00001", "paper/2405.00002"],
    "nguyen": ["paper/2405.00001"],
    "zoe": ["paper/2405.00003"],
    "cartography": ["org/cartography-lab", "paper/2405.00001"],
    "journal of tides": ["paper/2405.00001"],
    "cs.cl": ["paper/2405.00001"],
    "hellswag": ["artifact/hellaswag"],
    "helalswag": ["artifact/hellaswag"],
    "hella swog": ["artifact/hellaswag"],
    "tranfsormer": ["artifact/transformer"],
    "ransformer": ["artifact/transformer"],
    "xellaswag": ["artifact/hellaswag"],
    "wether models": ["paper/2405.00002"],
    "gtp-4": ["artifact/gpt-4"],
    "gpt-5": [],
    "curriculum": ["paper/2405.00003", "paper/2405.00002"],
    "contrastive pretraining": ["paper/2405.00001"],
    "quillfeather tides": ["paper/2405.00001", "paper/2405.00002"],
    "weather curriculum": ["paper/2405.00002"],
    "zzqx": [],
    "—": [],
}
#: What is typed, the field that matched of the first hit, and its words that are marked or shown.
MATCHED = {
    "quartus": ("alias", "Quartus"),
    "quillfeather": ("author", "Ada Quillfeather"),
    "journal tides": ("venue", "Journal of Tides"),
    "hellswag": ("typo", "HellaSwag"),
    "contrastive pretraining": ("abstract", "contrastive|pretraining"),
    "2405": ("identifier", "2405.00001"),
}
