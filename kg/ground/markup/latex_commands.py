"""The LaTeX commands of titles and abstracts: what each stands for in plain text."""

from __future__ import annotations

import unicodedata

#: Commands that change how their argument or what follows looks, or that print nothing.
DROPPED = frozenset(
    """
    text textbf textit texttt textsc textsf textrm textup textnormal textmd textsl emph underline uline
    mathbf mathit mathrm mathsf mathtt mathcal mathbb mathfrak mathscr mathds boldsymbol bm pmb operatorname
    mbox hbox makebox fbox ensuremath url path nolinkurl xspace protect left right big Big bigg Bigg bigl bigr middle
    displaystyle textstyle scriptstyle tiny scriptsize footnotesize small normalsize large Large huge
    bf it tt rm sc em sl sf normalfont itshape bfseries ttfamily sffamily scshape upshape mdseries
    hat bar tilde widehat widetilde overline vec dot ddot check limits nolimits noindent centering
    footnotemark frac dfrac tfrac cfrac mathop mathrel st hl uwave textsuperscript textsubscript acl ac gls
    """.split()  # noqa: SIM905
)
#: Commands that part words.
SPACING = frozenset(("par", "newline", "linebreak", "item", "quad", "qquad", "space", "enspace", "hfill", "footnote"))
#: What authors call the macro that prints the name of their work, which the text then does not have.
PLACEHOLDERS = frozenset(
    ("our", "ours", "method", "methodname", "model", "modelname", "name", "projectname", "sys", "system", "sysname",
     "tool", "bench", "benchmark", "benchname", "dataset", "datasetname", "approach", "framework", "work", "paper")
)  # fmt: skip
#: Letters that no accent makes; they eat the space after them.
LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "i": "ı", "j": "ȷ", "dh": "ð", "th": "þ",
}  # fmt: skip
#: The combining character of each accent.
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
}  # fmt: skip
_SIGNS = {
    "times": "×", "pm": "±", "mp": "∓", "approx": "≈", "sim": "~", "simeq": "≃", "leq": "≤", "le": "≤", "geq": "≥",
    "ge": "≥", "neq": "≠", "ne": "≠", "to": "→", "rightarrow": "→", "Rightarrow": "⇒", "longrightarrow": "→",
    "leftarrow": "←", "leftrightarrow": "↔", "uparrow": "↑", "downarrow": "↓", "infty": "∞", "cdot": "·", "ldots": "…",
    "dots": "…", "cdots": "…", "star": "*", "ast": "*", "dagger": "†", "ddagger": "‡", "prime": "'", "circ": "°",
    "degree": "°", "ell": "l", "ll": "≪", "gg": "≫", "in": "∈", "cup": "∪", "cap": "∩", "subset": "⊂", "sum": "∑",
    "prod": "∏", "sqrt": "√", "langle": "⟨", "rangle": "⟩", "lbrace": "{", "rbrace": "}", "mid": "|", "vert": "|",
    "Vert": "‖", "checkmark": "✓", "copyright": "©", "textregistered": "®", "texttrademark": "™", "S": "§",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textdollar": "$",
    "textendash": "–", "textemdash": "—", "textquotesingle": "'", "textquotedblleft": "“", "textquotedblright": "”",
    "textless": "<", "textgreater": ">", "textbar": "|", "textasteriskcentered": "*",
    "lq": "‘", "rq": "’", "eg": "e.g.", "ie": "i.e.", "etal": "et al.", "vs": "vs.", "emptyset": "∅", "forall": "∀",
    "exists": "∃", "partial": "∂", "nabla": "∇", "propto": "∝", "equiv": "≡", "oplus": "⊕", "otimes": "⊗",
}  # fmt: skip
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi"
    " psi omega"
)
_LATIN_SPELLING = {"lambda": "LAMDA"}  # of the Unicode Standard


def _greek_letters() -> dict[str, str]:
    letters = {}
    for name in _GREEK.split():
        spelled = _LATIN_SPELLING.get(name, name.upper())
        letters[name] = letters["var" + name] = unicodedata.lookup(f"GREEK SMALL LETTER {spelled}")
        letters[name.capitalize()] = unicodedata.lookup(f"GREEK CAPITAL LETTER {spelled}")
    return letters


#: Commands that print a character or two.
SYMBOLS = _SIGNS | _greek_letters()
