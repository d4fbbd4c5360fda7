"""Write ``kg/linker/data/field-words.tsv``: word stems that tell texts of machine learning from those of other fields.

    python bench/field_words.py PAPERS.jsonl OTHER.txt … > field-words.tsv

``PAPERS.jsonl`` holds papers of machine learning (``title``, ``abstract``), the other files texts of other fields, one
a line. Needs the extra ``train``.

1. Texts are cut into runs of one to eight sentences, since a title alone is to be judged, too.
2. Logistic regression over the stems that a run holds, both sides of the same weight. Stems of fewer than
   ``_FEWEST`` texts, of function words and of less than three letters say more about style than about a field.
3. Weights of at least ``_SMALLEST`` are written, with two decimals. No intercept: a text that says nothing is of none.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import orjson

from kg.linker.text.morphology import stem
from kg.linker.text.tokens import MAX_CHARACTERS, tokenize

_FEWEST = 12
_SMALLEST = 0.15
_REGULARISATION = 0.1  # 0.3 gains a hundredth on short texts held out, and needs two thirds more words
_RUNS = (1, 2, 3, 4, 6, 8)
_FUNCTION_LIST = """
    the and for with from that this these those which who whom whose what when where how why than then there here their
    they them its his her him she our ours your you are was were been being have has had did does not nor but also can
    could may might must shall should will would about above after again against all any because before below between
    both during each few further into more most other over own same some such through under until very while via per
    one two three four five six however therefore thus often across among within without upon towards toward although
    though whether either neither since due yet still just only too less much many now ther del let sect fig tabl eqs
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_LIST.split())
_Run = tuple[str, frozenset[str]]


def _runs_of_text(name: str, text: str) -> Iterator[_Run]:
    tokens = tokenize(text[:MAX_CHARACTERS])
    place = 0
    while place < len(tokens.sentences):
        sentences = tokens.sentences[place : place + random.choice(_RUNS)]
        words = tokens.words[sentences[0][0] : sentences[-1][1]]
        stems = frozenset(stem(word) for word in words if is_telling_word(word))
        if len(stems) >= 5:
            yield name, stems
        place += len(sentences)


def is_telling_word(word: str) -> bool:
    """Whether a word may tell a field: three letters or more, and no function word."""
    return len(word) > 2 and word[0].isalpha() and word.lower() not in _FUNCTION_WORDS


def _texts_of_file(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if path.suffix == ".jsonl":
                paper = orjson.loads(line)
                yield f"{paper['title']}. {paper['abstract']}"
            else:
                yield line


def field_weights(papers: Path, others: list[Path]) -> dict[str, float]:
    """The weight of each stem: above 0 speaks for machine learning, below 0 for another field."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    random.seed(1)
    runs: list[_Run] = []
    ours: list[bool] = []
    for path in (papers, *others):
        for number, text in enumerate(_texts_of_file(path)):
            for run in _runs_of_text(f"{path}:{number}", text):
                runs.append(run)
                ours.append(path == papers)
    seen: dict[str, set[str]] = defaultdict(set)
    for name, stems in runs:
        for one in stems:
            seen[one].add(name)
    known = {one for one, names in seen.items() if len(names) >= _FEWEST}
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(sorted(stems & known), 1.0) for _, stems in runs])
    model = LogisticRegression(C=_REGULARISATION, max_iter=500, class_weight="balanced").fit(matrix, ours)
    return dict(zip(vectorizer.get_feature_names_out(), model.coef_[0].tolist(), strict=True))


def main(arguments: list[str]) -> None:
    """Write the table to standard output."""
    papers, *others = map(Path, arguments)
    print("# Word stems and what they say for (above 0) or against machine learning; written by bench/field_words.py.")
    for name, weight in sorted(field_weights(papers, others).items()):
        if abs(weight) >= _SMALLEST:
            print(f"{name}\t{weight:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
