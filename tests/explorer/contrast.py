"""How far two colours stand out from one another, as WCAG 2.2 counts it."""

from __future__ import annotations

import numpy as np


def channels(colour: str) -> np.ndarray:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255


def linear(colour: np.ndarray) -> np.ndarray:
    return np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """WCAG 2.2 contrast ratio."""
    first, second = (float(linear(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
