"""The component of a spaCy pipeline: what ``kg.link`` reads, as spans of any tokenizer, saved and loaded."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

import kg
from kg.ground.errors import InputError, PaperAtlasError
from kg.ground.records import Evidence, Link, Paper, Reading
from kg.ground.schema import TextField
from kg.ground.text import tidy
from kg.linker.doc_text import NO_TITLE
from kg.linker.spacy_component import NAME, SPAN_ATTRIBUTES, PaperAtlas
from kg.readers.example_papers import example_path
from kg.readers.read_files import read_papers

ROOT = Path(__file__).resolve().parents[2]
TITLE = "Notes on GSM8K"
ABSTRACT = "We evaluate GPT-3.5/4 on GSM8K. LLaMA-7B/13B-based models reach 61.5% accuracy on MMLU."
#: Where no tokenizer but the linker's own ends a name: in the middle of a word, of a list, of a bracket.
HARD = "We compare(BERT)with GPT-4o/Claude-3 on MMLU-Pro/GSM8K, and call it TideQA-v2.Then GPT-4-based ones."


class OnSpaces:
    """A tokenizer that splits at single spaces only, as in spaCy's own documentation."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words = [word or " " for word in text.split(" ")]
        spaces = [word != " " for word in words[:-1]]
        return Doc(self.vocab, words=words, spaces=[*spaces, False])


def _pipeline(tokenizer: str) -> Language:
    nlp = spacy.blank("zh" if tokenizer == "characters" else "en")
    if tokenizer == "spaces":
        nlp.tokenizer = OnSpaces(nlp.vocab)
    nlp.add_pipe(NAME)
    return nlp


@pytest.fixture(scope="module", params=["english", "spaces", "characters"])
def any_pipeline(request: pytest.FixtureRequest) -> Language:
    return _pipeline(request.param)


@pytest.fixture(scope="module")
def english() -> Language:
    return _pipeline("english")


def _read(title: str, abstract: str) -> Reading:
    return next(kg.link({"title": title, "abstract": abstract}))


def _mentions(reading: Reading) -> Iterator[tuple[Link, Evidence]]:
    return ((link, piece) for link in reading.links for piece in link.evidence)


def _assert_spans_are(doc: Doc, reading: Reading, places: dict[TextField, int]) -> None:
    """All mentions of a reading, each as the tokens that it touches, and nothing else; ``places``: of the fields."""
    expected = set()
    for link, piece in _mentions(reading):
        start, end = (places[piece.field] + offset for offset in (piece.start, piece.end))
        touched = [token.i for token in doc if token.idx < end and token.idx + len(token) > start]
        expected.add((touched[0], touched[-1] + 1, str(link.type), link.artifact.id, str(link.role), link.confidence))
    spans = doc.spans[NAME]
    found = [(s.start, s.end, s.label_, s.kb_id_, s.id_, s._.artifact_confidence) for s in spans]
    assert set(found) == expected
    assert len(found) == len(expected)
    assert found == sorted(found, key=lambda span: (span[0], -span[1]))
    exact = {
        (entity["type"], entity["role"], entity["confidence"], m["field"], m["start"], m["end"], m["text"])
        for entity in doc._.paperatlas["entities"]
        for m in entity["mentions"]
    }
    assert exact == {
        (link.type, link.role, link.confidence, piece.field, places[piece.field] + piece.start,
         places[piece.field] + piece.end, piece.text)
        for link, piece in _mentions(reading)
    }  # fmt: skip


def test_spans_of_the_example_are_the_links_of_kg_link(english: Language) -> None:
    """The same mentions, types, roles and confidences, to the character, and the same topics, results and URLs."""
    papers = [Paper(paper.title, paper.abstract) for paper in read_papers(example_path())]
    assert len(papers) > 50
    docs = english.pipe(f"{paper.title}\n\n{paper.abstract}" for paper in papers)
    linked = 0
    for paper, doc, reading in zip(papers, docs, kg.link(papers), strict=True):
        _assert_spans_are(doc, reading, {TextField.TITLE: 0, TextField.ABSTRACT: len(paper.title) + 2})
        found = doc._.paperatlas
        assert [each["label"] for each in found["topics"]] == [each.label for each in reading.topics]
        values = [each["high"] if each["value"] is None else each["value"] for each in found["results"]]
        assert values == [float(each.value) for each in reading.results]
        assert found["links"] == list(reading.urls)
        linked += len(reading.links)
    assert linked > 100


