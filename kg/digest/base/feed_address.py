"""Which feeds a graph has, what they are called and where they lie, below the graph's base and on a server."""

from __future__ import annotations

from urllib.parse import quote

from kg.ground.identifiers import NODE_PATHS

ATOM_TYPE = "application/atom+xml"
#: Kinds of node that have a feed of their own: their new papers.
FEED_KINDS = ("topic", "artifact")
_PATHS = tuple(NODE_PATHS[kind] for kind in FEED_KINDS)
_ALL, _SUFFIX = "atlas", ".atom"


def has_feed(local: str) -> bool:
    """Check whether a node has a feed, by its local id; "" is the graph as a whole.

    >>> has_feed("topic/tool-use"), has_feed("paper/2405.13729"), has_feed("")
    (True, False, True)
    """
    return not local or local.startswith(_PATHS)


def feed_path(local: str) -> str:
    """Write where the feed of a node lies, by its local id; "" is the graph as a whole.

    >>> feed_path("topic/tool-use"), feed_path("")
    ('feeds/topic/tool-use.atom', 'feeds/atlas.atom')
    """
    return "feeds/" + quote(local or _ALL, safe="/+~:@!$&'()*,;=%") + _SUFFIX


def node_of_feed(path: str) -> str | None:
    """Find the local id of the node that a path below ``feeds/`` is of; None where it is of none.

    >>> node_of_feed("topic/tool-use.atom"), node_of_feed("atlas.atom"), node_of_feed("tool-use.atom")
    ('topic/tool-use', '', None)
    """
    local = path.removesuffix(_SUFFIX)
    if local == path or not local:
        return None
    if local == _ALL:
        return ""
    return local if has_feed(local) and local not in _PATHS else None


def feed_title(graph: str, name: str) -> str:
    """Name a feed, by the graph's name and that of its node; "" is the graph as a whole.

    >>> feed_title("PaperAtlas", ""), feed_title("PaperAtlas", "tool use")
    ('PaperAtlas: new papers', 'PaperAtlas: new papers, tool use')
    """
    return f"{graph}: new papers" + (f", {name}" if name else "")
