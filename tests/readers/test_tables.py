"""Tables of papers as databases, spreadsheets and notebooks write them."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import click
import pytest

from kg.atlas.input_files import read_input_files
from kg.atlas.progress import Silent, Stages
from kg.cli.look.link import link
from kg.export.csv_tables import write_tables
from kg.ground.codec import decode_paper
from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.base.input_stream import ReadingHints
from kg.readers.read_files import read_papers
from kg.readers.tables import delimited_rows
from tests.readers.test_forms import read


def error_of(text: str, **options: dict[str, str]) -> str:
    """The error that reading a table ends with."""
    with pytest.raises(InputError) as caught:
        read(text, "csv")
    return str(caught.value)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("first", ["", "sep={sign}\n"])
def test_the_sign_between_columns_is_found(sign: str, first: str) -> None:
    rows = [["Title", "Abstract, short", "Year"], ["A", "x, y; z", "2024"], ["B", "t", "2023"]]
    text = "\n".join(sign.join(f'"{cell}"' for cell in row) for row in rows)
    papers, _ = read(first.format(sign=sign) + text)
    assert [(paper.title, paper.date) for paper in papers] == [("A", "2024"), ("B", "2023")]


@pytest.mark.parametrize(
    "header",
    [
        "Authors,Author full names,Title,Year,Source title,DOI,Link,Abstract,Author Keywords",  # Scopus
        "Document Title,Authors,Publication Title,Publication Year,Abstract,DOI,Author Keywords",  # IEEE Xplore
        "Authors,Article Title,Source Title,Author Keywords,Abstract,Publication Year,DOI",  # Web of Science
        "Key,Publication Year,Author,Title,Publication Title,DOI,Url,Abstract Note,Manual Tags",  # Zotero
        "display_name,publication_date,doi,authors,source,abstract,keywords",
    ],
)
def test_the_columns_of_databases_are_known(header: str) -> None:
    values = {
        "author": "Lovelace, Ada; Babbage, Charles", "title": "A Title", "year": "2024", "date": "2024",
        "abstract": "Some text.", "doi": "10.1000/x", "keyword": "one; two", "tags": "one; two", "source": "J. Tests",
        "publication title": "J. Tests", "display_name": "A Title", "link": "https://example.org/a",
    }  # fmt: skip
    cells = []
    for name in header.split(","):
        key = max(
            (key for key in values if key in name.lower() and not (key == "title" and "ource" in name)),
            key=len,
            default="",
        )
        cells.append("J. Tests" if "ource" in name else values.get(key, "k"))
    papers, faults = read(header + "\n" + ",".join(f'"{cell}"' for cell in cells))
    (paper,) = papers
    assert (paper.title, paper.date, paper.abstract, paper.doi) == ("A Title", "2024", "Some text.", "10.1000/x")
    assert [author.name for author in paper.authors] == ["Ada Lovelace", "Charles Babbage"]
    assert (paper.venue, paper.keywords) == ("J. Tests", ("one", "two"))
    assert all("columns taken by their names" in fault for fault in faults)


def test_what_a_column_is_may_be_said(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("Nom,Texte,Title\nA,Some text.,other\n")
    papers = list(read_papers(path, columns={"title": "Nom", "abstract": "Texte"}, strict=True))
    assert [(paper.title, paper.abstract) for paper in papers] == [("A", "Some text.")]
    with pytest.raises(InputError, match="no column 'Name'; name one of 'Nom', 'Texte', 'Title'"):
        list(read_papers(path, columns={"title": "Name"}))
    path.write_text("Nom;Texte\nA;Some text.\n")
    with pytest.raises(InputError, match="no column of the table is the title: 'Nom', 'Texte'; say which one is"):
        list(read_papers(path, format="csv"))
    assert [paper.title for paper in read_papers(path, format="csv", columns={"title": "Nom"})] == ["A"]


def test_columns_are_said_to_a_build(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("Nom,Texte\nA,Some text.\n")
    records, _, _ = read_input_files(
        [path], "csv", ReadingHints(columns={"title": "Nom"}), False, None, Stages(Silent()), tmp_path
    )
    assert [decode_paper(line).title for line in records.sorted()] == ["A"]
    with click.Context(link) as context:
        link.parse_args(context, ["in.csv", "--column", "title=Nom", "--column", "abstract=Texte"])
    assert context.params["columns"] == {"title": "Nom", "abstract": "Texte"}
    with click.Context(link) as context, pytest.raises(click.BadParameter, match="'name=Nom' is not FIELD=NAME with"):
        link.parse_args(context, ["in.csv", "--column", "name=Nom"])


def test_cells_of_spreadsheets_and_notebooks() -> None:
    papers, faults = read(
        "title,authors,categories,keywords,abstract\n"
        "'=SUM(A1),\"['Ada L', \"\"Bo O'Neil\"\"]\",\"['cs.CL' 'cs.LG']\",a | b,'-- text\n"
        '\'Quoted\' Words,"Lovelace, A.",cs.CL cs.LG,"a, b","two\nlines\n\nand ""more"""\n'
    )
    first, second = papers
    assert not faults
    assert (first.title, first.abstract, first.keywords) == ("=SUM(A1)", "-- text", ("a", "b"))
    assert [author.name for author in first.authors] == ["Ada L", "Bo O'Neil"]
    assert (first.categories, second.categories) == (("cs.CL", "cs.LG"), ("cs.CL", "cs.LG"))
    assert (second.title, second.abstract) == ("'Quoted' Words", 'two lines and "more"')