@pytest.mark.parametrize("abstract", [ABSTRACT, HARD])
def test_no_tokenizer_loses_a_mention(any_pipeline: Language, abstract: str) -> None:
    reading = _read(TITLE, abstract)
    assert len(reading.links) >= 4
    doc = any_pipeline(f"{TITLE}\n{abstract}")
    _assert_spans_are(doc, reading, {TextField.TITLE: 0, TextField.ABSTRACT: len(TITLE) + 1})


def test_two_names_in_one_token_are_two_spans_with_their_own_characters() -> None:
    doc = _pipeline("spaces")("We use GPT-4o/Claude-3 here.")
    assert [(span.text, span._.artifact_name) for span in doc.spans[NAME]] == [
        ("GPT-4o/Claude-3", "GPT-4o"), ("GPT-4o/Claude-3", "Claude 3"),
    ]  # fmt: skip
    mentions = [span._.artifact["mentions"][0] for span in doc.spans[NAME]]
    assert [doc.text[each["start"] : each["end"]] for each in mentions] == ["GPT-4o", "Claude-3"]


def test_text_as_it_comes_is_read_like_the_tidied_text(any_pipeline: Language) -> None:
    """Broken lines, runs of spaces, marks apart from their letters, invisible characters, a last empty line."""
    abstract = (
        "We  evaluate\nChain-of-Thought\n  prompting (CoT) of GPT-\u200b4 and Cafe\u0301QA,\ton GSM8K \n"
        " and MM\ufeffLU. \n"
    )
    reading = _read(TITLE, abstract)
    assert {"gpt-4", "gsm8k", "mmlu"} <= {link.artifact.slug for link in reading.links}
    doc = any_pipeline(f" \n{TITLE} \n\n{abstract}")
    found = {entity["id"]: entity for entity in doc._.paperatlas["entities"]}
    assert list(found) == [link.artifact.id for link in reading.links]
    for link in reading.links:
        mentions = found[link.artifact.id]["mentions"]
        assert [tidy(doc.text[each["start"] : each["end"]]) for each in mentions] == [e.text for e in link.evidence]
        assert [each["text"] for each in mentions] == [doc.text[each["start"] : each["end"]] for each in mentions]
    assert {span.kb_id_ for span in doc.spans[NAME]} == set(found)


def test_the_title_may_stand_beside_the_text(english: Language) -> None:
    doc = english.make_doc(ABSTRACT)
    doc.user_data["title"] = "TideQA: A Benchmark of Tides"
    doc = english(doc)
    reading = _read("TideQA: A Benchmark of Tides", ABSTRACT)
    tide = next(each for each in doc._.paperatlas["entities"] if each["name"] == "TideQA")
    assert tide["mentions"] == [{"field": "title", "start": 0, "end": 6, "text": "TideQA"}]
    assert [each["name"] for each in doc._.paperatlas["entities"]] == [link.artifact.name for link in reading.links]
    assert "TideQA" not in {span._.artifact_name for span in doc.spans[NAME]}  # it stands nowhere in the text
    assert len(doc.spans[NAME]) == sum(piece.field is TextField.ABSTRACT for _, piece in _mentions(reading))


