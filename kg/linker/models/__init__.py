"""Linear models over named features."""
