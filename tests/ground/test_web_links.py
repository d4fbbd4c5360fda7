"""What an address leads to, by its form alone."""

from __future__ import annotations

import pytest

from kg.ground.web_links import LinkKind, link_kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://github.com/a/b", LinkKind.CODE), ("HTTP://WWW.GitHub.com/a/b-c.d/tree/main", LinkKind.CODE),
        ("gitlab.com/a/b", LinkKind.CODE), (" https://codeberg.org/a/b ", LinkKind.CODE),
        ("https://huggingface.co/datasets/a/b", LinkKind.DATASET),
        ("https://www.kaggle.com/datasets/a/b", LinkKind.DATASET),
        ("https://zenodo.org/records/123", LinkKind.DATASET), ("https://zenodo.org/record/123", LinkKind.DATASET),
        ("https://hf.co/a/b", LinkKind.MODEL), ("https://huggingface.co/a/b/tree/main", LinkKind.MODEL),
    ],
)  # fmt: skip
def test_what_an_address_leads_to(url: str, kind: LinkKind) -> None:
    assert link_kind(url) is kind


@pytest.mark.parametrize(
    "url",
    [
        "", "https://github.com", "https://github.com/a", "https://github.com/a/", "https://notgithub.com/a/b",
        "https://github.io/a/b", "https://a.org/github.com/a/b", "https://huggingface.co/spaces/a/b",
        "https://huggingface.co/papers/2405.1", "https://hf.co/datasets/a", "https://huggingface.co/docs/hub",
        "https://zenodo.org/records/", "mailto:a@github.com", "ftp://github.com/a/b",
    ],
)  # fmt: skip
def test_what_an_address_does_not_say(url: str) -> None:
    assert link_kind(url) is None


def test_an_account_that_begins_like_a_path_of_the_hub_is_one() -> None:
    assert link_kind("https://huggingface.co/papersdesk/b") is LinkKind.MODEL