def test_a_title_beside_the_text_is_text(english: Language) -> None:
    doc = english.make_doc(ABSTRACT)
    doc.user_data["title"] = 3
    with pytest.raises(InputError, match=r'doc\.user_data\["title"\] is of the type int; give the title as text'):
        english(doc)
    faults: list[Exception] = []
    component = english.get_pipe(NAME)
    assert isinstance(component, PaperAtlas)
    component.set_error_handler(lambda *given: faults.append(given[-1]))  # type: ignore[arg-type]
    try:
        (good,) = english.pipe([doc, english.make_doc(TITLE)], batch_size=2)
        assert good.text == TITLE
    finally:
        component.set_error_handler(spacy.util.raise_error)
    assert [type(fault) for fault in faults] == [InputError]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("first_line", "We use GPT-4.", (NO_TITLE, "We use GPT-4.")),
        ("first_line", "\n Notes \r\nWe use\nGPT-4.", ("Notes", "We use GPT-4.")),
        ("first_line", "Notes\n \n", (NO_TITLE, "Notes")),
        ("none", "We use\nGPT-4.", (NO_TITLE, "We use GPT-4.")),
        ("none", " \n", (NO_TITLE, "")),
    ],
)
def test_where_the_title_is(
    title: str, text: str, expected: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    seen: list[tuple[str, str]] = []

    class Linker:
        def link(self, paper: Paper) -> Reading:
            seen.append((paper.title, paper.abstract))
            return Reading(paper)

    monkeypatch.setattr("kg.linker.linker.load_linker", Linker)
    nlp = spacy.blank("en")
    nlp.add_pipe(NAME, config={"title": title})
    doc = nlp(text)
    assert seen == [expected]
    assert list(doc.spans[NAME]) == []


def test_spans_below_the_threshold_are_left_out_and_the_rest_is_kept(english: Language) -> None:
    doc = english(f"{TITLE}\n{ABSTRACT}")
    confidences = sorted({span._.artifact_confidence for span in doc.spans[NAME]})
    assert len(confidences) > 1
    nlp = spacy.blank("en")
    nlp.add_pipe(NAME, config={"threshold": confidences[-1], "spans_key": "sc"})
    sure = nlp(doc.text)
    assert {span._.artifact_confidence for span in sure.spans["sc"]} == {confidences[-1]}
    assert NAME not in sure.spans
    assert sure._.paperatlas == doc._.paperatlas


def test_what_spans_tell_of_their_artifact(english: Language) -> None:
    doc = english("We introduce TideQA, a benchmark for question answering, and run GPT-4 on it.")
    new, known = doc.spans[NAME]
    assert (new._.artifact_name, new._.artifact_role, new._.artifact_known) == ("TideQA", "introduces", False)
    assert (known._.artifact_name, known.kb_id_, known._.artifact_known) == ("GPT-4", "artifact/gpt-4", True)
    assert known._.artifact["iri"] == "https://w3id.org/paperatlas/artifact/gpt-4"
    plain = Span(doc, 0, 2)
    assert plain._.artifact is None
    assert [getattr(plain._, name) for name in SPAN_ATTRIBUTES] == [None] * 4
    assert spacy.blank("en")("GPT-4")._.paperatlas is None


def test_it_leaves_what_other_components_found_alone() -> None:
    """With entities, sentences and spans of others before and after it."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "OpenAI"}])  # type: ignore[attr-defined]
    nlp.add_pipe(NAME)
    nlp.add_pipe("span_ruler").add_patterns([{"label": "X", "pattern": "GSM8"}])  # type: ignore[attr-defined]
    doc = nlp("OpenAI made GPT-4. We test it on MMLU.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("OpenAI", "ORG")]
    assert len(list(doc.sents)) == 2
    assert set(doc.spans) == {NAME, "ruler"}
    doc.set_ents(filter_spans(doc.spans[NAME]), default="unmodified")  # as the documentation says
    assert [(ent.text, ent.kb_id_) for ent in doc.ents] == [
        ("OpenAI", ""), ("GPT-4", "artifact/gpt-4"), ("MMLU", "artifact/mmlu"),
    ]  # fmt: skip
    assert doc.ents[1]._.artifact_name == "GPT-4"


def _told(doc: Doc) -> list[Any]:
    spans = [(s.start_char, s.end_char, s.label_, s.kb_id_, s.id_, s._.artifact) for s in doc.spans[NAME]]
    return [doc.text, spans, doc._.paperatlas]


def test_docs_are_saved_with_all_that_was_read(english: Language, tmp_path: Path) -> None:
    doc = english(f"{TITLE}\n{ABSTRACT}")
    DocBin(docs=[doc]).to_disk(tmp_path / "papers.spacy")  # without store_user_data
    vocab = spacy.blank("en").vocab
    (binned,) = DocBin().from_disk(tmp_path / "papers.spacy").get_docs(vocab)
    assert _told(binned) == _told(doc)
    assert _told(Doc(Vocab()).from_bytes(doc.to_bytes())) == _told(doc)
    assert _told(doc.copy()) == _told(doc)


def test_a_pipeline_is_saved_and_loaded_with_its_settings(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    component = nlp.add_pipe(NAME, config={"threshold": 0.5, "spans_key": "links", "title": "none"})
    assert isinstance(component, PaperAtlas)
    component.base = "https://example.org/"  # changed after it was made: not in the pipeline's config
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert loaded.pipe_names == [NAME]
    component = loaded.get_pipe(NAME)
    assert isinstance(component, PaperAtlas)
    expected = {"threshold": 0.5, "spans_key": "links", "title": "none", "base": "https://example.org/"}
    assert component.settings == expected
    doc = loaded(ABSTRACT)
    assert {span._.artifact["iri"].partition("artifact")[0] for span in doc.spans["links"]} == {"https://example.org/"}
    other = spacy.blank("en")
    other.add_pipe(NAME)
    other.from_bytes(nlp.to_bytes())
    assert other.get_pipe(NAME).settings == expected  # type: ignore[attr-defined]


def test_a_pipeline_of_another_version_says_so(english: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    component = english.get_pipe(NAME)
    assert isinstance(component, PaperAtlas)
    saved = component.to_bytes()
    monkeypatch.setattr("kg.linker.spacy_component.__version__", "99")
    with pytest.warns(UserWarning, match=rf"saved with PaperAtlas {kg.__version__}, this is 99"):
        component.from_bytes(saved)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"version": "0.1.0", "settings": {"colour": 3}}', b"\xff"])
def test_what_are_no_settings_is_refused(english: Language, data: bytes, tmp_path: Path) -> None:
    component = english.get_pipe(NAME)
    assert isinstance(component, PaperAtlas)
    before = component.settings
    (tmp_path / "settings.json").write_bytes(data)
    with pytest.raises(PaperAtlasError, match=r"settings\.json: these are no settings of the component; save"):
        component.from_disk(tmp_path)
    assert component.settings == before


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"threshold": 1.5}, "the threshold is 1.5; give a number from 0 to 1"),
        ({"title": "last_line"}, "first_line, none"),
    ],
)
def test_settings_out_of_range_are_refused(config: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        spacy.blank("en").add_pipe(NAME, config=config)


def test_displacy_draws_the_spans(english: Language) -> None:
    doc = english(f"{TITLE}\n{ABSTRACT}")
    options = {"spans_key": NAME, "kb_url_template": "https://w3id.org/paperatlas/{}"}
    page = displacy.render(doc, style="span", options=options, jupyter=False)
    assert 'href="https://w3id.org/paperatlas/artifact/gsm8k"' in page
    assert page.count("benchmark") == sum(span.label_ == "benchmark" for span in doc.spans[NAME])


_PROGRAM = """
import sys
sys.modules["kg.linker.linker"] = None  # spaCy makes pipelines without the linker
import spacy
nlp = spacy.blank("en")
nlp.add_pipe("paperatlas")
del sys.modules["kg.linker.linker"]
nlp("GPT-4")  # once for all processes
docs = list(nlp.pipe(["We use GPT-4.", "We test on MMLU."] * 4, n_process=2, batch_size=2))
print([(span.kb_id_, span._.artifact_role) for doc in docs for span in doc.spans["paperatlas"]])
"""


def test_an_installed_package_is_found_by_spacy_and_works_in_its_processes(tmp_path: Path) -> None:
    """With the entry points that pyproject.toml declares, in a process that imports spaCy alone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    folder = tmp_path / "paperatlas-99.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: paperatlas\nVersion: 99\n", encoding="utf-8")
    entries = "".join(f"{name} = {value}\n" for name, value in project["entry-points"]["spacy_factories"].items())
    (folder / "entry_points.txt").write_text(f"[spacy_factories]\n{entries}", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("('artifact/gpt-4', 'uses'), ('artifact/mmlu', 'evaluatesOn')") == 4
