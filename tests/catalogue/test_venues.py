"""What names of venues mean."""

import re

import pytest

from kg.catalogue.authority_table import authority_rows
from kg.catalogue.venues import Venue, venue_of_name

MAIN = {
    "NeurIPS": [
        "NeurIPS 2024", "NIPS'17", "NeurIPS 2023 oral", "Advances in Neural Information Processing Systems 37",
        "Advances in Neural Information Processing Systems 33: Annual Conference on Neural Information Processing "
        "Systems 2020, NeurIPS 2020, December 6-12, 2020, virtual",
        "NeurIPS.cc/2024/Conference", "conf/nips/2023",
    ],
    "ACL": [
        "ACL", "ACL (1)", "ACL 2023",
        "Proceedings of the 62nd Annual Meeting of the Association for Computational Linguistics "
        "(Volume 1: Long Papers)",
    ],
    "NAACL": [
        "Proceedings of the 2024 Conference of the North American Chapter of the Association for Computational "
        "Linguistics: Human Language Technologies (Volume 1: Long Papers)",
        "NAACL-HLT",
    ],
    "EMNLP": ["Proceedings of the 2023 Conference on Empirical Methods in Natural Language Processing", "EMNLP 2023 Main"],  # noqa: E501
    "ICLR": ["ICLR.cc/2024/Conference", "ICLR 2024 poster", "The Eleventh International Conference on Learning Representations"],  # noqa: E501
    "ICML": ["Proceedings of the 41st International Conference on Machine Learning, PMLR 235:1-9, 2024", "ICML '24"],
    "CVPR": ["2023 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)", "Proc. of CVPR"],
    "AAAI": ["Proceedings of the AAAI Conference on Artificial Intelligence, 38(16), 17754-17762"],
    "LREC": ["Proceedings of the Fifth International Conference on Language Resources and Evaluation (LREC'06)"],
    "The Web Conference": ["WWW '24", "Proceedings of the ACM Web Conference 2024"],
    "arXiv": ["CoRR", "CoRR abs/2401.00001", "arXiv preprint arXiv:2401.00001", "arXiv.org", "ArXiv"],
    "JMLR": ["Journal of Machine Learning Research 21(140):1-67", "J. Mach. Learn. Res."],
    "TMLR": ["TMLR", "Trans. Mach. Learn. Res.", "Transactions on Machine Learning Research"],
    "TACL": ["Transactions of the Association for Computational Linguistics, Volume 12"],
    "Nature": ["Nature", "Nature 521, 436-444 (2015)"],
    "COLM": ["colmweb.org/COLM/2024/Conference"],
    "ArgMining": ["Workshop on Argument Mining", "Proceedings of the 9th Workshop on Argument Mining"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "given"), [(name, given) for name, names in MAIN.items() for given in names])
def test_a_name_means_a_venue_whatever_its_form(name: str, given: str) -> None:
    venue = venue_of_name(given)
    assert (venue.name, venue.track, venue.series) == (name, None, None)


@pytest.mark.parametrize(
    ("given", "name", "track", "series"),
    [
        ("Findings of ACL: EMNLP 2024", "Findings of EMNLP", "findings", "EMNLP"),
        ("Findings of the Association for Computational Linguistics: NAACL 2025", "Findings of NAACL", "findings", "NAACL"),  # noqa: E501
        ("Findings of the Association for Computational Linguistics ACL 2024", "Findings of ACL", "findings", "ACL"),
        ("EMNLP (Findings)", "Findings of EMNLP", "findings", "EMNLP"),
        ("NeurIPS 2023 Workshop on Tides", "NeurIPS Workshop on Tides", "workshop", "NeurIPS"),
        ("Workshop on Tides at ICML 2024", "ICML Workshop on Tides", "workshop", "ICML"),
        ("NeurIPS Tidal Safety Workshop", "NeurIPS Workshop on Tidal Safety", "workshop", "NeurIPS"),
        ("NeurIPS.cc/2023/Workshop/SoLaR", "NeurIPS Workshop on SoLaR", "workshop", "NeurIPS"),
        ("2023 IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops (CVPRW)", "CVPR Workshops",
         "workshop", "CVPR"),
        ("Workshop on Tides", "Workshop on Tides", "workshop", None),
        ("Proceedings of the 2023 Conference on Empirical Methods in Natural Language Processing: System Demonstrations",  # noqa: E501
         "EMNLP Demonstrations", "demonstrations", "EMNLP"),
        ("NeurIPS.cc/2023/Track/Datasets_and_Benchmarks", "NeurIPS Datasets and benchmarks", "datasets and benchmarks",
         "NeurIPS"),
        ("ACL 2023 Industry Track", "ACL Industry", "industry", "ACL"),
        ("Submitted to ICLR 2025", "ICLR Submissions", "submissions", "ICLR"),
        ("ICLR.cc/2025/Conference/Rejected_Submission", "ICLR Submissions", "submissions", "ICLR"),
    ],
)  # fmt: skip
def test_a_track_is_no_paper_of_the_conference(given: str, name: str, track: str, series: str | None) -> None:
    venue = venue_of_name(given)
    assert (venue.name, venue.track, venue.series) == (name, track, series)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Journal of Tides, vol. 12, pp. 3-14", "Journal of Tides"),
        ("Proceedings of the 2020 Conference on Tides", "Conference on Tides"),
        ("International Symposium on Tides 2024", "International Symposium on Tides"),
        ("Frontiers in Psychology", "Frontiers in Psychology"),
        ("2024", "2024"),
        ("((((((", "(((((("),
    ],
)
def test_an_unknown_venue_keeps_its_name_without_year_and_volume(given: str, name: str) -> None:
    assert venue_of_name(given) == Venue(name)


@pytest.mark.parametrize("given", ["x" * 100_000, "1 " * 240, "fortieth " * 55, "(" * 499, "Proceedings of " * 33])
def test_a_hostile_name_is_a_venue_of_bounded_length(given: str) -> None:
    assert 0 < len(venue_of_name(given).name) <= 500


def test_the_table_is_sound() -> None:
    rows = authority_rows("venues.tsv")
    for name, _, _, kind, dblp, groups, source in rows:
        assert kind in {"conference", "journal", "workshop", "preprint server"}, name
        assert re.fullmatch(r"(?:conf/[\w-]+)?", dblp), name
        assert not groups or "." in groups or groups in {"TMLR", "EMNLP"}, name
        assert source, name
    for column in (0, 4):
        cells = [row[column] for row in rows if row[column]]
        assert len(cells) == len(set(cells))


def test_every_name_of_the_table_means_its_own_venue() -> None:
    assert [row[0] for row in authority_rows("venues.tsv") if venue_of_name(row[0]).name != row[0]] == []
