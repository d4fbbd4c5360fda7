"""Markup in titles and abstracts: LaTeX, HTML with JATS tags and entities, and Markdown, taken away.

One pass from left to right, in time linear in the text:

1. A regular expression finds the signs; what lies between them is copied.
2. ``$…$`` is mathematics where pandoc takes it for that: no space inside next to the dollars, no digit after them. Only
   there are braces, subscripts and superscripts read; else "CIFAR-{10,100}" and "snake_case" stay.
3. Formatting commands go with their braces, symbols become characters, citations go with what they cite. An unknown
   command is a macro of the authors: ``\\FooNet`` is FooNet.

Nothing is an error: what cannot be understood stays as it is.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

from kg.linker.text.cleaned_text import Pieces, PieceWriter
from kg.linker.text.latex_commands import ACCENTS, DROPPED, LETTERS, PLACEHOLDERS, SPACING, SYMBOLS

_FONT = r"\\(?:mathrm|math[a-z]{2}|text[a-z]*|operatorname|rm|bf|it|tt|sf|sc)(?![A-Za-z])"
# What a text with markup has somewhere; most texts have none of it.
_MARKED = re.compile(r"[\\$~*_{^]|&[#A-Za-z]|<[/A-Za-z]|\]\(")
_OPENED, _CLOSED = r"(?:<|&lt;)", r"(?:>|&gt;)"
_TAGS = (
    r"(?:jats|mml|m|xhtml|ns\d):[A-Za-z][\w-]*|a|abbr|b|big|blockquote|body|bold|br|center|code|dd|del|disp-formula|div|dl"
    r"|dt|em|ext-link|fn|font|h[1-6]|hr|html|i|img|inline-formula|ins|italic|kbd|li|list|list-item|mark|math|monospace|ol"
    r"|p|pre|q|s|samp|sc|scp|sec|section|small|span|strike|strong|sub|sup|table|tbody|td|tex-math|th|title|tr|tt|u|ul"
    r"|underline|xref"
)
_BLOCKS = frozenset(
    ("p", "br", "div", "li", "ul", "ol", "list", "list-item", "sec", "section", "title", "tr", "td", "th", "table",
     "hr", "blockquote", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6")
)  # fmt: skip
_HEADINGS = frozenset(("title", "h1", "h2", "h3", "h4", "h5", "h6"))
_MARKUP = re.compile(
    rf"""
      (?P<quote>(?<![A-Za-z])\\["'](?=[A-Za-z][^\\]{{0,200}}\\["'](?![A-Za-z{{]))
        | (?<=[A-Za-z.,?!])\\["'](?![A-Za-z{{]))
    | (?P<accent>\\(?:[`'^"~=.]|[uvHckrd](?=[\s{{]))\s?(?:\{{\\?[A-Za-z]\}}|\\[ij](?![A-Za-z])|[A-Za-z]))
    | (?P<silent>\\(?:cite[A-Za-z]*|(?:eq|auto|c|C|page|name)?ref|label|footnotemark|hspace|vspace|includegraphics
        |phantom|color|thanks)\*?\s?(?:\[[^\]]{{0,200}}\]){{0,2}}\{{[^{{}}]{{0,1000}}\}})
    | (?P<argument>\\(?:href|textcolor|colorbox|begin|end|hyperref)\*?\s?(?:\[[^\]]{{0,200}}\])?
        (?:\{{[^{{}}]{{0,1000}}\}})?)
    | (?P<command>\\[A-Za-z]+\*?)
    | (?P<escaped>\\(?:[^A-Za-z]|$))
    | (?P<dollar>\$\$?)
    | (?P<script>[_^]\s?(?:\{{\s?(?:{_FONT}\s?\{{?\s?)?(?P<inner>[\w.+*†‡,/′' -]{{1,30}}?)\s?\}}{{1,2}}
        |{_FONT}\s?\{{(?P<styled>[\w.+ -]{{1,30}})\}} | \{{?(?P<named>\\(?:ast|star|dagger|ddagger|prime|circ)
        (?![A-Za-z]))\}}? | (?P<single>[A-Za-z0-9+*†‡′'-])))
    | (?P<open>\{{) | (?P<close>\}}) | (?P<tie>~)
    | (?P<abstract>{_OPENED}(?:jats:)?title{_CLOSED}\s?(?:Abstract|Summary|ABSTRACT)\s?
        {_OPENED}/(?:jats:)?title{_CLOSED})
    | (?P<raised>{_OPENED}(?:jats:)?su(?P<kind>[bp]){_CLOSED}(?P<level>[^<>&]{{1,20}})
        {_OPENED}/(?:jats:)?su[bp]{_CLOSED})
    | (?P<tag>{_OPENED}/?(?P<name>{_TAGS})(?:\s[^<>]{{0,300}}?)?/?{_CLOSED})
    | (?P<entity>&(?:amp;){{0,2}}(?:\#\d{{1,7}}|\#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,30}});)
    | (?P<link>!?\[(?P<words>[^\[\]]{{1,200}})\]\((?:https?:|mailto:|\#)[^()\s]{{1,500}}\))
    | (?P<emphasis>\*\*?|__?)
    """,
    re.VERBOSE,
)
_SIGNS = re.compile(r"[\\$_^{}~<&!\[*]")  # with which markup begins; searching for one of them is quick
_MATH = re.compile(r"(?<!\\)(\$\$?)(?=[^\s$])[^$]{1,400}?(?<=[^\s\\])\1(?!\d)")
_PLAIN_GROUP = re.compile(r"\{[^{}\\,;:|/=<>\"]{1,60}\}")  # "{BERT}: …" of BibTeX, but not "CIFAR-{10,100}"
_EMPHASISED = re.compile(r"(\*\*|__|\*|_)(?=[^\s*_])[^*]{0,300}?(?<=\S)\1")
_UNDERLINED = re.compile(r"(?<!\w)__|__(?!\w)|(?<!\w)_|_(?!\w)")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_FOOTNOTE_MARKS = frozenset("*†‡ ,")
_ORDINALS = frozenset(("th", "st", "nd", "rd"))
_NAME_BEFORE = re.compile(r"[\w-]*$")
_NAME_END = re.compile(r"[$}]*(?![\w-])")
_WORD_BEFORE = re.compile(r"\w*$")


def remove_markup(text: str) -> Pieces | None:
    """Remove the markup of a text, in pieces, or give None where it has none.

    >>> remove_markup("We use $\\\\beta$-VAE, \\\\textbf{F$^2$Net} and BERT$_\\\\mathrm{large}$.").text
    'We use β-VAE, F²Net and BERT-large.'
    >>> remove_markup("<jats:p>We use <b>T5</b> &amp; C4.</jats:p>").text, remove_markup("CIFAR-{10,100}")
    (' We use T5 & C4. ', None)
    """
    if _MARKED.search(text) is None:
        return None
    pieces = _MarkupRemoval(text).read()
    return None if pieces.text == text else pieces


class _MarkupRemoval:
    """One pass over a text. ``_braces`` holds for each open brace what closes it; None where it stays."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._writer = PieceWriter(text)
        self._braces: list[str | None] = []
        self._in_math = False
        self._outside = 0  # how many braces stand open around the mathematics
        self._argument_at = -1  # where a brace would open the argument of a command
        self._emphasis: list[str] = []
        self._dollars: frozenset[int] = frozenset()
        if "$" in text:
            math = list(_MATH.finditer(text))
            self._dollars = frozenset([at for one in math for at in (one.start(), one.end() - len(one[1]))])

    def read(self) -> Pieces:
        at = 0
        for sign in _SIGNS.finditer(self._text):
            if sign.start() >= at and (match := _MARKUP.match(self._text, sign.start())) is not None:
                self._writer.copy(at, match.start())
                at = _HANDLERS[str(match.lastgroup)](self, match)
        self._writer.copy(at, len(self._text))
        return self._writer.pieces()

    def _keep(self, match: re.Match[str]) -> int:
        self._writer.copy(match.start(), match.end())
        return match.end()

    def _keep_first(self, match: re.Match[str]) -> int:
        self._writer.copy(match.start(), match.start() + 1)
        return match.start() + 1

    def _drop(self, match: re.Match[str]) -> int:
        return match.end()

    def _space(self, match: re.Match[str]) -> int:
        self._writer.write(" ", match.start(), match.end())
        return match.end()

    def _quote(self, match: re.Match[str]) -> int:
        self._writer.copy(match.end() - 1, match.end())
        return match.end()

    def _accent(self, match: re.Match[str]) -> int:
        letter = match.group().rstrip("}")[-1]
        accented = unicodedata.normalize("NFC", letter + ACCENTS[match.group()[1]])
        if len(accented) > 1:  # no such letter: \"GPT-4 is in quotation marks
            self._writer.copy(match.start() + 1, match.start() + 2)
            return match.start() + 2
        self._writer.write(accented, match.start(), match.end())
        return match.end()

    def _argument(self, match: re.Match[str]) -> int:
        """Read a command whose first argument says nothing: an address, a colour, an environment."""
        self._argument_at = match.end()
        if match.group().startswith((r"\begin", r"\end")):
            self._writer.write(" ", match.start(), match.end())
        return match.end()

    def _command(self, match: re.Match[str]) -> int:
        name = match.group()[1:].rstrip("*")
        self._argument_at = match.end()
        if name in SPACING:
            return self._space(match)
        if name in DROPPED or name in LETTERS:
            self._writer.write(LETTERS.get(name, ""), match.start(), match.end())
            braced = bool(self._braces) and self._text[match.start() - 1 : match.start()] == "{"
            follows = self._text[match.end() : match.end() + 1] == " "
            return match.end() + (follows and (name in LETTERS or braced))  # "{\bf GPT-4}", "\ss " eat a space
        if name in SYMBOLS:
            self._writer.write(SYMBOLS[name], match.start(), match.end())
        else:
            shown = name.lower() if name.lower() in PLACEHOLDERS else name
            self._writer.write(shown, match.start() + 1, match.start() + 1 + len(name))
        return match.end()

    def _escaped(self, match: re.Match[str]) -> int:
        sign = match.group()[1:]
        if sign in ("(", ")", "[", "]"):
            self._turn_math(sign in "([")
        elif sign in (",", ";", ":", " ", "\\", ">"):
            between_digits = re.compile(r"(?<=\d)\\,(?=\d)").match(self._text, match.start())
            self._writer.write("" if between_digits else " ", match.start(), match.end())
        elif sign not in ("", "!", "/", "-", "@"):
            self._writer.copy(match.end() - 1, match.end())
        return match.end()

    def _dollar(self, match: re.Match[str]) -> int:
        if match.start() not in self._dollars:
            return self._keep(match)
        self._turn_math(not self._in_math)
        return match.end()

    def _turn_math(self, in_math: bool) -> None:
        """Begin or end mathematics; braces that it leaves open are forgotten."""
        if in_math:
            self._outside = len(self._braces)
        else:
            del self._braces[self._outside :]
        self._in_math = in_math

    def _script(self, match: re.Match[str]) -> int:
        # Outside mathematics only "DR^{3}-Eval" and "F^2Net" are scripts, left over where dollars have been taken away.
        is_script = match["inner"] or (match["single"] and match.group()[0] == "^" and match["single"].isdigit())
        if not self._in_math and not is_script:
            emphasis = _UNDERLINED.match(self._text, match.start())
            return self._emphasised(emphasis) if emphasis else self._keep_first(match)
        group = next(name for name in ("inner", "styled", "named", "single") if match[name])
        self._write_script(match.group()[0], match, group)
        return match.end()

    def _raised(self, match: re.Match[str]) -> int:
        self._write_script("^" if match["kind"] == "p" else "_", match, "level")
        return match.end()

    def _write_script(self, sign: str, match: re.Match[str], group: str) -> None:
        """Write a subscript or superscript: a digit as such a digit, a word behind a hyphen, a footnote's mark not at
        all.
        """
        words = match[group]
        content = SYMBOLS[words[1:]] if words[0] == "\\" else words
        word = _WORD_BEFORE.findall(self._writer.last_characters())[0]
        prefix = ""
        if set(content) <= _FOOTNOTE_MARKS:
            content = content if len(word) <= 2 and content == "*" else ""  # A*, but not GPT-4*
        elif set(content) <= set("0123456789+-"):
            content = (
                ""
                if sign == "^" and self._is_footnote(match.end())
                else content.translate(_RAISED if sign == "^" else _LOWERED)
            )
        elif content not in _ORDINALS and word:
            prefix = "-" if len(word) > 1 else sign
        start, end = match.span(group)
        self._writer.write(prefix, match.start(), start)
        self._writer.write(content, start, end)

    def _is_footnote(self, end: int) -> bool:
        """Check whether a raised digit before a place ends a name with a digit: "GPT-4^1", but not "F^2Net" or
        "EMPO^2".
        """
        name = _NAME_BEFORE.findall(self._writer.last_characters())[0]
        ends = _NAME_END.match(self._text, end) is not None
        return ends and any(map(str.isalpha, name)) and any(map(str.isdigit, name))

    def _open(self, match: re.Match[str]) -> int:
        at = match.start()
        argument = at == self._argument_at
        if argument or self._in_math or self._text.startswith("{\\", at) or _PLAIN_GROUP.match(self._text, at):
            fraction = argument and self._text.endswith("frac", at - 4, at)
            self._braces.append("/" if fraction else "")
            return match.end()
        self._braces.append(None)
        return self._keep(match)

    def _close(self, match: re.Match[str]) -> int:
        closing = self._braces.pop() if self._braces else ("" if self._in_math else None)
        if closing is None:
            return self._keep(match)
        self._argument_at = match.end()
        self._writer.write(closing, match.start(), match.end())
        return match.end()

    def _tie(self, match: re.Match[str]) -> int:
        """Write a space that no line may break; "~10%" and "2~3%" are other things."""
        before = self._writer.last_characters()[-1:]
        after = self._text[match.end() : match.end() + 1]
        tied = before.isalpha() or before in (")", "]", "}", ".") or after.isalpha() or after in ("\\", "(", "[")
        return self._space(match) if before and not before.isspace() and tied else self._keep(match)

    def _tag(self, match: re.Match[str]) -> int:
        name = match["name"].partition(":")[2] or match["name"]
        if name in _HEADINGS and "/" in match.group()[:6] and self._writer.last_characters()[-1:] not in ".?!: ":
            self._writer.write(". ", match.start(), match.end())
        elif name in _BLOCKS:
            return self._space(match)
        return match.end()

    def _entity(self, match: re.Match[str]) -> int:
        character = match.group()
        for _ in range(3):
            character = html.unescape(character)
        if len(character) > 2:  # there is no such entity, but perhaps an "&" before it
            known = match.group().startswith("&amp;")
            self._writer.write("&", match.start(), match.start() + (5 if known else 1))
            return match.start() + (5 if known else 1)
        self._writer.write(character, match.start(), match.end())
        return match.end()

    def _link(self, match: re.Match[str]) -> int:
        self._writer.copy(*match.span("words"))
        return match.end()

    def _emphasised(self, match: re.Match[str]) -> int:
        sign, before = match.group(), self._text[match.start() - 1 : match.start()] if match.start() else ""
        if self._in_math or (sign[0] == "_" and not _UNDERLINED.match(self._text, match.start())):
            return self._keep(match)
        if sign in self._emphasis and before and not before.isspace():
            self._emphasis.remove(sign)
            return match.end()
        if (sign == "**" or not (before.isalnum() or before == "*")) and _EMPHASISED.match(self._text, match.start()):
            self._emphasis.append(sign)
            return match.end()
        return self._keep(match)


_HANDLERS: dict[str, Callable[[_MarkupRemoval, re.Match[str]], int]] = {
    "quote": _MarkupRemoval._quote, "accent": _MarkupRemoval._accent, "silent": _MarkupRemoval._drop,
    "argument": _MarkupRemoval._argument, "command": _MarkupRemoval._command, "escaped": _MarkupRemoval._escaped,
    "dollar": _MarkupRemoval._dollar, "script": _MarkupRemoval._script, "open": _MarkupRemoval._open,
    "close": _MarkupRemoval._close, "tie": _MarkupRemoval._tie, "abstract": _MarkupRemoval._space,
    "raised": _MarkupRemoval._raised, "tag": _MarkupRemoval._tag, "entity": _MarkupRemoval._entity,
    "link": _MarkupRemoval._link, "emphasis": _MarkupRemoval._emphasised,
}  # fmt: skip