def test_a_broken_row_costs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'title,abstract,year\nA,"never closed,2001\nB,"fine",2002\nC,too,many,cells\nD\n\n,no title,2003\n'
    text += 'E,5" disk,2004\n'
    papers, faults = read(text)
    assert [(paper.title, paper.abstract) for paper in papers] == [("B", "fine"), ("D", ""), ("E", '5" disk')]
    assert [fault.split(":", 1)[1].split(";")[0] for fault in faults] == [
        "2: a quotation mark is not closed",
        "4: the row has 4 cells, and the table 3 columns",
        "7: the record has no title",
    ]
    monkeypatch.setattr(delimited_rows, "_MOST_LINES", 5)
    papers, faults = read('title,abstract\nA,"never closed\n' + "".join(f"B{number},x\n" for number in range(50)))
    assert [paper.title for paper in papers] == [f"B{number}" for number in range(50)]
    assert len(faults) == 1


def test_a_cell_without_end_is_a_fault() -> None:
    papers, faults = read("title,abstract\nA," + "x" * 200_000 + "\nB,y\n")
    assert [paper.title for paper in papers] == ["B"]
    assert "a cell is longer than 131,072 characters" in faults[0]


def test_a_short_row_at_the_end_is_cut_off_unless_others_are_short() -> None:
    papers, faults = read("title,abstract\nA,x\nB ti")
    assert [paper.title for paper in papers] == ["A"]
    assert "3: the file ends inside a row" in faults[0]
    assert [paper.title for paper in read("title,abstract\nA\nB")[0]] == ["A", "B"]


def test_tables_without_a_column_of_titles_are_no_papers() -> None:
    with pytest.raises(InputError, match="the format of the file is not known"):
        read("a,b\n1,2\n")


def test_the_exported_table_of_nodes_is_read_back(built: Path, tmp_path: Path) -> None:
    import kg

    atlas = kg.open(built)
    write_tables(atlas.graph, tmp_path)
    papers = list(read_papers(tmp_path / "nodes.csv", strict=True))
    given = {node: data for node, data in atlas.graph.nodes(data=True) if data["kind"] == "paper"}
    assert len(papers) == len(given) > 0
    for paper in papers:
        node = given[paper.id]
        assert (paper.title, paper.abstract) == (node["label"], node.get("abstract") or "")
        assert (paper.date, paper.arxiv) == (node.get("date"), node.get("arxiv"))


def parquet(path: Path) -> bytes:
    """A table of two papers."""
    import pyarrow
    from pyarrow import parquet as writer

    rows = {
        "Document Title": ["A", "B"],
        "authors": [["Ada Lovelace", "C. Babbage"], []],
        "published": [datetime.datetime(2024, 1, 2, 3), None],
        "upvotes": [3.0, None],
        "other": ["some words that are a text", None],
        "abstract": ["Some text.", None],
    }
    writer.write_table(pyarrow.table(rows), path)
    return path.read_bytes()


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "table"
    parquet(path)
    faults: list[str] = []
    papers = list(read_papers(path, on_fault=lambda fault: faults.append(str(fault))))
    first, second = papers
    assert (first.title, first.abstract, first.date, first.upvotes) == ("A", "Some text.", "2024-01-02", 3)
    assert [author.name for author in first.authors] == ["Ada Lovelace", "C. Babbage"]
    assert second == Paper("B", sources=second.sources)
    assert second.sources[0].position == 2
    assert "title from 'Document Title'" in faults[0]
    assert "'other' (text, 1 record)" in faults[1]


def test_damaged_parquet(tmp_path: Path) -> None:
    path = tmp_path / "table"
    whole = parquet(path)
    chance = random.Random(7)
    for _ in range(60):
        changed = bytearray(whole)
        for _ in range(chance.choice((1, 4))):
            place = chance.randrange(4, len(changed))
            if chance.random() < 0.3:
                del changed[place:]
                break
            changed[place] = chance.randrange(256)
        path.write_bytes(changed)
        try:
            list(read_papers(path, on_fault=lambda _: None))
        except InputError:
            continue
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(InputError, match="the Parquet file is damaged"):
        list(read_papers(path))


def test_works_of_openalex_in_parquet_have_their_abstracts(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "part.parquet"
    index = '{"Gulls": [0], "wait": [1, 3], "and": [2]}'
    authorship = {"author": {"display_name": "Ada Lovelace", "orcid": "https://orcid.org/0000-0002-1825-0097"}}
    columns = {
        "id": ["https://openalex.org/W1", "https://openalex.org/W2"], "title": ["On Gulls", "On Tides"],
        "publication_date": ["2024-01-02", "2024-01-03"], "authorships": [[authorship], []],
        "abstract_inverted_index": [index, None],
    }  # fmt: skip
    parquet.write_table(pyarrow.table(columns), path)
    papers = list(read_papers(path, strict=True))
    assert [(paper.title, paper.abstract, paper.date) for paper in papers] == [
        ("On Gulls", "Gulls wait and wait", "2024-01-02"), ("On Tides", "", "2024-01-03"),
    ]  # fmt: skip
    assert papers[0].authors[0].orcid == "0000-0002-1825-0097"
