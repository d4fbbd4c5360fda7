"""Ids of services in the forms that records give them."""

from __future__ import annotations

import pytest

from kg.ground.service_ids import orcid, service_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://openalex.org/W2741809807", "openalex:W2741809807"),
        ("https://api.openalex.org/works/W1", "openalex:W1"),
        ("openalex:A5023888391", "openalex:A5023888391"),
        ("https://www.semanticscholar.org/paper/Some-Title/0796f6cd7f0403a854d67d525e9b32af3b277331",
         "s2:0796f6cd7f0403a854d67d525e9b32af3b277331"),
        ("CorpusID:13756489", "corpus:13756489"),
        ("https://dblp.org/rec/conf/acl/SmithL20.html", "dblp:conf/acl/SmithL20"),
        ("https://aclanthology.org/2020.acl-main.1.pdf", "acl:2020.acl-main.1"),
        ("https://openreview.net/forum?id=YicbFdNTTy", "openreview:YicbFdNTTy"),
        ("10.48550/arXiv.1706.03762", "arXiv:1706.03762"),
        ("https://doi.org/10.1000/ABC", "doi:10.1000/abc"),
        ("12", "12"),
        ("smith2020", "smith2020"),
        ("https://example.org/W12", "https://example.org/W12"),
    ],
)  # fmt: skip
def test_the_form_tells_the_service(text: str, expected: str) -> None:
    assert service_id(text) == expected
    assert service_id(expected) == expected


def test_a_wrong_check_digit_is_no_orcid() -> None:
    assert orcid("0000-0001-5109-3700") == "0000-0001-5109-3700"
    assert orcid("https://orcid.org/0000-0002-1694-233X") == "0000-0002-1694-233X"
    assert orcid("0000-0001-5109-3701") is None
    assert orcid("0000-0001-5109") is None
