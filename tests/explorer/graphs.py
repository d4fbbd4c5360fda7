"""Seeded synthetic graphs of the shape that ``to_networkx`` makes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import networkx as nx

from kg.explorer.map.drawn_graph import Graph

AREAS: dict[str, tuple[str, ...]] = {
    "mathematical reasoning": ("GSM8K", "MATH", "Minerva", "chain of thought", "process reward", "olympiad problems"),
    "code generation": ("HumanEval", "MBPP", "SWE-bench", "Codex", "program repair", "unit test synthesis"),
    "image generation": ("Stable Diffusion", "ImageNet", "FID-30k", "latent diffusion", "image editing", "LAION-5B"),
    "machine translation": ("WMT14", "FLORES-200", "NLLB", "low-resource languages", "back translation", "COMET"),
    "question answering": ("SQuAD", "Natural Questions", "TriviaQA", "RAG", "open-domain retrieval", "HotpotQA"),
    "speech recognition": ("LibriSpeech", "Whisper", "wav2vec 2.0", "Common Voice", "speaker adaptation", "CTC"),
    "reinforcement learning": ("PPO", "Atari 100k", "MuJoCo", "offline learning", "reward modelling", "DreamerV3"),
    "parameter-efficient tuning": ("LoRA", "QLoRA", "Llama 2", "adapters", "quantisation", "instruction tuning"),
    "graph learning": ("OGB", "GraphSAGE", "molecule property prediction", "message passing", "QM9", "oversmoothing"),
    "safety alignment": ("HH-RLHF", "DPO", "TruthfulQA", "red teaming", "jailbreaks", "refusal training"),
    "time series": ("ETTh1", "TimesNet", "forecasting", "anomaly detection", "PatchTST", "M4"),
    "medical imaging": ("CheXpert", "MIMIC-CXR", "U-Net", "segmentation", "radiology reports", "federated learning"),
}
SHARED = ("large language model", "evaluation", "GPT-4", "transformer", "benchmark construction", "MMLU")
ORGANISATIONS = ("Northern Institute", "Harbour Labs", "University of Elm", "Quay Research", "Lantern AI")
ROLES = ("introduces", "evaluatesOn", "trainsOn", "evaluates", "uses", "comparesWith", "mentions")
_SYLLABLES = ("mo", "ra", "ti", "ve", "lo", "sha", "neu", "ka", "per", "dix", "ul", "ben", "cor", "gra")


def attribute(graph: Graph, name: str) -> dict[str, Any]:
    """One attribute of every node, None where it is missing."""
    return {node: data.get(name) for node, data in graph.nodes(data=True)}


def kind_of_name(name: str) -> str:
    """A plausible kind for a synthetic name, stable between runs."""
    if name.islower():
        return "topic"
    return ("benchmark", "model", "dataset", "method")[sum(map(ord, name)) % 4]


def identifier(name: str) -> str:
    slug = name.lower().replace(" ", "-")
    return f"topic/{slug}" if kind_of_name(name) == "topic" else f"artifact/{slug}"


def paper_graph(papers: int, seed: int = 1) -> Graph:
    """A graph of that many papers: about five nodes and eight links a paper, as readings of abstracts give."""
    chance = random.Random(seed)
    graph: Graph = nx.MultiDiGraph()
    areas = list(AREAS)
    for area in areas:
        for name in (area, *AREAS[area]):
            _add_named(graph, name, chance)
            if name != area and kind_of_name(name) == "topic":
                _link(graph, identifier(name), identifier(area), "broader")
    for name in SHARED:
        _add_named(graph, name, chance)
    for name, parent in (("GPT-4o", "GPT-4"), ("GPT-4 Turbo", "GPT-4"), ("Llama 2 70B", "Llama 2")):
        graph.add_node(identifier(name), kind="model", label=name, types=["model"], variant_of=identifier(parent))
        _link(graph, identifier(name), identifier(parent), "variantOf")
    for number in range(papers):
        _add_paper(graph, number, areas, chance)
    return graph


def _add_named(graph: Graph, name: str, chance: random.Random) -> None:
    kind = kind_of_name(name)
    if kind == "topic":
        graph.add_node(identifier(name), kind=kind, label=name, types=[kind], alt_labels=[name + "s"],
                       definition=f"The study of {name}.", candidate=False)  # fmt: skip
    else:
        aliases = [name + " v1", name.replace("-", " ") + " set"]
        graph.add_node(identifier(name), kind=kind, label=name, types=[kind], known=True, aliases=aliases,
                       date=str(chance.randint(2015, 2024)))  # fmt: skip


def _invented(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3)).capitalize() + chance.choice(("", "-2", "Bench", "Net", "Former"))


def _add_paper(graph: Graph, number: int, areas: Sequence[str], chance: random.Random) -> None:
    area = areas[min(int(chance.expovariate(0.28)), len(areas) - 1)]
    new = [_invented(chance) + str(number % 97) for _ in range(chance.choice((0, 1, 1, 2, 3)))]
    known = chance.sample(AREAS[area], chance.randint(1, 3)) + chance.sample(SHARED, chance.choice((0, 1, 1, 2)))
    if chance.random() < 0.25:
        known.append(chance.choice(AREAS[chance.choice(areas)]))
    names = list(dict.fromkeys([*known, *new]))
    begin = chance.choice(("Towards", "On", "Rethinking", "Scaling"))
    title = f"{new[0] + ': ' if new else ''}{begin} {area} number {number}"
    sentences = [f"We study {area} under constraints that earlier work has left open."]
    sentences += [f"Our experiments with {name} show steady gains across {number % 7 + 2} settings." for name in names]
    abstract = " ".join(sentences)
    year = chance.choice((None, 2019, 2021, 2022, 2023, 2023, 2024, 2024, 2024, 2025, 2025))
    paper = f"paper/24{number // 10_000 + 1:02d}.{number % 10_000:05d}"
    organisation = chance.choice((None, None, *ORGANISATIONS))
    graph.add_node(
        paper, kind="paper", label=title, types=["paper"], abstract=abstract, year=year,
        date=f"{year}-0{number % 9 + 1}" if year else None, authors=[], author_count=number % 9 + 1,
        organisation=organisation, comments=number % 5, arxiv=paper[6:], doi=None, urls=[],
        sources=[{"page": "page-1.txt", "format": "listing", "position": number + 1}],
    )  # fmt: skip
    if organisation:
        slug = "org/" + organisation.lower().replace(" ", "-")
        graph.add_node(slug, kind="organisation", label=organisation, types=["organisation"])
        _link(graph, paper, slug, "affiliatedWith")
    _link(graph, paper, identifier(area), "primaryTopic", 0.9, _evidence(abstract, area))
    for name in names:
        if identifier(name) not in graph:
            _add_named(graph, name, chance)
        topic = kind_of_name(name) == "topic"
        role = "hasTopic" if topic else "introduces" if name in new[:1] else chance.choice(ROLES[1:])
        _link(graph, paper, identifier(name), role, round(chance.uniform(0.5, 1.0), 3), _evidence(abstract, name))
    _add_result(graph, paper, names, abstract, chance)


def _add_result(graph: Graph, paper: str, names: list[str], abstract: str, chance: random.Random) -> None:
    on = next((name for name in names if kind_of_name(name) == "benchmark"), None)
    if on is None:
        return
    model = next((name for name in names if kind_of_name(name) == "model"), None)
    graph.add_node(
        "result/" + paper[6:], kind="result", label="accuracy", types=["result"], paper=paper, on=identifier(on),
        model=identifier(model) if model else None, metric="accuracy", value=str(round(chance.uniform(20, 95), 1)),
        unit="%", kind_of_result="score", evidence=_evidence(abstract, on),
    )  # fmt: skip


def _evidence(text: str, words: str) -> list[dict[str, object]]:
    start = text.find(words)
    if start < 0:
        return []
    first, last = text.rfind(".", 0, start) + 1, text.find(".", start) + 1
    first += text[first:].startswith(" ")
    return [{"field": "abstract", "start": start, "end": start + len(words), "text": words,
             "sentence_start": first, "sentence_end": last}]  # fmt: skip


def _link(
    graph: Graph, source: str, target: str, predicate: str, confidence: float | None = None,
    evidence: list[dict[str, object]] | None = None,
) -> None:  # fmt: skip
    graph.add_edge(source, target, key=f"link/{source}|{predicate}|{target}", predicate=predicate,
                   confidence=confidence, type=None, evidence=evidence or [])  # fmt: skip


def sized_graph(nodes: int, links: int, seed: int = 1) -> Graph:
    """A graph of exactly that many nodes and links: the head of a larger ``paper_graph``, filled up with links."""
    chance = random.Random(seed)
    whole = paper_graph(nodes // 3, seed)
    kept = [node for node, kind in attribute(whole, "kind").items() if kind != "result"][:nodes]
    graph: Graph = whole.subgraph(kept).copy()
    while graph.number_of_nodes() < nodes:
        _add_named(graph, f"Filler-{graph.number_of_nodes()}", chance)
    papers = [node for node, kind in attribute(graph, "kind").items() if kind == "paper"]
    others = [node for node, kind in attribute(graph, "kind").items() if kind != "paper"]
    graph.remove_edges_from(list(graph.edges(keys=True))[links:])
    held = set(graph.edges(keys=True))
    while len(held) < links:
        source, target, role = chance.choice(papers), chance.choice(others), chance.choice(ROLES)
        _link(graph, source, target, role, 0.7)
        held.add((source, target, f"link/{source}|{role}|{target}"))
    return graph


def chain_graph(length: int = 9) -> Graph:
    """A long chain of papers and topics beside a small paper graph: its ends have one shortest path."""
    graph = paper_graph(12)
    for step in range(length):
        kind = "paper" if step % 2 == 0 else "topic"
        graph.add_node(f"{kind}/chain-{step}", kind=kind, label=f"Chain link {step}", abstract="")
    ends = [f"{'paper' if step % 2 == 0 else 'topic'}/chain-{step}" for step in range(length)]
    for one, other in pairwise(ends):
        source, target = (one, other) if one.startswith("paper") else (other, one)
        _link(graph, source, target, "hasTopic", 0.8)
    return graph


HOSTILE_TITLES = (
    "<img src=x onerror=window.pwned=1> images",
    "</script><script>window.pwned=1</script> scripts",
    "<a href=javascript:window.pwned=1>href</a> links",
    "{{7*7}} {% raw %} templates 🙂",
    '=HYPERLINK("http://example.org") \u2028 <!-- comments',
)


def hostile_graph() -> Graph:
    """A small graph with papers whose titles, links and facts try to run scripts or to break formats."""
    graph = paper_graph(30)
    for number, title in enumerate(HOSTILE_TITLES):
        paper = f"paper/hostile-{number}"
        abstract = f"{title} is 🙂 a sentence on <b>GPT-4</b> & more. The end."
        urls = ["javascript:window.pwned=1", "https://example.org/ok?a=1&b=2"]
        graph.add_node(paper, kind="paper", label=title, abstract=abstract, year=2024, doi="10.1/<script>", urls=urls,
                       organisation=title)  # fmt: skip
        start = abstract.index("GPT-4")
        evidence: list[dict[str, object]] = [{
            "field": "abstract", "start": start, "end": start + 5, "text": "GPT-4", "sentence_start": 0,
            "sentence_end": abstract.index(". The end") + 1,
        }]  # fmt: skip
        _link(graph, paper, "artifact/gpt-4", "uses", 0.9, evidence)
        graph.add_node(f"artifact/evil-{number}", kind="method", label=title, url="javascript:window.pwned=1")
        _link(graph, paper, f"artifact/evil-{number}", "introduces", 0.9)
    return graph
