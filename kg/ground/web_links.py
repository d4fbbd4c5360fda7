"""What an address on the web leads to, told by its form alone: code, a dataset, a model."""

from __future__ import annotations

import re
from enum import StrEnum


class LinkKind(StrEnum):
    """What stands at an address."""

    CODE = "code"
    DATASET = "dataset"
    MODEL = "model"


_ACCOUNT = r"[\w.-]+/[\w.-]+"
_FORMS = (
    (LinkKind.CODE, re.compile(rf"(?:github|gitlab|bitbucket|codeberg|gitee)\.(?:com|org)/{_ACCOUNT}", re.I)),
    (LinkKind.DATASET, re.compile(rf"(?:huggingface\.co|hf\.co)/datasets/{_ACCOUNT}", re.I)),
    (LinkKind.DATASET, re.compile(rf"(?:www\.)?kaggle\.com/datasets/{_ACCOUNT}|zenodo\.org/records?/\d+", re.I)),
    (LinkKind.MODEL, re.compile(rf"(?:huggingface\.co|hf\.co)/{_ACCOUNT}", re.I)),
)
# Paths of the hub that are no account with a model.
_NO_ACCOUNT = re.compile(
    r"(?:huggingface\.co|hf\.co)/(?:papers|spaces|datasets|blog|docs|collections|posts|organizations|tasks|learn|api"
    r"|models|settings|join|login|chat)(?:/|$)", re.I,
)  # fmt: skip


def link_kind(url: str) -> LinkKind | None:
    """Return what an address leads to; None where its form does not say.

    >>> link_kind("https://github.com/openai/grade-school-math"), link_kind("https://hf.co/datasets/openai/gsm8k")
    (<LinkKind.CODE: 'code'>, <LinkKind.DATASET: 'dataset'>)
    >>> link_kind("https://huggingface.co/openai-community/gpt2"), link_kind("https://huggingface.co/papers/2405.1")
    (<LinkKind.MODEL: 'model'>, None)
    >>> link_kind("https://github.com/openai")
    """
    address = re.sub(r"^https?://(?:www\.)?", "", url.strip(), flags=re.I)
    for kind, form in _FORMS:
        if form.match(address) and not (kind is LinkKind.MODEL and _NO_ACCOUNT.match(address)):
            return kind
    return None
