"""Identifiers: arXiv ids, DOIs, slugs, and the local ids that IRIs are made from.

A *local id* is a path such as ``paper/2405.13729`` or ``artifact/gpt-4o``; the IRI is the base IRI followed by it.
Local ids depend only on what they name, never on the order or the number of papers in a build.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from kg.ground.errors import IdentifierError
from kg.ground.text import fold, plain_dashes, title_key

DEFAULT_BASE = "https://w3id.org/paperatlas/"
#: What a node's prefixed name begins with, and its local id. "organisation" rather than "org": that one is widely bound
#: to the W3C Organization Ontology.
NODE_PATHS = {
    "artifact": "artifact/", "author": "author/", "category": "category/", "organisation": "org/", "paper": "paper/",
    "topic": "topic/", "venue": "venue/",
}  # fmt: skip

# https://info.arxiv.org/help/arxiv_identifier.html: YYMM.number since 2007, archive(.class)/YYMMNNN before.
_ARXIV_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_ARXIV_OLD = r"[a-z]+(?:-[a-z]+)*(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
_ARXIV_PREFIX = r"(?:arxiv:|https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/)?"
_ARXIV = re.compile(rf"{_ARXIV_PREFIX}({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?(?:\.pdf)?/?", re.I)
# https://www.crossref.org/blog/dois-and-matching-regular-expressions/
_DOI = re.compile(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.I)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.I)

SLUG = re.compile(r"[a-z0-9]+(?:[.+_~-]+[a-z0-9+]+)*\+*")
_SLUG_SIGNS = {
    "+": "+", "*": "-star-", "#": "-sharp-", "@": "-at-", "&": "-and-", "!": "-bang-", "^": "-hat-", "$": "-dollar-",
    "'": "", "’": "",
}  # fmt: skip
_SLUG_GAP = re.compile(r"[^a-z0-9.+]+")
_HASH_LENGTH = 16  # hexadecimal digits; 64 bits: a collision among 10^8 links has a probability of about 3e-4
_TITLE_SLUG_LENGTH = 60  # characters of the title kept readable in a paper's IRI


def arxiv_id(text: str) -> str | None:
    """Find the arXiv id in ``text``, without version, or None where it is no arXiv id, URL or arXiv DOI.

    >>> arxiv_id("https://arxiv.org/abs/2405.13729v2"), arxiv_id("arXiv:hep-th/9901001"), arxiv_id("GPT-4")
    ('2405.13729', 'hep-th/9901001', None)
    """
    text = text.strip()
    doi_form = _ARXIV_DOI.search(text)
    match = _ARXIV.fullmatch(doi_form.group(1) if doi_form else text)
    return match.group(1) if match else None


def datacite_doi(arxiv: str) -> str:
    """Give the DOI that arXiv gives each of its papers.

    Source: https://info.arxiv.org/help/doi.html.

    >>> datacite_doi("2405.13729")
    '10.48550/arXiv.2405.13729'
    """
    return f"10.48550/arXiv.{arxiv}"


def hub_paper_page(arxiv: str) -> str | None:
    """Give the page of a paper on the Hugging Face Hub, which has none for ids with an archive (before April 2007).

    >>> hub_paper_page("2405.13729"), hub_paper_page("hep-th/9901001")
    ('https://huggingface.co/papers/2405.13729', None)
    """
    return None if "/" in arxiv else f"https://huggingface.co/papers/{arxiv}"


def semantic_scholar_page(arxiv: str) -> str:
    """Give the address that leads to the page of a paper on Semantic Scholar.

    >>> semantic_scholar_page("hep-th/9901001")
    'https://api.semanticscholar.org/arXiv:hep-th/9901001'
    """
    return f"https://api.semanticscholar.org/arXiv:{arxiv}"


def doi(text: str) -> str | None:
    """Find the DOI in ``text``, lower case, or None.

    >>> doi("https://doi.org/10.1000/ABC"), doi("nothing")
    ('10.1000/abc', None)
    """
    match = _DOI.fullmatch(text.strip())
    return match.group(1).lower().rstrip(".,;") if match else None


def digest(*parts: str) -> str:
    """Compute a stable hash of the parts: 16 hexadecimal digits of SHA-256 over their unambiguous concatenation.

    >>> digest("a", "bc") == digest("ab", "c")
    False
    """
    joined = "\x1f".join(part.replace("\x1f", " ") for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_LENGTH]


@lru_cache(maxsize=1 << 16)  # a paper's id is asked for sixty times in a build
def slug(name: str) -> str:
    """Make the readable, lossless-by-sign slug of a name, made of ``[a-z0-9.+-]``; a hash where nothing is left.

    Names that differ in a sign keep different slugs; names that differ in case, spaces or dashes share one.

    >>> slug("YOLOv7"), slug("YOLOv7+"), slug("YOLOv7*"), slug("C++"), slug("τ-bench"), slug("Llama 3.1")
    ('yolov7', 'yolov7+', 'yolov7-star', 'c++', 'tau-bench', 'llama-3.1')
    >>> slug("模型").startswith("x-"), slug("∞Bench") == slug("Bench")
    (True, False)
    """
    spelled = plain_dashes(unicodedata.normalize("NFKC", name))
    spelled = "".join(fold(char) if "\u0370" <= char <= "\u03ff" else char for char in spelled)
    decomposed = unicodedata.normalize("NFKD", spelled.casefold())
    foreign = (char for char in decomposed if ord(char) > 127 and char not in _SLUG_SIGNS)
    lossy = any(unicodedata.category(char)[0] in "LNS" for char in foreign)
    signs = "".join(_SLUG_SIGNS.get(char, char) for char in decomposed if not unicodedata.combining(char))
    text = _SLUG_GAP.sub("-", signs).strip("-.")
    text = re.sub(r"-*\+", "+", re.sub(r"\.{2,}", ".", re.sub(r"-?\.-|-\.", "-", text)))
    if not text or lossy or not SLUG.fullmatch(text):
        head = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
        return f"x-{head}-{digest(fold(name))[:8]}" if head else f"x-{digest(fold(name))[:8]}"
    return text


def paper_id(*, title: str, arxiv: str | None = None, doi_name: str | None = None, homonym: str = "") -> str:
    """Make the local id of a paper: its arXiv id, else its DOI, else the normal form of its title.

    Args:
        homonym: what tells it from another work of the same title.

    Raises:
        IdentifierError: there is neither an identifier nor a title.

    >>> paper_id(title="x", arxiv="2405.13729")
    'paper/2405.13729'
    >>> paper_id(title="Densing Law of LLMs").startswith("paper/densing-law-of-llms-")
    True
    """
    if arxiv:
        return "paper/" + arxiv.replace("/", "-")
    if doi_name:
        return f"paper/doi-{slug(doi_name)[:_TITLE_SLUG_LENGTH]}-{digest(doi_name)[:8]}"
    key = title_key(title)
    if not key:
        raise IdentifierError("a paper has neither an identifier nor a title", remedy="give it a title")
    head = slug(title)[:_TITLE_SLUG_LENGTH].rstrip("-.+")
    return f"paper/{head}-{digest(key)[:8]}" + (f"~{homonym}" if homonym else "")


def record_number(identifier: str) -> int:
    """Return a number that stands for a record of an arXiv id or DOI wherever it is met, below 2³¹.

    >>> record_number("2303.08774")
    230308774
    """
    digits = identifier.replace(".", "")
    return int(digits) if digits.isdigit() and len(digits) <= 9 else int(digest(identifier)[:7], 16)


def artifact_id(name_slug: str) -> str:
    """Make the local id of an artifact from its catalogue id or the slug of its name."""
    return "artifact/" + name_slug


def topic_id(name_slug: str) -> str:
    """Make the local id of a topic from its concept slug."""
    return "topic/" + name_slug


def organisation_id(name: str) -> str:
    """Make the local id of an organisation from its name."""
    return "org/" + slug(name)


def author_id(name: str, orcid_name: str | None = None, identifiers: tuple[str, ...] = ()) -> str:
    """Return the local id of an author: the ORCID iD, else the first id of a service, else the name.

    A name may be that of several people; an id is not, so authors with an id are never one with a name alone.

    >>> author_id("Ada Lovelace", "0000-0002-1825-0097"), author_id("Ada Lovelace", None, ("openalex:A5023888391",))
    ('author/orcid-0000-0002-1825-0097', 'author/openalex-a5023888391')
    >>> author_id("Ada Lovelace")
    'author/ada-lovelace'
    """
    if orcid_name:
        return "author/orcid-" + orcid_name.lower()
    return "author/" + slug(min(identifiers, default=name))


def venue_id(name: str) -> str:
    """Return the local id of a venue from its canonical name."""
    return "venue/" + slug(name)


def category_id(code: str) -> str:
    """Return the local id of a category of arXiv, e.g. ``category/cs.CL``, whose case is kept as arXiv writes it."""
    return "category/" + code


def link_id(paper: str, predicate: str, target: str) -> str:
    """Make the local id of a link, from the local ids of its ends and the name of its predicate."""
    return "link/" + digest(paper, predicate, target)


def evidence_id(link: str, field: str, start: int, end: int) -> str:
    """Make the local id of a piece of evidence, from its link, field and offsets (characters, 0-based, end
    exclusive).
    """
    return "evidence/" + digest(link, field, str(start), str(end))
