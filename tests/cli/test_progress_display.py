"""What a long computation says of how far it is."""

from __future__ import annotations

import click
import pytest

from kg.cli.progress_display import ProgressLines, going_on_later


def test_a_pipe_hears_of_a_stage_after_half_a_minute_and_then_each_minute(capsys: pytest.CaptureFixture[str]) -> None:
    now = [100.0]
    lines = ProgressLines(lambda: now[0])
    lines.start("link", 1_000)
    for _ in range(30):
        now[0] += 5.0
        lines.advance(10)
    lines.start("page")
    lines.advance()
    assert capsys.readouterr().err.splitlines() == [
        "link 1000 …",
        "link 60 of 1,000, 2 a second, 8 min left",
        "link 180 of 1,000, 2 a second, 7 min left",
        "link 300 of 1,000, 2 a second, 6 min left",
        "page …",
    ]


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(click.exceptions.Exit) as stop, going_on_later("what was done is kept"):
        raise KeyboardInterrupt
    assert stop.value.exit_code == 130
    said = "paperatlas: stopped; what was done is kept, run the same command again to go on\n"
    assert capsys.readouterr().err == said
