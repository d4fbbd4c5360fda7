"""The task behind citations: which papers the answer of a query names."""

from __future__ import annotations

import orjson

from kg.export.citations.answer_papers import papers_of_answer
from kg.rdf.query.run import answer_of
from kg.rdf.sparql.query_text import without_mark
from kg.serve.http.faults import Fault
from kg.serve.process.wire import Sender
from kg.serve.tasks.query import query_errors, run_on_dataset
from kg.serve.tasks.task import Arguments, Context
from kg.serve.tasks.vocabulary import bound_query

MOST_CITED = 5_000  # papers of one answer
_MOST_ROWS = 200_000


def list_cited_papers(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """List the papers that an answer names, each once, in the order of its rows, as JSON: their local ids.

    Arguments:
        query: its text, with what else a query of the Protocol has; or name, values: of a saved query.
    """
    text = without_mark(arguments["query"] if "query" in arguments else bound_query(context, arguments))
    given = {"default_graphs": [], "named_graphs": [], **arguments}
    with query_errors(text):
        answer = answer_of(run_on_dataset(context, text, given), _MOST_ROWS, context.base)
    papers = papers_of_answer(answer, context.store, context.base)
    if len(papers) > MOST_CITED or not answer.complete:
        many = f"{len(papers):,}" if answer.complete else f"more than {_MOST_ROWS:,} rows of"
        remedy = f"add LIMIT: at most {MOST_CITED:,} are cited at once; paperatlas export bibtex cites all"
        raise Fault(422, f"the answer names {many} papers", remedy=remedy)
    sender.begin("application/json")
    sender.write(orjson.dumps(papers))
