"""Markup and word edges: names are found as if they were written plainly, and evidence is exact in what is shown."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.records import Paper, Reading
from kg.ground.schema import Role, TextField
from kg.linker.explanation import explain
from kg.linker.linker import load_linker
from kg.linker.text.cleaned_text import CleanedText
from kg.linker.text.paper_text import clean_field, read_paper

LATEX = [
    (r"We present $\textbf{WrenNet}$, a model.", "We present WrenNet, a model."),
    (r"\textbf{F$^2$Net} and F^2Net and F$^{\mathbf{2}}$Net", "F²Net and F²Net and F²Net"),
    (r"$\beta$-VAE, $\tau^2$-bench, $\pi_0$, $k$-means", "β-VAE, τ²-bench, π₀, k-means"),
    (r"BERT$_\mathrm{large}$, BERT$_{\text{large}}$, T5$_{11B}$", "BERT-large, BERT-large, T5-11B"),
    (r"V$^*$ Bench, STaR$^*$, GPT-4$^\dagger$, HumanEval$^+$", "V* Bench, STaR, GPT-4, HumanEval⁺"),
    (r"GPT-4$^1$ and GSM8K^{2}, EMPO^2\footnote{So.}", "GPT-4 and GSM8K, EMPO² So."),
    (r"on ImageNet-1k~\cite{deng} and GSM8K \citep[p. 3]{cobbe}.", "on ImageNet-1k  and GSM8K ."),
    (r"\href{https://a.org/b_c}{WrenBench} at \url{https://a.org}", "WrenBench at https://a.org"),
    (r"\emph{\textit{Tern}} by {\bf Heron} and {\em Ibis}", "Tern by Heron and Ibis"),
    (r"rises by 18.8\% to 3.4$\times$ of C4 \& Pile", "rises by 18.8% to 3.4× of C4 & Pile"),
    (r"Caf\'e-2, Caf\'{e}-2, {\'e}cole, na\"{\i}ve, Erd\H{o}s", "Café-2, Café-2, école, naïve, Erdős"),
    (r"M\"uller, \O re, stra\ss e, Fran\c{c}ois", "Müller, Øre, straße, François"),
    (r"\"Attention\" and \"foo\", said", '"Attention" and "foo", said'),
    (r"learning~(RL) in Fig.~3 by ~10% or 2~3%", "learning (RL) in Fig. 3 by ~10% or 2~3%"),
    (r"$O(n \log n)$, $\frac{1}{2}$, $10^{-3}$, 10\,000", "O(n log n), 1/2, 10⁻³, 10000"),
    (r"\ours outperforms, \WrenNet{} too", "ours outperforms, WrenNet too"),
    ("{BERT}: pre-training of {B}ERT", "BERT: pre-training of BERT"),
    ("CIFAR-{10,100} and Qwen2.5-{7B,14B}-Instruct", "CIFAR-{10,100} and Qwen2.5-{7B,14B}-Instruct"),
    ("costs $5 million, US$3 or $10", "costs $5 million, US$3 or $10"),
]
HTML = [
    ("<jats:title>Abstract</jats:title><jats:p>Of <jats:italic>T5</jats:italic>.</jats:p>", "  Of T5. "),
    ("<p>CO<sub>2</sub>, BERT<sub>large</sub>, F<sup>2</sup>Net</p>", " CO₂, BERT-large, F²Net "),
    ("AT&amp;T, AT&amp;amp;T, &#946;-VAE, Caf&eacute;&nbsp;2", "AT&T, AT&T, β-VAE, Café\u00a02"),
    ("&lt;i&gt;C4&lt;/i&gt; R&amp;C4; x&tern;", "C4 R&C4; x&tern;"),
    ("p < 0.05 > 0.01 for <think> and <EOS>", "p < 0.05 > 0.01 for <think> and <EOS>"),
    ("<h2>Methods</h2>We train", " Methods. We train"),
]
MARKDOWN = [
    ("**GPT-4** on __C4__ by *us* and _them_", "GPT-4 on C4 by us and them"),
    ("**W**ren **N**et, Test-**T**ime", "Wren Net, Test-Time"),
    ("A* and D* search, 2*3*4, snake_case_name", "A* and D* search, 2*3*4, snake_case_name"),
    ("see [WrenNet](https://a.org/b) and [1](note)", "see WrenNet and [1](note)"),
]
EDGES = [
    ("我们在GSM8K上评估GPT-4。", "我们在 GSM8K 上评估 GPT-4. "),
    ("GPT-4をGSM8Kで評価した。「C4」", "GPT-4 を GSM8K で評価した.  “C4” "),
    ("모델GPT-4는 на GSM8Kе", "모델 GPT-4 는 на GSM8K е"),
    ("«GPT-4» and „C4”", "“GPT-4” and “C4”"),
    ("🔥GPT-4🔥 and GPT-4™ on GSM8K✅", " GPT-4  and GPT-4  on GSM8K "),
    ("GPT-4¹ on GSM8K², C³ and 10²", "GPT-4 on GSM8K, C³ and 10²"),
    ("ＧＰＴ－４ and 𝗚𝗣𝗧-𝟰 ﬁne", "GPT-4 and GPT-4 fine"),
    ("Hella- Swag, Trivi- aQA, eval- uation", "HellaSwag, TriviaQA, evaluation"),
    ("Hella\u00ad Swag and Trivia\u00adQA", "HellaSwag and TriviaQA"),
    ("GPT- 4, Chain-of- Thought, state-of-the- art", "GPT-4, Chain-of-Thought, state-of-the-art"),
    ("short- and long-term, pre- or post-training", "short- and long-term, pre- or post-training"),
    ("We train on C4.Results improve.Our code", "We train on C4. Results improve. Our code"),
    ("Node.Js at github.com/a/C4.Data", "Node.Js at github.com/a/C4.Data"),
]
# Signs in any order, with words between, so that every rule meets every other.
SIGNS = st.lists(
    st.sampled_from(
        [*"\\${}^_~*<>&;[]()-. \u00ad'\"", "\\textbf{", "\\'e", "\\\"{o}", "$\\beta$", "\\cite{a}", "\\href{a}{", "<b>",
         "</b>", "&amp;", "&lt;", "**", "GPT-4", "C4", "GSM8K", "Hella- ", "Swag", "我们", "🔥", "«", "。", "\\frac{",
         "a", "We evaluate ", " on ", "7", "%", "[x](https://a.b)", "_{large}", "^2", "<sup>2</sup>", "\\", "e\u0301"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(("shown", "read"), [*LATEX, *HTML, *MARKDOWN, *EDGES])
def test_what_is_read(shown: str, read: str) -> None:
    assert clean_field(shown).text == read


@pytest.mark.parametrize(
    "plain",
    [
        "We evaluate GPT-4 on GSM8K, a test (60%).",
        "A – B: “C” isn’t D; e.g. 3.5, a/b, x@y.org",
        "Café naïve Müller",
        "",
    ],
)
def test_plain_text_is_read_as_it_is(plain: str) -> None:
    assert clean_field(plain) == CleanedText(plain, plain)
    assert read_paper(Paper("A title", plain)).cleaned == {}


@given(SIGNS)
def test_characters_lead_back_in_order(shown: str) -> None:
    cleaned = clean_field(shown)
    places = [cleaned.place(at, at + 1) for at in range(len(cleaned.text))]
    assert all(0 <= start <= end <= len(shown) for start, end in places)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in itertools.pairwise(places))
    for char, (start, end) in zip(cleaned.text, places, strict=True):
        if char in "GPTCSMKWHw" or char.isdigit():  # letters and digits that no sign makes
            assert shown[start:end] == unicodedata.normalize("NFKC", char)


@given(SIGNS, SIGNS)
def test_evidence_is_exact_in_what_is_shown(title: str, abstract: str) -> None:
    paper = Paper(title.strip() or "-", abstract)
    reading = load_linker().link(paper)
    assert reading.paper is paper
    for field, start, end, words in evidence_of(reading):
        assert paper.text(field)[start:end] == words


def evidence_of(reading: Reading) -> list[tuple[TextField, int, int, str]]:
    pieces = [piece for link in reading.links for piece in link.evidence]
    pieces += [piece for topic in reading.topics for piece in topic.evidence]
    pieces += [result.evidence for result in reading.results]
    return [(piece.field, piece.start, piece.end, piece.text) for piece in pieces]


@pytest.mark.parametrize(
    "unit",
    [
        "$",
        "{",
        "\\",
        "\\textbf{",
        "<b ",
        "&amp;",
        "**a",
        "_a",
        "$_",
        "a- ",
        "[a](",
        "\\href{a}{",
        "<sup>a",
        "\\(_a",
        "我a",
    ],
)
def test_hostile_text_is_read(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert load_linker().link(Paper("Title", text)).paper.abstract == text


@pytest.mark.parametrize(
    ("abstract", "words", "name"),
    [
        (r"We introduce F$^2$Net, a new model for flood maps.", "F$^2$Net", "F²Net"),
        (r"We evaluate the language model BERT$_\mathrm{large}$ here.", r"BERT$_\mathrm{large}$", "BERT-large"),
        (r"We propose \textbf{WrenNet}, a new model for birds.", "WrenNet", "WrenNet"),
        (r"We introduce Caf\'e-2, a new benchmark for menus.", r"Caf\'e-2", "Café-2"),
        ("We evaluate on the benchmark Hella- Swag.", "Hella- Swag", "HellaSwag"),
        ("We evaluate <i>GPT-4</i> on it.", "GPT-4", "GPT-4"),
    ],
)
def test_the_name_is_clean_and_the_words_are_shown(abstract: str, words: str, name: str) -> None:
    paper = Paper("A study of things", abstract)
    links = {link.artifact.name: link for link in load_linker().link(paper).links}
    assert [piece.text for piece in links[name].evidence] == [words]


def test_an_accent_in_latex_makes_the_same_artifact() -> None:
    linker = load_linker()
    slugs = {
        link.artifact.slug
        for name in (r"Caf\'e-2", "Café-2", r"Caf\'{e}-2", "Cafe\u0301-2")
        for link in linker.link(Paper("Menus", f"We introduce {name}, a new benchmark for menus.")).links
        if link.role is Role.INTRODUCES
    }
    assert slugs == {"cafe-2"}


def test_an_explanation_shows_the_words_of_the_paper() -> None:
    paper = Paper("A study", r"We introduce F$^2$Net, a new model for flood maps.")
    (explanation,) = explain(load_linker(), paper, "F²Net")
    assert explanation.link is not None
    assert [piece.text for piece in explanation.kept] == ["F$^2$Net"]


def test_figures_are_shown_with_their_markup() -> None:
    paper = Paper(
        "A study", r"We evaluate GPT-4 on the benchmark GSM8K. GPT-4 reaches an accuracy of \textbf{92.0\%} on GSM8K."
    )
    (result,) = load_linker().link(paper).results
    assert result.value == "92"
    assert result.evidence.text == r"92.0\%"
