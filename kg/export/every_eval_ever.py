"""Records of Every Eval Ever (https://github.com/evaleval/every_eval_ever, schema 0.3.0), one JSON object a line.

1. Taken are the results that may be compared (``kg:comparable``) and that are more likely right than wrong, as the
   leaderboards take them. The schema wants a direction, which these have, and a finite score: what has none is left out
   and reported.
2. The results of one model in one paper are one record. Its source is the paper, by title, identifier and address; its
   ``source_type`` is ``documentation``, as for every figure that was read and not measured.
3. Nothing is made up. What the schema requires and a paper does not say is ``unknown``, the word that the schema's own
   records use; bounds are given where they follow from the unit.
4. The exact words, their sentence and the confidence stand in ``score_details.details``, whose values are all texts.

The same graph gives the same lines but for ``retrieved_timestamp``, the second in which they were written; the
environment variable ``SOURCE_DATE_EPOCH`` (https://reproducible-builds.org/specs/source-date-epoch/) sets it.
"""

from __future__ import annotations

import logging
import math
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from kg.graph.networks import Network
from kg.ground.errors import OutputError
from kg.ground.files.targets import open_target
from kg.ground.identifiers import slug
from kg.ground.schema import ASSERT_ABOVE, ArtifactType, ModelRole, Role
from kg.ground.version import __version__

SCHEMA_VERSION = "0.3.0"
UNKNOWN = "unknown"

_LOG = logging.getLogger("paperatlas")
_Attributes = Mapping[str, Any]
_Record = dict[str, Any]
# Metrics whose name says nothing away from their benchmark; the schema asks for a name with the benchmark in front.
_NAMELESS_METRICS = frozenset({"score", "rank", "cost", "rating", "performance"})


def write_eval_records(graph: Network, path: Path) -> None:
    """Write the comparable results of a graph as records of Every Eval Ever.

    Raises:
        OutputError: the file cannot be written, or ``SOURCE_DATE_EPOCH`` is no time.
    """
    with open_target(path) as file:
        for record in eval_records(graph, _seconds_of_writing()):
            file.write(orjson.dumps(record, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))


def eval_records(graph: Network, retrieved: int) -> Iterator[_Record]:
    """Yield the comparable results of a graph as records, one for each paper and model, sorted by their ids.

    Args:
        retrieved: when the records are made, seconds since 1970-01-01 UTC.
    """
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    left_out: Counter[str] = Counter()
    for node, data in graph.nodes(data=True):
        if data.get("kind") != "result" or not _is_compared(data):
            continue
        reason = _reason_to_leave_out(data)
        if reason:
            left_out[reason] += 1
        else:
            groups[data["paper"], data["model"]].append(node)
    for (paper, model), nodes in sorted(groups.items()):
        yield _record_of_model(graph, paper, model, sorted(nodes), retrieved)
    for reason, count in sorted(left_out.items()):
        _LOG.warning("%d comparable %s left out: %s", count, "result is" if count == 1 else "results are", reason)


def _seconds_of_writing() -> int:
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        return int(time.time())
    if not (given.isascii() and given.isdigit()):
        remedy = "give whole seconds since 1970-01-01 UTC, or unset it"
        raise OutputError(f"{given!r} is no time", where="SOURCE_DATE_EPOCH", remedy=remedy)
    return int(given)


def _is_compared(result: _Attributes) -> bool:
    """Check whether rankings take a result of a model; those of people are no model's."""
    confidence = result.get("confidence")
    sure = confidence is None or confidence >= ASSERT_ABOVE
    return bool(result.get("comparable")) and sure and result.get("model_role") != ModelRole.HUMAN


def _reason_to_leave_out(result: _Attributes) -> str | None:
    if _finite_score(result["value"]) is None:
        return "the value is no finite number"
    return None


def _finite_score(value: str) -> float | None:
    try:
        score = float(value)
    except ValueError:
        return None
    return score if math.isfinite(score) else None


def _record_of_model(graph: Network, paper: str, model: str, nodes: list[str], retrieved: int) -> _Record:
    about = graph.nodes[paper]
    parts = (paper.partition("/")[2], model.partition("/")[2], about.get("date") or "undated")
    return {
        "schema_version": SCHEMA_VERSION,
        "evaluation_id": "/".join(parts),
        "retrieved_timestamp": str(retrieved),
        "source_metadata": {
            "source_name": about["label"],
            "source_type": "documentation",
            "source_organization_name": about.get("organisation") or UNKNOWN,
            "evaluator_relationship": _evaluator_relationship(graph, paper, model, nodes),
            "additional_details": _paper_details(paper, about),
        },
        "eval_library": {"name": UNKNOWN, "version": UNKNOWN},
        "model_info": _model_info(model, graph.nodes[model]),
        "evaluation_results": [_evaluation_result(node, graph.nodes[node], graph) for node in nodes],
    }


