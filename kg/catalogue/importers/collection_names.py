"""Names of datasets and benchmarks out of the names, class names and task ids that registries list."""

from __future__ import annotations

import re

from kg.ground.text import fold

_PARENTHESES = re.compile(r"\s*[(（][^()（）]*[)）]$")
_NOT_NAME = re.compile(r"[^ \w.+*&'-]")  # emoji, slashes, quotes, colons, brackets
# Endings of classes and of revisions that are not part of the name.
_CLASS_ENDING = re.compile(r"(?:Config|Builder|Dataset|DataModule|Environment)$|\.v\d+$|[ _-]v\d+\.\d+\.\d+$", re.I)
_GENERIC_ENDING = re.compile(r"[ _-]+(?:benchmark|datasets?|suite|task|validation|test|train|leaderboard)$", re.I)
# Kinds of tasks that mteb ends its names with (mteb.abstasks of mteb 2.26).
_TASK = re.compile(
    r"(?:BitextMining|PairClassification|Multi[Ll]abelClassification|ZeroShotClassification|ZeroShot"
    r"|InstructionRetrieval|InstructionReranking|LongRetrieval|HardNegatives|Classification"
    r"|Clustering|Retrieval|Reranking|Summarization|VisualSTS|STS|P2P|S2S|(?:[ITVA]{1,2}2[ITVA]{1,2}))+$"
)
# Sites and things of the world that collections are called after; the name alone never means the collection.
_OTHER_THINGS = frozenset({"github", "covid19", "facebookpagepage", "openai", "nlp", "youtube", "wikipedia", "reddit2"})
_LONGEST = 48  # characters
_MOST_WORDS = 5


def collection_name(name: str) -> str | None:
    """Return the name of the dataset or benchmark that a registry's name stands for, or None where it is no name.

    >>> collection_name("XCOPA (Tamil)"), collection_name("MMMU Benchmark"), collection_name("SAMSumFa")
    ('XCOPA', 'MMMU', 'SAMSumFa')
    >>> collection_name("mmlu_pro_cot_5shot"), collection_name("IstellaConfig")
    (None, None)
    >>> collection_name("Touché 2021 Task 1: Argument Retrieval")
    """
    name = _PARENTHESES.sub("", name).strip()
    name = _GENERIC_ENDING.sub("", name)
    if _CLASS_ENDING.search(name) or _NOT_NAME.search(name) or fold(name) in _OTHER_THINGS:
        return None
    if name == name.lower() and ("_" in name or " " in name):
        return None
    name = name.replace("_", "-")
    if len(name) > _LONGEST or len(re.split(r"[\s-]+", name)) > _MOST_WORDS or len(name) < 3:
        return None
    return name


def without_task(name: str) -> str | None:
    """Return the name of the collection inside a task name, or None where the name ends with no task.

    >>> without_task("FloresBitextMining"), without_task("CREMA_DClustering"), without_task("PeerQA")
    ('Flores', 'CREMA-D', None)
    """
    stem = _TASK.sub("", name).replace("_", "-").strip("-. ")
    return stem if stem and stem != name else None
