"""Tokens that look like names and name no artifact, in whatever text: chemical formulas and keys of citations.

1. *Formulas* are the usual substances (``CO2``, ``NO_2``) and sizes of particles (``PM2.5``); beside two
   of them, whatever is made of symbols of elements and counts, too (``O3``, ``C4H8``). Else ``O3`` may be a model and
   ``C4`` a dataset, unless the number is written below the line; many texts on training speak of CO2.
2. A *key of a citation* is an author, a year and a word glued together (``vaswani2017attention``): texts made from
   LaTeX keep them behind the name that they are cited for.
"""

from __future__ import annotations

import re
from collections.abc import Set

from kg.ground.machine.remembered import Remembered
from kg.linker.text.tokens import TokenText

_SUBSTANCE = re.compile(
    "CO2|NO2|NOx|SO2|SOx|N2O|CH4|NH3|H2S|H2O2|SO4|NO3|PO4|CO3|HCO3|NH4|CaCO3|NaCl|HCl|HNO3|H2SO4|NaOH|TiO2|SiO2|ZnO|Al2O3|"
    "Fe2O3|Fe3O4|MoS2|WS2|WSe2|MoSe2|BaTiO3|SrTiO3|LiFePO4|LiCoO2|GaAs|InGaAs|ZrO2|CeO2|CuO|MgO|MnO2|V2O5|C60|CCl4|SF6|"
    r"C2H4|C2H6|C3H8|CH3OH|C2H5OH|C6H6|PM10|PM2\.5|PM1\.0"
)
_ELEMENTS = (
    "He|Li|Be|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|As|Se|Br|Zr|Mo|Pd|Ag|Cd|In|Sn|Ba|La|Ce|Pt|Au|Hg|"
    "Pb|Bi|H|B|C|N|O|F|P|S|K|V|I|W|U"
)
_FORMULA = re.compile(rf"(?:(?:{_ELEMENTS})(?:\d{{1,2}}|x)?){{1,6}}")
_FORMULAS_OF_CHEMISTRY = 2
_LOWERED = re.compile(r"_\{?(\d|x)")
_DIGITS_BELOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_CITATION_KEY = re.compile(r"[a-z]{3,}(?:19|20)\d\d[a-z]{2,}\d?")


def never_named(text: TokenText) -> Set[int]:
    """Find the tokens of a field that are formulas or keys of citations.

    >>> from kg.linker.text.tokens import tokenize
    >>> text = tokenize("Levels of NO_2, SO_2 and O3 were modelled as in CLIP~radford2021learning.")
    >>> [text.words[index] for index in sorted(never_named(text))]
    ['NO_2', 'SO_2', 'O3', 'radford2021learning']
    >>> never_named(tokenize("Training on C4 emits 25 tons of carbon; we compare O3 with GPT-4."))
    frozenset()
    """
    kinds = [(index, kind) for index, kind in enumerate(map(_KINDS.__getitem__, text.words)) if kind]
    if not kinds:
        return frozenset()
    in_chemistry = len({text.words[index] for index, kind in kinds if kind == "formula"}) >= _FORMULAS_OF_CHEMISTRY
    return frozenset(index for index, kind in kinds if in_chemistry or kind != "letters")


def _kind_of_word(word: str) -> str:
    """Say whether a word is a formula, letters that could be one, a key of a citation, or, empty, none of them."""
    plain = _LOWERED.sub(r"\1", word).translate(_DIGITS_BELOW)
    if _SUBSTANCE.fullmatch(plain) or (plain != word and _FORMULA.fullmatch(plain)):
        return "formula"
    if any(map(str.isdigit, word)) and _FORMULA.fullmatch(plain):
        return "letters"
    return "key" if _CITATION_KEY.fullmatch(word) else ""


_KINDS = Remembered(_kind_of_word, most=1 << 15)
