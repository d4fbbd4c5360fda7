"""The form under which names of fields are compared, whoever wrote them."""

from __future__ import annotations


def plain_key(name: object) -> str:
    """Write the name of a field without case, dashes and underscores.

    >>> plain_key("arXiv-ID")
    'arxivid'
    """
    return str(name).casefold().replace("_", "").replace("-", "")
