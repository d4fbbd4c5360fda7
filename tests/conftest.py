"""Settings for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine must not fail a test, and the whole suite should stay within a minute: no deadline for one example,
# half the usual number of examples. A longer search: pytest --hypothesis-profile=default.
settings.register_profile("paperatlas", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("paperatlas")
