"""Papers and corrections in which every rule has something to do that looks at more than one paper."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import orjson

from kg.graph.correction.corrections import COLUMNS
from kg.readers.example_papers import example_path

_CARD = b"""---
license: apache-2.0
base_model: mistralai/Mistral-7B-v0.1
datasets:
- harbour/buoys
model-index:
- name: Kelp-7B
  results:
  - dataset: {type: openai/gsm8k, name: GSM8K, args: {num_few_shot: 8}}
    metrics: [{type: accuracy, value: 47.10%}]
---
"""
_ORCID = "0000-0002-1825-0097"
#: Two names of one conference and a track of it, two spellings of a person, an organisation with a name of its own.
_ONE: list[dict[str, object]] = [
    {"title": "TideBench: A Benchmark of Tides", "arxiv": "2401.00001", "date": "2024-01-05", "categories": ["cs.CL"],
     "abstract": "We introduce TideBench, a benchmark of tide tables (TT). GPT-4 reaches 86.4% accuracy on TideBench.",
     "authors": [{"name": "Ada Lovelace", "orcid": _ORCID, "organisations": ["Ai2"]}],
     "venue": "Findings of ACL: EMNLP 2024", "references": ["arXiv:2402.00002", "doi:10.9/outside"]},
    {"title": "Reading Gauges", "arxiv": "2402.00002", "date": "2024-02-01", "venue": "EMNLP 2023",
     "abstract": "We evaluate GPT-4 and Kelp-7B on Tide-Bench and on GSM8K. Kelp-7B reaches 47.1% on GSM8K.",
     "authors": [{"name": "Ada M. Lovelace", "orcid": _ORCID, "organisations": ["Allen Institute for AI"]}],
     "references": ["arXiv:2401.00001"], "categories": ["cs.LG", "quant-ph"]},
    {"title": "Moons and Tides", "date": "2024-03", "abstract": "We present TIDEBench, a method to learn of moons. "
     "It is trained on ImageNet and beats BERT by 3.2 points on SQuAD."},
    {"title": "Moons and Tides", "date": "2010", "authors": ["Grace Hopper"], "abstract": "Of moons. " * 30},
    {"title": "WinoGrande: An Adversarial Winograd Schema Challenge at Scale", "date": "2019-07-24",
     "abstract": "We introduce WinoGrande, a large-scale dataset of 44k problems. WinoGrande is harder."},
    {"title": "<b>Gulls</b> &amp; their \u2028 patience\u0007", "arxiv": "2405.00005", "date": "2024-05-05",
     "abstract": "We use GPT-4o,\r\nLLaMA 2 and \"Adam\" \\ on <script>alert(1)</script> MMLU \U0001f426 " + "x" * 300},
]  # fmt: skip
_OTHER: list[dict[str, object]] = [
    {"title": "TideBench – a Benchmark of Tides", "arxiv": "2401.00001v2", "date": "2024", "upvotes": 7,
     "abstract": "We introduce TideBench."},
    {"title": "Reading gauges!", "date": "2024-02-01", "authors": ["Ada Lovelace"], "comments": 3},
    {"title": "Gulls and Their Patience", "doi": "10.9999/gulls", "date": "2023-11-02",
     "abstract": "We use TideBench and the tide tables of TT. Our model, GullNet, is a variant of ResNet-50."},
    {"title": "The Patience of Birds", "date": "2024-06-01", "abstract": "GullNet is used with PyTorch on COCO."},
    {"title": "Whistling Tides", "arxiv": "2406.00006", "abstract": "We fine-tune GPT-4 on TideBench and on SkySuite."},
]  # fmt: skip
_LINES = (
    ("paper-is-not", "Whistling Tides", "2406.00006", ""),
    ("same-work", "The Patience of Birds", "Gulls and Their Patience", ""),
    ("paper-is", "No Such Paper", "2409.00009", ""),
    ("same", "*", "SkySuite", "MMLU"),
    ("same", "*", "TideBench", "HellaSwag"),
    ("reject", "Reading Gauges", "GSM8K", ""),
    ("reject", "Reading Gauges", "No Such Thing", ""),
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files of papers, and corrections."""

    files: tuple[Path, ...]
    corrections: Path


def write_corpus(folder: Path) -> Corpus:
    """Write the corpus: two files of JSON lines, one packed; a folder; the example; a card."""
    one, inside = folder / "one.jsonl", folder / "more"
    inside.mkdir()
    lines = b"\n".join(map(orjson.dumps, _ONE))
    one.write_bytes(lines + b'\n{"title": 7}\nnot json\n' + b'{"title": "' + b"[" * 5000 + b'"}\n')
    (inside / "other.jsonl.gz").write_bytes(gzip.compress(b"\n".join(map(orjson.dumps, _OTHER)), mtime=0))
    (inside / "readme.bin").write_bytes(b"\0\1\2")
    card = folder / "Kelp-7B.md"
    card.write_bytes(_CARD)
    corrections = folder / "mine.tsv"
    rows = ["\t".join((*line, "Ada", "2026-01-02", "by hand")) for line in _LINES]
    corrections.write_text("\n".join(("\t".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
    return Corpus((one, inside, card, example_path()), corrections)
