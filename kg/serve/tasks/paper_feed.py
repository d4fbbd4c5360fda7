"""The task of a feed: the newest papers of the graph, of a topic or of an artifact, as Atom."""

from __future__ import annotations

from kg.digest.base.asked_graph import graph_of_store
from kg.digest.base.feed_address import ATOM_TYPE, feed_path, feed_title
from kg.digest.forms.atom_feed import MOST_ENTRIES, Feed, atom_feed
from kg.digest.newest_papers import newest_papers, node_with_name
from kg.serve.http.faults import Fault
from kg.serve.process.wire import Sender
from kg.serve.tasks.addresses import address
from kg.serve.tasks.task import Arguments, Context


def write_feed(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Write a feed.

    A node that another has replaced has no feed of its own: the answer leads to the other one's.

    Arguments:
        node: its local id, or "" for the graph as a whole. here: where the base IRI is served, as a whole address.
    """
    local, here, base = arguments["node"], arguments["here"], context.base
    graph = graph_of_store(context.store, base)
    about = node_with_name(graph, base + local) if local else None
    if local and about is None:
        raise Fault(404, f"the graph has nothing called {base}{local}", remedy="look for it: /search?q=…")
    if about is not None and about.iri != base + local:
        sender.begin("", 308, location=here + feed_path(about.iri.removeprefix(base)))
        return
    papers = newest_papers(graph, about.iri if about else None, MOST_ENTRIES)
    iri = about.iri if about else base + "graph"
    page = address(iri, base, here) if about else here
    title = feed_title(context.title, about.name if about else "")
    sender.begin(f"{ATOM_TYPE}; charset=utf-8")
    sender.write(atom_feed(Feed(iri, title, context.title, here + feed_path(local), page, papers)))