def _paper_details(paper: str, about: _Attributes) -> dict[str, str]:
    arxiv, doi_name = about.get("arxiv"), about.get("doi")
    url = f"https://arxiv.org/abs/{arxiv}" if arxiv else f"https://doi.org/{doi_name}" if doi_name else None
    details = {
        "arxiv_id": arxiv, "doi": doi_name, "url": url, "date": about.get("date"), "paper": paper,
        "read_by": f"paperatlas {__version__}", "read_in": "title and abstract",
    }  # fmt: skip
    return {name: value for name, value in details.items() if value}


def _evaluator_relationship(graph: Network, paper: str, model: str, nodes: list[str]) -> str:
    """Say how who reports the figures is related to the model: ``other`` where the graph does not say."""
    edges: Any = graph.get_edge_data(paper, model, default={})
    introduced = any(edge["predicate"] == Role.INTRODUCES and edge.get("asserted", True) for edge in edges.values())
    if introduced or any(graph.nodes[node].get("model_role") == ModelRole.PROPOSED for node in nodes):
        return "first_party"
    reporter, developer = graph.nodes[paper].get("organisation"), graph.nodes[model].get("organisation")
    if not reporter or not developer:
        return "other"
    return "first_party" if slug(reporter) == slug(developer) else "third_party"


def _model_info(model: str, about: _Attributes) -> _Record:
    developer, name = about.get("organisation"), model.partition("/")[2]
    return {
        "name": about["label"],
        "id": about.get("hub_id") or (f"{slug(developer)}/{name}" if developer else name),
        **({"developer": developer} if developer else {}),
        # The two keys are required; a paper's abstract says neither.
        "additional_details": {"deployment_type": UNKNOWN, "model_availability": UNKNOWN, "artifact": model},
    }


def _evaluation_result(node: str, result: _Attributes, graph: Network) -> _Record:
    data = graph.nodes[result["on"]]
    return {
        "evaluation_result_id": node,
        "evaluation_name": data["label"],
        "source_data": _source_data(result["on"], data),
        "metric_config": _metric_config(result),
        "score_details": {
            "score": _finite_score(result["value"]),
            "details": _score_details(result, graph.nodes[result["paper"]]),
        },
    }


def _source_data(identifier: str, data: _Attributes) -> _Record:
    """Describe what was tested on: a dataset of the hub, else its own page, else its name alone."""
    about = {"dataset_name": data["label"], "additional_details": {"artifact": identifier}}
    if data.get("hub_id") and ArtifactType(data["kind"]).is_data:
        return {**about, "source_type": "hf_dataset", "hf_repo": data["hub_id"]}
    if data.get("url"):
        return {**about, "source_type": "url", "url": [data["url"]]}
    return {**about, "source_type": "other"}


def _metric_config(result: _Attributes) -> _Record:
    metric, unit, higher_is_better = result["metric"], result.get("unit"), result["higher_is_better"]
    name = slug(metric)
    identifier = f"{result['on'].partition('/')[2]}.{name}" if name in _NAMELESS_METRICS else name
    config: _Record = {"metric_id": identifier, "metric_name": metric, "lower_is_better": not higher_is_better}
    if unit:
        config["metric_unit"] = "percent" if unit == "%" else unit
    # A share of what is right lies between 0 and 100 %; rates of errors may be above.
    if unit == "%" and higher_is_better and 0.0 <= float(result["value"]) <= 100.0:
        config |= {"score_type": "continuous", "min_score": 0.0, "max_score": 100.0}
    return config


def _score_details(result: _Attributes, paper: _Attributes) -> dict[str, str]:
    details = {"value": result["value"]}
    if result.get("confidence") is not None:
        details["confidence"] = str(result["confidence"])
    if result.get("model_role"):
        details["model_role"] = result["model_role"]
    for piece in result.get("evidence") or ():
        text = paper["label"] if piece["field"] == "title" else paper["abstract"]
        details["exact_words"] = piece["text"]
        details["sentence"] = text[piece["sentence_start"] : piece["sentence_end"]]
    return details
