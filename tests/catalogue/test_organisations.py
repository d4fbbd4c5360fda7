"""The table of organisations, and what a name or an affiliation means."""

import re

import pytest

from kg.catalogue.authority_table import authority_rows
from kg.catalogue.catalogue import load_catalogue
from kg.catalogue.organisations import (
    canonical_organisation_id,
    known_organisation,
    known_organisations,
    larger_organisations,
    organisation_key,
)
from kg.ground.identifiers import SLUG, organisation_id

ORGANISATIONS = known_organisations()


def meant(name: str) -> str | None:
    known = known_organisation(name)
    return known.slug if known else None


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ai2", "allen-institute-for-ai"),
        ("AllenAI", "allen-institute-for-ai"),
        ("mistralai", "mistral-ai"),  # its account on the hub
        ("THE ALLEN INSTITUTE FOR AI", "allen-institute-for-ai"),
        ("Allen Institute for Artificial Intelligence", "allen-institute-for-ai"),
        ("Meta AI", "facebook-ai-research"),
        ("FAIR", "facebook-ai-research"),
        ("Facebook", "meta"),
        ("DeepMind", "deepmind"),
        ("Google DeepMind", "google-deepmind"),
        ("Google Research", "google-research"),
        ("Google LLC", "google"),
        ("Hugging Face, Inc.", "hugging-face"),
        ("Huawei Technologies Co., Ltd.", "huawei"),
        ("ETH Zürich", "eth-zurich"),
        ("Universität Tübingen", "university-of-tubingen"),
        ("Oxford University", "university-of-oxford"),
        ("Univ. of Oxford", "university-of-oxford"),
        ("清华大学", "tsinghua-university"),
        ("MIT", "mit"),
        ("Berkeley", "uc-berkeley"),
        ("University of California, San Diego", "university-of-california-san-diego"),
        ("University of California", "university-of-california"),
        ("The Chinese University of Hong Kong, Shenzhen", "cuhk-shenzhen"),
    ],
)
def test_a_name_means_an_organisation(name: str, slug: str) -> None:
    assert meant(name) == slug


@pytest.mark.parametrize(
    ("affiliation", "slug"),
    [
        ("School of Computing, National University of Singapore", "national-university-of-singapore"),
        ("Dept. of Computer Science, Princeton University, Princeton, NJ 08544, USA", "princeton-university"),
        ("University of California, San Diego, La Jolla, CA, USA", "university-of-california-san-diego"),
        ("Center for Tides at Uppsala University", "uppsala-university"),
        ("DeepMind (London)", "deepmind"),
        ("Google, Zurich, Switzerland", "google"),
        ("Mila, Université de Montréal", "mila"),
        ("CSAIL, MIT, Cambridge, MA", "mit-csail"),
        ("MIT, CSAIL", "mit-csail"),
        ("Queen's University, Belfast, UK", "queens-university-belfast"),
    ],
)
def test_an_affiliation_names_the_organisation_in_it(affiliation: str, slug: str) -> None:
    assert meant(affiliation) == slug


@pytest.mark.parametrize(
    "name",
    [
        "University of X",
        "Singapore University",  # no other word order than the table's
        "Google Maps",
        "Institute of Tides",
        "Town Hall, Berkeley, CA",  # a town
        "Faculty of Medicine, Stanford, California",
        "Northeastern University, Shenyang, China",  # another of the same name
        "Google; MIT",  # two affiliations
        ", ; ,",
        "",
        "Department, " * 10_000,
        "x" * 100_000,
    ],
)
def test_what_the_table_does_not_say_stays_as_given(name: str) -> None:
    assert known_organisation(name) is None
    assert canonical_organisation_id(name or "?") == organisation_id(name or "?")


def test_semicolons_do_not_hide_one_organisation() -> None:
    assert meant("Google; Google DeepMind") is None
    assert meant("Google Research; Google Research, Zurich") == "google-research"


def test_laboratories_are_part_of_what_they_belong_to() -> None:
    assert list(larger_organisations("facebook-ai-research")) == ["meta"]
    assert list(larger_organisations("deepmind")) == ["google-deepmind", "google"]
    for slug in ORGANISATIONS:
        assert slug not in larger_organisations(slug)


def test_every_organisation_of_the_catalogue_has_a_row() -> None:
    makers = {entry.artifact.organisation for entry in load_catalogue().entries.values()} - {None}
    assert [maker for maker in makers if maker and known_organisation(maker) is None] == []


def test_the_table_is_sound() -> None:
    rows = authority_rows("organisations.tsv")
    assert len(rows) >= 1300
    assert sum(1 for row in rows if row[3]) >= 900
    for organisation in ORGANISATIONS.values():
        assert SLUG.fullmatch(organisation.slug), organisation
        assert organisation.kind in {"university", "company", "lab", "government", "community"}, organisation
        assert re.fullmatch(r"0[a-hj-km-np-tv-z0-9]{6}\d\d", organisation.ror or "05w520734"), organisation
        assert re.fullmatch(r"Q[1-9]\d*", organisation.wikidata or "Q1"), organisation
        assert re.fullmatch(r"[A-Z]{2}", organisation.country or "CH"), organisation
        assert organisation.part_of is None or organisation.part_of in ORGANISATIONS, organisation
        assert (organisation.source == "ror") == bool(organisation.ror), organisation
        assert organisation.ror or not organisation.wikidata, organisation


@pytest.mark.parametrize("column", [0, 1, 3, 4, 5])
def test_ids_and_names_are_given_once(column: int) -> None:
    cells = [row[column] for row in authority_rows("organisations.tsv") if row[column]]
    assert len(cells) == len(set(cells))


def test_no_name_leads_to_two_organisations() -> None:
    owners: dict[str, set[str]] = {}
    for organisation in ORGANISATIONS.values():
        for name in (organisation.name, *organisation.aliases):
            owners.setdefault(organisation_key(name), set()).add(organisation.slug)
    assert {key: slugs for key, slugs in owners.items() if len(slugs) > 1} == {}
