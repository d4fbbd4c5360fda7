"""The linker as a component of any spaCy pipeline: ``nlp.add_pipe("paperatlas")``.

1. The text of a ``Doc`` is taken for a paper (``kg.linker.doc_text``) and linked as ``kg.link`` does it.
2. Each mention of an artifact becomes a span of ``doc.spans["paperatlas"]``: of all tokens that it touches, since the
   tokenizer of the pipeline need not know where a name ends. The exact characters are kept beside the spans.
3. What was read is kept in the attributes of the span group, as plain JSON: ``DocBin`` and ``Doc.to_bytes`` write it
   by itself, and the extension attributes read from there.

spaCy imports this module wherever PaperAtlas is installed (the entry point ``spacy_factories``), so it imports little;
the linker itself is loaded with the first ``Doc``, which takes a second. See docs/spacy.md.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from spacy.language import Language
from spacy.pipeline.pipe import Pipe
from spacy.tokens import Doc, Span, SpanGroup

from kg.ground.errors import InputError, PaperAtlasError
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.schema import ArtifactType
from kg.ground.version import __version__
from kg.linker.doc_text import DocPaper, TitleRule, read_doc

NAME = "paperatlas"  # of the factory, the entry point, the span group and the attributes in it
_SETTINGS = "settings.json"
#: Extension attributes of a span, and the fields of its artifact that they tell.
SPAN_ATTRIBUTES = {
    "artifact_name": "name", "artifact_role": "role", "artifact_confidence": "confidence", "artifact_known": "known",
}  # fmt: skip


class PaperAtlas(Pipe):
    """Link the text of each ``Doc`` to models, datasets, benchmarks and methods.

    Attributes:
        spans_key: where in ``doc.spans`` the mentions go.
        threshold: 0 to 1; mentions of artifacts with less confidence become no spans.
        title: where the title of a ``Doc`` stands, see ``TitleRule``.
        base: what the IRIs of artifacts and topics begin with.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> _ = nlp.add_pipe("paperatlas")
    >>> doc = nlp("Notes on GSM8K\\nWe evaluate GPT-4 on GSM8K.")
    >>> [(span.text, span.label_, span.kb_id_, span._.artifact_role) for span in doc.spans["paperatlas"]][:2]
    [('GSM8K', 'benchmark', 'artifact/gsm8k', 'evaluatesOn'), ('GPT-4', 'model', 'artifact/gpt-4', 'evaluates')]
    """

    def __init__(
        self, nlp: Language, name: str = NAME, *, spans_key: str = NAME, threshold: float = 0.0,
        title: str = TitleRule.FIRST_LINE, base: str = DEFAULT_BASE,
    ) -> None:  # fmt: skip
        self.name = name
        self._configure(spans_key=spans_key, threshold=threshold, title=title, base=base)

    def _configure(self, *, spans_key: str, threshold: float, title: str, base: str) -> None:
        if not 0.0 <= threshold <= 1.0:
            raise InputError(f"the threshold is {threshold}", where=self.name, remedy="give a number from 0 to 1")
        if title not in list(TitleRule):
            remedy = f"give one of {', '.join(TitleRule)}"
            raise InputError(f"there is no title rule {title!r}", where=self.name, remedy=remedy)
        self.spans_key, self.threshold, self.title, self.base = spans_key, threshold, TitleRule(title), base

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as the pipeline's config has them."""
        return {"spans_key": self.spans_key, "threshold": self.threshold, "title": str(self.title), "base": self.base}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that spans can have: the types of artifact."""
        return tuple(map(str, ArtifactType))

    def __call__(self, doc: Doc) -> Doc:
        """Link one ``Doc``; its span group is replaced.

        Raises:
            InputError: ``doc.user_data["title"]`` is no text.
        """
        from kg.linker.linker import load_linker
        from kg.linker.reading_json import reading_to_link_json

        text = read_doc(doc, self.title)
        reading = load_linker().link(text.paper)
        found = _found_in_doc(reading_to_link_json(reading, self.base), text)
        for entity, link in zip(found["entities"], reading.links, strict=True):
            entity["id"] = link.artifact.id
        spans = _spans(doc, text, [each for each in found["entities"] if each["confidence"] >= self.threshold])
        doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, attrs={NAME: found}, spans=spans)
        return doc

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Write the settings and the version of PaperAtlas; the linker's data are the package's own."""
        return orjson.dumps({"version": __version__, "settings": self.settings}, option=orjson.OPT_INDENT_2)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> PaperAtlas:
        """Take over settings that ``to_bytes`` wrote; warn where another version of PaperAtlas did.

        Raises:
            PaperAtlasError: these are no settings of this component.
        """
        return self._restore(data, self.name)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write what ``to_bytes`` does into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _SETTINGS).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> PaperAtlas:
        """Take over settings that ``to_disk`` wrote, as ``from_bytes`` does."""
        file = Path(path) / _SETTINGS
        return self._restore(file.read_bytes(), str(file))

    def _restore(self, data: bytes, where: str) -> PaperAtlas:
        try:
            state = orjson.loads(data)
            version = state["version"]
            self._configure(**state["settings"])
        except (ValueError, TypeError, LookupError) as error:
            raise PaperAtlasError(
                "these are no settings of the component", where=where, remedy="save the pipeline again"
            ) from error
        if version != __version__:
            warnings.warn(
                f"{self.name}: the pipeline was saved with PaperAtlas {version}, this is {__version__}; what it reads "
                f"in a text may differ; install paperatlas=={version} for the same readings",
                UserWarning,
                stacklevel=3,
            )
        return self


