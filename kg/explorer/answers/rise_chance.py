"""Whether a name rises, or chance alone may have dealt its papers so: exact tests, and what is left of many of them."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma


def chance_of_rise(later_of_name: int, of_name: int, later: int, dated: int) -> float:
    """Compute how likely at least so many of a name's papers are later ones, were papers dealt out by chance.

    That is the upper tail of the hypergeometric distribution: Fisher's exact test, one-sided.

    Args:
        later_of_name: later papers of the name. of_name: all its papers. later: later papers in all. dated: all papers.

    >>> round(chance_of_rise(3, 3, 5, 10), 4)  # 5/10 · 4/9 · 3/8
    0.0833
    """
    whole = _log_choices(dated, of_name)
    return sum(
        exp(_log_choices(later, each) + _log_choices(dated - later, of_name - each) - whole)
        for each in range(max(later_of_name, of_name - dated + later), min(of_name, later) + 1)
    )


def least_chance(of_name: int, later: int, dated: int) -> float:
    """Compute the smallest chance that ``chance_of_rise`` can give to a name of so many papers, however they are dealt.

    >>> round(least_chance(3, 5, 10), 4), round(least_chance(10, 5, 10), 4)
    (0.0833, 1.0)
    """
    return chance_of_rise(min(of_name, later), of_name, later, dated)


def kept_at_rate(chances: Sequence[float], rate: float) -> list[bool]:
    """Say which of many tests to believe, so that of those that are believed at most a share is wrong on average.

    Where nothing rises at all, the probability that any is believed is at most this rate, too. (Benjamini and Hochberg
    1995, J. R. Stat. Soc. B 57, 289-300.)

    >>> kept_at_rate([0.001, 0.04, 0.2], 0.05), kept_at_rate([0.04, 0.2, 0.3], 0.05)
    ([True, False, False], [False, False, False])
    """
    ordered = sorted(chances)
    believed = [chance for rank, chance in enumerate(ordered, 1) if chance <= rate * rank / len(ordered)]
    most = max(believed, default=-1.0)
    return [chance <= most for chance in chances]


def _log_choices(count: int, chosen: int) -> float:
    """Return the logarithm of the number of ways to choose some of a number of things."""
    return lgamma(count + 1) - lgamma(chosen + 1) - lgamma(count - chosen + 1)
