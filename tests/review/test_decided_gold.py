"""What people decided, as annotated papers that ``train --with`` learns from."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from kg.evaluate.gold import read_scored
from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.linker.linker import Linker, load_linker
from kg.review.decided_gold import DecidedGold, counts_of_decisions
from tests.review.test_review_queue import lines

TIDES = Paper(
    "TideNet: A Model of Tides", "We introduce TideNet. TideNet beats BERT and GPT-4 on SandQA.", arxiv="2601.00001"
)
SAND = Paper(
    "On Sand", "We test GPT-4 on SandQA, a benchmark of sand. Openly we say SandQAX is none.", arxiv="2601.00002"
)
OTHER = Paper("Nothing Decided", "We use LoRA.", arxiv="2601.00003")


@pytest.fixture(scope="module")
def linker() -> Linker:
    return load_linker()


def gold(linker: Linker, *said: tuple[str, str, str, str]) -> list[dict[str, object]]:
    return list(DecidedGold(lines(*said), linker).papers([TIDES, SAND, OTHER]))


def names(entities: object) -> dict[str, dict[str, object]]:
    assert isinstance(entities, list)
    return {entity["name"]: entity for entity in entities}


def test_decided_links_are_entities_and_the_rest_is_undecided(linker: Linker) -> None:
    (paper,) = gold(
        linker,
        ("accept", "2601.00001", "TideNet", "introduces|model"),
        ("role", "2601.00001", "BERT", "comparesWith"),
        ("reject", "2601.00001", "GPT-4", ""),
    )
    assert (paper["id"], paper["title"], paper["partial"]) == ("paper/2601.00001", TIDES.title, True)
    entities = names(paper["entities"])
    tide = entities["TideNet"]
    assert tide == {
        "name": "TideNet", "type": "model", "role": "introduces",
        "mentions": [["title", "TideNet"], ["abstract", "TideNet"]],
    }  # fmt: skip
    assert entities["BERT"]["role"] == "comparesWith"
    assert "undecided" not in entities["BERT"]
    assert all(entity.get("undecided") for name, entity in entities.items() if name not in ("TideNet", "BERT"))
    assert paper["rejected"] == [{"name": "GPT-4", "mentions": [["abstract", "GPT-4"]]}]
    assert counts_of_decisions([paper]) == {"papers": 1, "accepted links": 2, "rejected names": 1}


def test_a_name_that_is_none_in_all_papers_is_rejected_where_it_stands(linker: Linker) -> None:
    found = gold(linker, ("reject", "*", "SandQA", ""))
    assert [paper["id"] for paper in found] == ["paper/2601.00001", "paper/2601.00002"]
    assert all("SandQA" in names(paper["rejected"]) for paper in found)
    (one,) = gold(linker, ("reject", "*", "SandQAX", ""))
    assert one["id"] == "paper/2601.00002", "whole words only"


def test_what_teaches_nothing_gives_no_paper(linker: Linker) -> None:
    assert gold(linker, ("reject", "2601.00003", "topic/robotics", "")) == []
    assert gold(linker, ("rename", "*", "BERT", "Bert"), ("retype", "*", "BERT", "method")) == []
    assert gold(linker, ("reject", "2601.00001", "BERT", "introduces")) == [], "another role may be right"
    assert gold(linker, ("paper-is", "2601.00001", "2601.00009", "")) == []


def test_the_file_is_one_that_training_takes_and_scoring_does_not(linker: Linker, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    found = gold(linker, ("accept", "2601.00001", "TideNet", ""), ("reject", "2601.00001", "BERT", ""))
    path.write_bytes(b"\n".join(map(orjson.dumps, found)))
    assert list(read_scored(path, partial=True)) == ["paper/2601.00001"]
    with pytest.raises(InputError, match="its annotation is partial, which is for train --with alone"):
        read_scored(path)
    path.write_bytes(orjson.dumps(found[0] | {"rejected": ["BERT"]}))
    with pytest.raises(InputError, match=r"gold\.jsonl:1: not an annotated paper"):
        read_scored(path, partial=True)