def _found_in_doc(found: dict[str, Any], text: DocPaper) -> dict[str, Any]:
    """Place the mentions of what was read in the text of the ``Doc``."""
    for each in (*found["entities"], *found["topics"]):
        each["mentions"] = [text.mention_in_doc(mention) for mention in each["mentions"]]
    for result in found["results"]:
        result["evidence"] = text.mention_in_doc(result["evidence"])
    return {name: found[name] for name in ("entities", "topics", "results", "links")}


def _spans(doc: Doc, text: DocPaper, entities: Iterable[Mapping[str, Any]]) -> list[Span]:
    """Make the mentions spans of the tokens that they touch, in reading order, each span of an artifact once."""
    spans: dict[tuple[int, int, str], tuple[int, Span]] = {}
    for entity in entities:
        for mention in entity["mentions"]:
            if text.fields[mention["field"]].in_doc:
                span = doc.char_span(
                    mention["start"], mention["end"], label=entity["type"], kb_id=entity["id"],
                    span_id=entity["role"], alignment_mode="expand",
                )  # fmt: skip
                assert span is not None  # every character of a name belongs to a token
                spans.setdefault((span.start, span.end, entity["id"]), (mention["start"], span))
    in_order = sorted(spans.values(), key=lambda each: (each[1].start, -each[1].end, each[0]))
    return [span for _, span in in_order]


def found_in(doc: Doc) -> dict[str, Any] | None:
    """Tell what the component read in a ``Doc``, or None where it did not run: the getter of ``doc._.paperatlas``.

    Entities, topics, results and links are those that ``paperatlas link`` prints (docs/formats.md); an entity's ``id``
    is the ``kb_id_`` of its spans. ``start`` and ``end`` count the characters of ``doc.text``; in the field ``title``,
    where ``doc.user_data`` has the title, those of that title.
    """
    read = (group.attrs.get(NAME) for group in doc.spans.values())
    return next((found for found in read if found is not None), None)


def entity_of(span: Span) -> dict[str, Any] | None:
    """Tell the artifact that a span stands for: its entry among the entities of ``doc._.paperatlas``."""
    for group in span.doc.spans.values():
        for entity in (group.attrs.get(NAME) or {"entities": ()})["entities"]:
            if entity["id"] == span.kb_id_:
                return dict(entity)
    return None


def _entity_field(field: str, span: Span) -> Any:
    entity = entity_of(span)
    return None if entity is None else entity[field]


def register_extensions() -> None:
    """Give spaCy's ``Doc`` and ``Span`` the attributes of this component; those that are there already stay."""
    getters: dict[str, Callable[[Span], Any]] = {"artifact": entity_of}
    # Not closures: spaCy pickles the getters for its processes.
    getters |= {name: partial(_entity_field, field) for name, field in SPAN_ATTRIBUTES.items()}
    for name, getter in getters.items():
        if not Span.has_extension(name):
            Span.set_extension(name, getter=getter)
    if not Doc.has_extension(NAME):
        Doc.set_extension(NAME, getter=found_in)


@Language.factory(
    NAME,
    default_config={"spans_key": NAME, "threshold": 0.0, "title": str(TitleRule.FIRST_LINE), "base": DEFAULT_BASE},
    assigns=["doc.spans", f"doc._.{NAME}", *(f"span._.{name}" for name in ("artifact", *SPAN_ATTRIBUTES))],
)
def make_paperatlas(nlp: Language, name: str, spans_key: str, threshold: float, title: str, base: str) -> PaperAtlas:
    """Make the component: what ``nlp.add_pipe("paperatlas", config={...})`` calls.

    Raises:
        InputError: a setting is out of its range.
    """
    return PaperAtlas(nlp, name, spans_key=spans_key, threshold=threshold, title=title, base=base)


register_extensions()
