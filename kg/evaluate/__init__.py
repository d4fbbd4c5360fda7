"""Readings against gold annotations: scores with intervals, errors, comparison, calibration."""
