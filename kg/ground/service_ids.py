"""The ids that services give works and people, written one way: ``arXiv:…``, ``doi:…``, ``openalex:…``, ``acl:…``."""

from __future__ import annotations

import re

from kg.ground.identifiers import arxiv_id, doi

# https://support.orcid.org/hc/en-us/articles/360006897674: sixteen digits, the last a check digit of ISO 7064 11,2
_ORCID = re.compile(r"(?:orcid:|https?://(?:www\.)?orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?", re.I)
# The prefix that is kept; other beginnings, the web addresses among them; the id itself; what may follow.
_SERVICES = (
    ("openalex", r"https?://(?:api\.)?openalex\.org/(?:works/|authors/|institutions/)?", r"[WAI]\d+", ""),
    ("s2", r"https?://(?:www\.|api\.)?semanticscholar\.org/(?:paper|author)/(?:[^/]+/)?", r"[0-9a-f]{40}|\d+", ""),
    ("corpus", r"corpusid:|https?://api\.semanticscholar\.org/corpusid:", r"\d+", ""),
    ("dblp", r"https?://dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/(?:rec|pid)/", r"[\w/.-]+?", r"\.html|\.xml|\.bib"),
    ("acl", r"https?://(?:www\.)?aclanthology\.org/", r"[A-Z]\d{2}-\d{4}|\d{4}\.[\w-]+\.\d+", r"/|\.pdf|\.bib"),
    ("openreview", r"https?://openreview\.net/(?:forum|pdf|profile)\?id=", r"~?[\w.'-]+", ""),
)
#: Where a person sees the work or the person that has an id, by its service.
ADDRESSES = {
    "arXiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "openalex": "https://openalex.org/",
    "s2": "https://www.semanticscholar.org/paper/",
    "corpus": "https://api.semanticscholar.org/CorpusID:",
    "dblp": "https://dblp.org/rec/",
    "acl": "https://aclanthology.org/",
    "openreview": "https://openreview.net/forum?id=",
    "orcid": "https://orcid.org/",
}
_FORMS = tuple(
    (service, re.compile(rf"(?:{service}:|{address})({number})(?:{end})?", re.I))
    for service, address, number, end in _SERVICES
)


def orcid(text: str) -> str | None:
    """Return the ORCID iD in ``text``, or None where there is none or its check digit is wrong.

    >>> orcid("https://orcid.org/0000-0002-1825-0097"), orcid("0000-0002-1825-0098")
    ('0000-0002-1825-0097', None)
    """
    match = _ORCID.fullmatch(text.strip())
    if match is None:
        return None
    number = match.group(1).upper()
    digits = number.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return number if digits[-1] == "0123456789X"[(12 - total % 11) % 11] else None


def service_id(text: str) -> str:
    """Write an id of a work or a person as ``service:id`` where its form tells the service; else leave it as it is.

    >>> service_id("https://openalex.org/W2741809807"), service_id("https://arxiv.org/abs/1706.03762v5")
    ('openalex:W2741809807', 'arXiv:1706.03762')
    >>> service_id("https://aclanthology.org/P19-1001/"), service_id("https://openreview.net/forum?id=YicbFdNTTy")
    ('acl:P19-1001', 'openreview:YicbFdNTTy')
    >>> service_id("smith2020")
    'smith2020'
    """
    text = text.strip()
    if arxiv := arxiv_id(text):
        return "arXiv:" + arxiv
    if name := doi(text):
        return "doi:" + name
    for service, form in _FORMS:
        if match := form.fullmatch(text):
            return f"{service}:{match.group(1)}"
    return text


def service_address(name: str) -> str | None:
    """Give the address of a work that has an id of a service, or None where the service is not known.

    >>> service_address("acl:P19-1001"), service_address("doi:10.1000/abc"), service_address("smith2020")
    ('https://aclanthology.org/P19-1001', 'https://doi.org/10.1000/abc', None)
    """
    service, _, number = name.partition(":")
    address = ADDRESSES.get(service)
    return address + number if address and number else None
