"""Cards of models and datasets (README.md with front matter) to described artifacts and scores.

1. The id on the hub is told by the folders (``datasets/ACCOUNT/NAME``, the cache's ``models--ACCOUNT--NAME``), else by
   the code in the card that loads the thing, where that names one id which ends in the name of the folder or heading.
2. The name is the end of that id, ``pretty_name``, that of ``model-index``, the heading, or the folder's name.
3. The paper that it is from is the one arXiv id in the card's citation, else the only one in tags and text.
4. Of a model also bases, data and scores are read.

https://huggingface.co/docs/hub/model-cards, https://huggingface.co/docs/hub/datasets-cards
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.ground.errors import InputError
from kg.ground.imported_result import DescribedArtifact, Imported
from kg.ground.records import Source
from kg.ground.schema import ArtifactType
from kg.ground.text import fold, tidy
from kg.readers.artifacts.artifact_cards import CardKind, kind_of_card
from kg.readers.artifacts.card_fields import (
    LONGEST_NAME,
    arxiv_ids,
    hub_ids,
    is_hub_id,
    name_of_file,
    own_page,
    text_of,
    texts_of,
)
from kg.readers.artifacts.card_results import CardModel, results_of_card
from kg.readers.artifacts.front_matter import split_card
from kg.readers.base.input_stream import Fault, Page

NAME = "hub-card"
DESCRIPTION = "the card of a model or dataset (README.md with front matter), as on the Hugging Face hub"
_LARGEST = 2 << 20  # bytes; the longest cards have some 500 KB
_CACHED = re.compile(r"(models|datasets)--([\w.-]+?)--([\w.-]+?)(?:\.md)?$")
_LOADERS = "from_pretrained|load_dataset|snapshot_download|SentenceTransformer|model\\s{0,9}="
_LOADS = re.compile(rf"""(?:{_LOADERS})\s{{0,9}}\(?\s{{0,99}}["']([\w.-]+/[\w.-]+)["']""")
_OF_HEADING = re.compile(r"(?:model|dataset)\s+card\s*(?:for|of|:)?\s*(?:the\s+)?", re.I)
_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()]*\)")
_PLACEHOLDER = re.compile(r"\{\{|model id|dataset name|\[more information", re.I)
_HEADING_WITHIN, _LONGEST_LINE = 20_000, 500  # characters
_LONGEST_HEADING = 80  # characters; a longer one is a title of a text


def sniff(head: bytes) -> bool:
    """Tell whether the first bytes of a file are of a card.

    >>> sniff(b"---\\nlicense: mit\\npipeline_tag: text-generation\\n---\\n# Tide 7B")
    True
    """
    return kind_of_card(head) in (CardKind.MODEL_CARD, CardKind.DATASET_CARD)


def read(page: Page, fault: Fault) -> Iterator[Imported]:
    """Yield the artifact of a card, then its scores."""
    where = str(page.path)
    fields, body = split_card(_whole_text(page, fault), where)
    is_data = kind_of_card(page.head) is CardKind.DATASET_CARD
    source = Source(name_of_file(page), NAME, 1)
    place = _place_of_card(page, is_data)
    is_data = place.is_data
    hub_id = place.hub_id or _loaded_id(body, (place.folder, _heading(body)))
    end, pretty = hub_id.rpartition("/")[2], text_of(fields.get("pretty_name"))
    name = (pretty if is_data else "") or end or pretty or _indexed_name(fields) or _heading(body) or place.folder
    if not 0 < len(name) <= LONGEST_NAME:
        problem = "the card names no artifact" if not name else f"its name has {len(name)} characters"
        raise InputError(problem, where=where, remedy="put it into a folder of the artifact's name: NAME/README.md")
    pages = "\n".join((*(tag for tag in texts_of(fields.get("tags")) if tag.lower().startswith("arxiv:")), body))
    yield DescribedArtifact(
        name=name, type=ArtifactType.DATASET if is_data else ArtifactType.MODEL, hub_id=hub_id, page=own_page(pages),
        arxiv=arxiv_ids(pages), aliases=tuple(dict.fromkeys(each for each in (end, pretty) if each not in ("", name))),
        licences=licences_of_card(fields), source=source,
        bases=() if is_data else ids_on_hub(fields.get("base_model")),
        datasets=() if is_data else ids_on_hub(fields.get("datasets")),
    )  # fmt: skip
    if not is_data:
        yield from results_of_card(fields.get("model-index"), CardModel(name, hub_id or name, source, where), fault)


def _whole_text(page: Page, fault: Fault) -> str:
    pieces, size = [], 0
    for chunk in page.chunks():
        pieces.append(chunk)
        size += len(chunk)
        if size > _LARGEST:
            raise InputError(f"the card is larger than {_LARGEST >> 20} MiB", where=page.path, remedy="shorten it")
    return page.decode(b"".join(pieces), 1, page.start, fault)


@dataclass(frozen=True, slots=True)
class _Place:
    """What the folders of a card tell: the id on the hub or empty, the folder's name, whether it is data."""

    hub_id: str
    folder: str
    is_data: bool


def _place_of_card(page: Page, is_data: bool) -> _Place:
    parts = page.path.absolute().parts
    folder = tidy(parts[-2]) if len(parts) > 2 else ""
    for part in reversed(parts):
        if match := _CACHED.search(part):
            return _Place(f"{match[2]}/{match[3]}", folder, match[1] == "datasets")
    if len(parts) > 4 and parts[-4] in ("datasets", "models") and is_hub_id(f"{parts[-3]}/{parts[-2]}"):
        return _Place(f"{parts[-3]}/{parts[-2]}", folder, parts[-4] == "datasets")
    return _Place("", folder, is_data)


def _loaded_id(body: str, names: tuple[str, ...]) -> str:
    """Return the one id that code in the card loads and that ends in one of some names; else empty."""
    wanted = {fold(name) for name in names if name}
    found = {each for each in _LOADS.findall(body) if is_hub_id(each) and fold(each.rpartition("/")[2]) in wanted}
    return found.pop() if len(found) == 1 else ""


def _heading(body: str) -> str:
    """Return the first heading as a name, or empty where it is a template's or a sentence."""
    lines = body[:_HEADING_WITHIN].splitlines()
    line = next((line[2:] for line in lines if line.startswith("# ") and len(line) < _LONGEST_LINE), "")
    plain = tidy(re.sub(r"[*_`]|<[^<>]*>", "", _LINK.sub(r"\1", line))).rstrip("# ")
    match = _OF_HEADING.match(plain)
    text = plain[match.end() :] if match else plain
    return "" if _PLACEHOLDER.search(text) or len(text) > _LONGEST_HEADING else text


def _indexed_name(fields: Mapping[str, object]) -> str:
    index = fields.get("model-index")
    first = index[0] if isinstance(index, list) and index else None
    return text_of(first.get("name")) if isinstance(first, Mapping) else ""


def licences_of_card(fields: Mapping[str, object]) -> tuple[str, ...]:
    """Return the licences; what they are called where the hub has no id for them."""
    named = (*texts_of(fields.get("license_name")), *texts_of(fields.get("license_link")))
    return tuple(each for each in texts_of(fields.get("license")) if each.lower() != "other" or not named) + named


def ids_on_hub(value: object) -> tuple[str, ...]:
    """Return ids on the hub, with or without an account; paths and sentences are none."""
    return tuple(each for each in hub_ids(texts_of(value)) if re.fullmatch(r"[\w.-]+(?:/[\w.-]+)?", each))
