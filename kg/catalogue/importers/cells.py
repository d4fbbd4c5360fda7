"""Cells of a row out of what registries write into theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.catalogue.importers.facts import Fact
from kg.ground.identifiers import arxiv_id
from kg.ground.text import fold

_DATE = re.compile(r"20[12]\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_HUB_ID = re.compile(r"[\w-][\w.-]{0,95}/[\w.-]{1,96}", re.ASCII)
_URL = re.compile(r"https?://[\w.-]+\.[a-z]{2,}(?:/[^\s?#|]*)?", re.I)
_NOT_PAGES = ("arxiv.org", "doi.org", "aclanthology.org", "huggingface.co", "openreview.net")
# Registries whose ids are those of another hub than Hugging Face.
_OTHER_HUBS = frozenset({"evalscope"})
# Makers by the handle they have on hubs and in names, folded.
_MAKERS = {
    "01.ai": "01.AI", "01ai": "01.AI", "ai21": "AI21 Labs", "ai21labs": "AI21 Labs", "alibaba": "Alibaba",
    "allenai": "Allen Institute for AI", "amazon": "Amazon", "anthropic": "Anthropic", "apple": "Apple",
    "baai": "BAAI", "baichuaninc": "Baichuan", "baidu": "Baidu", "bigcode": "BigCode", "bytedance": "ByteDance",
    "bytedanceseed": "ByteDance", "cohere": "Cohere", "cohereforai": "Cohere", "coherelabs": "Cohere",
    "databricks": "Databricks", "deepseek": "DeepSeek-AI", "deepseekai": "DeepSeek-AI", "eleutherai": "EleutherAI",
    "facebook": "Meta", "google": "Google", "googledeepmind": "Google DeepMind", "huggingfacetb": "Hugging Face",
    "ibm": "IBM", "ibmgranite": "IBM", "inclusionai": "Ant Group", "internlm": "Shanghai AI Laboratory",
    "jinaai": "Jina AI", "liquidai": "Liquid AI", "meta": "Meta", "metallama": "Meta", "microsoft": "Microsoft",
    "minimaxai": "MiniMax", "minimax": "MiniMax", "mistral": "Mistral AI", "mistralai": "Mistral AI",
    "moonshot": "Moonshot AI", "moonshotai": "Moonshot AI", "nousresearch": "Nous Research", "nvidia": "NVIDIA",
    "openai": "OpenAI", "openbmb": "OpenBMB", "opengvlab": "Shanghai AI Laboratory", "qwen": "Alibaba",
    "salesforce": "Salesforce", "snowflake": "Snowflake", "stabilityai": "Stability AI", "stepfunai": "StepFun",
    "tencent": "Tencent", "tiiuae": "Technology Innovation Institute", "upstage": "Upstage", "writer": "Writer",
    "xai": "xAI", "xiaomi": "Xiaomi", "xiaomimimo": "Xiaomi", "zai": "Zhipu AI", "zaiorg": "Zhipu AI",
    "zhipu": "Zhipu AI", "zhipuai": "Zhipu AI",
}  # fmt: skip

# Hosts that put their name before the models of others.
_HOSTS = frozenset({"azure", "bedrock", "cerebras", "groq", "vertex", "zai", "z.ai"})


def organisation(handle: str) -> str:
    """Return the name of a maker by its handle or name, or nothing where the maker is not a known one.

    >>> organisation("meta-llama"), organisation("Mistral AI"), organisation("someone")
    ('Meta', 'Mistral AI', '')
    """
    return _MAKERS.get(fold(handle), "")


def without_maker(name: str) -> str | None:
    """Return what follows a maker's or host's name in a name, or None where it does not begin with one.

    >>> without_maker("databricks-meta-llama-3"), without_maker("Z.AI GLM-4.7"), without_maker("Sonar Pro")
    ('meta-llama-3', 'GLM-4.7', None)
    """
    match = re.match(r"([\w.]+)[\s-]+(.+)", name)
    if not match or (not organisation(match[1]) and fold(match[1]) not in _HOSTS):
        return None
    return match[2]


def first_date(dates: Iterable[str]) -> str:
    """Return the earliest of the dates that are written in ISO form, or nothing.

    >>> first_date(["2024-05-01", "2024-06", "soon", ""])
    '2024-05-01'
    """
    return min((date for date in dates if _DATE.fullmatch(date)), default="")


def hub_id(fact: Fact, name: str) -> str:
    """Return the fact's id on Hugging Face where it names this very artifact and not a size, copy or part of it."""
    if fact.package in _OTHER_HUBS or not _HUB_ID.fullmatch(fact.hub_id):
        return ""
    return fact.hub_id if fold(fact.hub_id.partition("/")[2]) == fold(name) else ""


def page(url: str) -> str:
    """Return the URL where it is an artifact's own page, not a paper's or a hub's; without query and fragment.

    >>> page("https://opus.nlpl.eu/x?y#z"), page("http://arxiv.org/abs/2003.00982"), page("see above")
    ('https://opus.nlpl.eu/x', '', '')
    """
    match = _URL.match(url)
    if not match or arxiv_id(url) or any(host in url for host in _NOT_PAGES):
        return ""
    return match.group()
