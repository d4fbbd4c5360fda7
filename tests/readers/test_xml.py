"""XML of arXiv, DBLP, the ACL Anthology and journals, as their services write it."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.read_files import read_papers
from kg.readers.xml import xml_stream
from tests.readers.test_forms import read

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">'


def one(text: str) -> Paper:
    """The only paper of a file, which has no fault."""
    papers, faults = read(text)
    assert not faults
    assert len(papers) == 1
    return papers[0]


def error_of(text: str | bytes) -> str:
    """The error that reading a file ends with."""
    with pytest.raises(InputError) as caught:
        read(text)
    return str(caught.value)


def test_an_entry_of_arxivs_api() -> None:
    paper = one(
        f"{ATOM}<entry><id>http://arxiv.org/abs/cs/0503050v2</id><updated>2006-01-01T00:00:00Z</updated>"
        "<published>2005-03-21T10:00:00Z</published><title>On\n  Testing</title><summary>  Some $x$ text.\n</summary>"
        "<author><name>Ada Lovelace</name><arxiv:affiliation>A Place</arxiv:affiliation></author>"
        "<arxiv:doi>10.1000/X</arxiv:doi><arxiv:journal_ref>J. Tests 5</arxiv:journal_ref>"
        '<category term="cs.SE"/><category term="cs.LG"/><arxiv:primary_category term="cs.LG"/></entry></feed>'
    )
    assert (paper.title, paper.abstract, paper.date) == ("On Testing", "Some $x$ text.", "2005-03-21")
    assert (paper.arxiv, paper.doi, paper.venue, paper.categories) == (
        "cs/0503050", "10.1000/x", "J. Tests 5", ("cs.LG", "cs.SE"),
    )  # fmt: skip
    assert [(author.name, author.organisations) for author in paper.authors] == [("Ada Lovelace", ("A Place",))]


def test_a_comment_of_arxiv_is_told_and_its_addresses_are_kept() -> None:
    papers, faults = read(
        f"{ATOM}<entry><id>http://arxiv.org/abs/2401.00001v1</id><title>A</title>"
        "<arxiv:comment>9 pages, code at https://github.com/a/b.</arxiv:comment></entry></feed>"
    )
    assert papers[0].links == ("https://github.com/a/b",)
    assert "'comment' (text, 1 record)" in faults[0]


def test_arxivs_own_errors_are_told(tmp_path: Path) -> None:
    entry = "<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>incorrect id</summary></entry>"
    faults = read_faults(f"{ATOM}{entry}</feed>", tmp_path)
    assert "arXiv's answer is an error: incorrect id" in faults[0]
    faults = read_faults('<OAI-PMH><error code="badArgument">no such set</error></OAI-PMH>', tmp_path)
    assert "the server's answer is an error: badArgument no such set" in faults[0]


def read_faults(text: str, folder: Path) -> list[str]:
    """The faults before the error that reading a file ends with."""
    faults: list[str] = []
    path = folder / "in"
    path.write_text(text)
    with pytest.raises(InputError):
        list(read_papers(path, on_fault=lambda fault: faults.append(str(fault))))
    return faults


@pytest.mark.parametrize(
    "feed",
    [
        '<rss version="2.0" xmlns:dc="x"><channel><link>http://rss.arxiv.org/rss/cs.CL</link><item><title>A '
        'Title</title>'
        "<link>https://arxiv.org/abs/2401.00001</link><description>arXiv:2401.00001v1 Announce Type: new \n"
        "Abstract: Some text.</description><guid>oai:arXiv.org:2401.00001v1</guid><category>cs.CL</category>"
        "<pubDate>Mon, 08 Jan 2024 00:00:00 -0500</pubDate><dc:creator>Ada Lovelace, C. Babbage</dc:creator></item>"
        "</channel></rss>",
        f"{ATOM}<entry><id>oai:arXiv.org:2401.00001v1</id><title>A Title</title><published>"
        f"2024-01-08T00:00:00Z</published>"
        "<summary>arXiv:2401.00001v1 Announce Type: new \nAbstract: Some text.</summary>"
        '<category term="cs.CL"/><dc:creator>Ada Lovelace, C. Babbage</dc:creator></entry></feed>',
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/"><channel rdf:about="http://arxiv.org/"><title>x</title></channel>'
        '<item rdf:about="http://arxiv.org/abs/2401.00001"><title>A Title. (arXiv:2401.00001v1 [cs.CL])</title>'
        "<link>http://arxiv.org/abs/2401.00001</link><description>&lt;p&gt;Some text.&lt;/p&gt;</description>"
        "<dc:creator>&lt;a href='http://arxiv.org/a'&gt;Ada Lovelace&lt;/a&gt;, &lt;a href='http://x.y'&gt;C. Babbage"
        "&lt;/a&gt;</dc:creator><dc:date>2024-01-08</dc:date></item></rdf:RDF>",
    ],
    ids=["RSS 2.0", "Atom", "RSS 1.0"],
)  # fmt: skip
def test_the_lists_of_new_papers_of_arxiv(feed: str) -> None:
    paper = one(feed)
    assert (paper.title.rstrip("."), paper.abstract, paper.arxiv) == ("A Title", "Some text.", "2401.00001")
    assert (paper.date, paper.listed, paper.categories) == (None, "2024-01-08", ("cs.CL",))
    assert [author.name for author in paper.authors] == ["Ada Lovelace", "C. Babbage"]


@pytest.mark.parametrize(
    "body",
    [
        "<arXiv><id>2401.00001</id><created>2024-01-02</created><updated>2024-05-01</updated><authors><author><keyname>"
        "Lovelace</keyname><forenames>Ada</forenames><suffix>Jr.</suffix></author></authors><title>A Title</title>"
        "<categories>cs.CL cs.LG</categories><abstract> Some text. </abstract></arXiv>",
        "<arXivRaw><id>2401.00001</id><submitter>Ada</submitter><version version='v1'><date>Tue, 2 Jan 2024 10:00:00 "
        "GMT"
        "</date></version><version version='v2'><date>Wed, 1 May 2024 10:00:00 GMT</date></version><title>A "
        "Title</title>"
        "<authors>Ada Lovelace Jr. (1 and 2)</authors><categories>cs.CL cs.LG</categories><abstract>Some "
        "text.</abstract>"
        "</arXivRaw>",
        "<oai_dc:dc><dc:title>A Title</dc:title><dc:creator>Lovelace Jr., Ada</dc:creator><dc:subject>Computation"
        "</dc:subject><dc:description>Some text.</dc:description><dc:date>2024-05-01</dc:date><dc:date>"
        "2024-01-02</dc:date>"
        "<dc:identifier>http://arxiv.org/abs/2401.00001</dc:identifier></oai_dc:dc>",
    ],
    ids=["arXiv", "arXivRaw", "oai_dc"],
)
def test_the_forms_of_oai_pmh(body: str) -> None:
    header = "<header><identifier>oai:arXiv.org:2401.00001</identifier></header>"
    deleted = '<record><header status="deleted"><identifier>x</identifier></header></record>'
    paper = one(f"<OAI-PMH><L>{deleted}<record>{header}<metadata>{body}</metadata></record></L></OAI-PMH>")
    assert (paper.title, paper.abstract, paper.arxiv) == ("A Title", "Some text.", "2401.00001")
    assert (paper.date, paper.authors[0].name.replace("Ada Lovelace Jr.", "ok")) == ("2024-01-02", "ok")
    assert paper.categories in (("cs.CL", "cs.LG"), ())


def test_records_of_dblp() -> None:
    papers, faults = read(
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE dblp SYSTEM "dblp.dtd">\n<dblp>\n'
        '<article key="journals/corr/abs-1706-03762" publtype="informal"><author orcid="0000-0002-1825-0097">Wei Li '
        '0001'
        "</author><author>G&uuml;l &Ouml;z</author><title>On <i>H<sub>2</sub>O</i> &amp; more.</title><year>2017</year>"
        "<volume>abs/1706.03762</volume><journal>CoRR</journal><ee>http://arxiv.org/abs/1706.03762</ee></article>\n"
        "<proceedings key='x'><title>A Volume.</title></proceedings><www key='homepages/x'><title>Home Page</title>"
        "</www>"
        "<inproceedings key='conf/x/y'><author>A. B&#233;a</author><title>What Now...</title><booktitle>X</booktitle>"
        "<year>2001</year><month>May</month><ee>https://doi.org/10.1000/X</ee><note>a note of some words</note>"
        "</inproceedings></dblp>".encode("latin-1")
    )  # fmt: skip
    first, second = papers
    assert (first.title, first.arxiv, first.venue) == ("On H2O & more", "1706.03762", "CoRR")
    assert [(author.name, author.orcid) for author in first.authors] == [
        ("Wei Li", "0000-0002-1825-0097"), ("Gül Öz", None),
    ]  # fmt: skip
    assert (second.title, second.date, second.doi) == ("What Now...", "2001-05", "10.1000/x")
    assert second.authors[0].name == "A. Béa"
    assert ["'note' (text, 1 record)" in fault for fault in faults] == [True]


def test_an_answer_of_dblps_search() -> None:
    paper = one(
        '<result><query id="1">dblp</query><hits total="1"><hit><info><authors><author pid="1/2">Ada B</author>'
        "</authors>"
        "<title>A Title.</title><venue>ACL</venue><year>2024</year><type>Conference</type><doi>10.1000/X</doi>"
        "<key>conf/acl/B24</key></info></hit></hits></result>"
    )
    assert (paper.title, paper.venue, paper.date, paper.doi) == ("A Title", "ACL", "2024", "10.1000/x")
    assert paper.authors[0].identifiers == ("dblp:1/2",)


def test_volumes_of_the_acl_anthology() -> None:
    papers, faults = read(
        '<collection id="P19"><volume id="1"><meta><booktitle>Proceedings of X</booktitle><month>July 28 - August 2'
        "</month><year>2019</year></meta><frontmatter><url>P19-1000</url></frontmatter>"
        '<paper id="7"><title><fixed-case>B</fixed-case>ERT and <tex-math>x_2</tex-math></title><author><first>'
        "Ada</first>"
        "<last>Lovelace</last><affiliation>A Place</affiliation></author><editor><first>Ed</first><last>Itor</last>"
        "</editor>"
        '<pwccode url="https://github.com/a/b" additional="false">a/b</pwccode></paper></volume>'
        '<volume id="2"><meta><booktitle>Other</booktitle><year>2020</year></meta><paper id="1"><title>B</title>'
        "<url>2020.acl-main.1</url></paper></volume></collection>"
    )
    first, second = papers
    assert (first.title, first.venue, first.date) == ("BERT and $x_2$", "Proceedings of X", "2019-07")
    assert first.links == ("https://aclanthology.org/P19-1007/", "https://github.com/a/b")
    assert first.code == ("https://github.com/a/b",)
    assert [(author.name, author.organisations) for author in first.authors] == [("Ada Lovelace", ("A Place",))]
    assert (second.venue, second.date, second.links) == (
        "Other",
        "2020",
        ("https://aclanthology.org/2020.acl-main.1/",),
    )
    assert ["'editor' (names, 1 record)" in fault for fault in faults] == [True]


def test_an_article_in_jats() -> None:
    paper = one(
        '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS" "JATS.dtd"><article><front><journal-meta><journal-title-group>'
        "<journal-title>J. Tests</journal-title></journal-title-group></journal-meta><article-meta>"
        '<article-id pub-id-type="doi">10.1000/X</article-id><article-id pub-id-type="pmid">123</article-id>'
        "<title-group><article-title>On <italic>E. coli</italic></article-title><subtitle>A Test</subtitle>"
        "</title-group>"
        '<contrib-group><contrib contrib-type="author"><contrib-id contrib-id-type="orcid">'
        "https://orcid.org/0000-0002-1825-0097</contrib-id><name><surname>Lovelace</surname><given-names>"
        "Ada</given-names>"
        '</name><xref ref-type="aff" rid="a1"/></contrib><contrib contrib-type="editor"><name><surname>Ed</surname>'
        "</name>"
        '</contrib><aff id="a1"><institution>A Place</institution>, Town</aff></contrib-group>'
        "<pub-date><year>2024</year></pub-date><pub-date><day>5</day><month>3</month><year>2024</year></pub-date>"
        '<abstract abstract-type="graphical"><p>Picture</p></abstract><abstract><title>Abstract</title><p>One.</p><p>'
        "Two."
        "</p></abstract><kwd-group><kwd>tests</kwd></kwd-group></article-meta></front><body><p>Long.</p></body><back>"
        '<ref-list><ref><element-citation><pub-id pub-id-type="doi">10.1000/Y</pub-id></element-citation></ref>'
        "</ref-list>"
        "</back></article>"
    )
    assert (paper.title, paper.abstract, paper.date) == ("On E. coli: A Test", "One. Two.", "2024-03-05")
    assert (paper.venue, paper.doi, paper.keywords) == ("J. Tests", "10.1000/x", ("tests",))
    assert (paper.identifiers, paper.references) == (("pmid:123",), ("doi:10.1000/y",))
    assert [(author.name, author.orcid, author.organisations) for author in paper.authors] == [
        ("Ada Lovelace", "0000-0002-1825-0097", ("A Place",))
    ]


def test_a_record_of_pubmed() -> None:
    paper = one(
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>123</PMID><Article><Journal><JournalIssue><PubDate>"
        "<Year>2024</Year><Month>Mar</Month></PubDate></JournalIssue><Title>J. Tests</Title></Journal><ArticleTitle>"
        "A Title."
        '</ArticleTitle><ELocationID EIdType="doi">10.1000/X</ELocationID><Abstract><AbstractText Label="AIM">One.'
        '</AbstractText><AbstractText Label="RESULTS">Two.</AbstractText></Abstract><AuthorList><Author><LastName>'
        "Lovelace"
        "</LastName><ForeName>Ada</ForeName><AffiliationInfo><Affiliation>A Place</Affiliation></AffiliationInfo>"
        "</Author>"
        "<Author><CollectiveName>The Team</CollectiveName></Author></AuthorList></Article></MedlineCitation>"
        "</PubmedArticle>"
        "</PubmedArticleSet>"
    )
    assert (paper.title, paper.abstract, paper.date) == ("A Title", "Aim: One. Results: Two.", "2024-03")
    assert [author.name for author in paper.authors] == ["Ada Lovelace", "The Team"]
    assert (paper.doi, paper.identifiers, paper.venue) == ("10.1000/x", ("pmid:123",), "J. Tests")


def records(*titles: str) -> str:
    """An answer of arXiv with some titles, which are XML."""
    return ATOM + "".join(f"\n<entry><id>x</id><title>{title}</title></entry>" for title in titles) + "\n</feed>\n"


def test_a_broken_record_costs_itself() -> None:
    papers, faults = read(records("A", "B & C", "D", "E</i>", "F", "G\x08"))
    assert [paper.title for paper in papers] == ["A", "D", "F", "G"]
    assert [fault.split(": ", 1)[1] for fault in faults] == [
        f"the <entry> of line {line} is broken ({reason}); reading goes on behind it; download it again, or mend it"
        for line, reason in ((3, "not well-formed (invalid token)"), (5, "mismatched tag"))
    ]
    papers, faults = read(records("A") + records("B", "C"))
    assert [paper.title for paper in papers] == ["A", "B", "C"]
    papers, faults = read(records("A", "B")[:-30])
    assert [paper.title for paper in papers] == ["A"]
    assert "no element found" in faults[0] or "unclosed token" in faults[0]


@pytest.mark.parametrize("name", ["a:", "a:1", "a:-b", "answer:list"])
def test_reading_goes_on_inside_elements_of_any_name(name: str) -> None:
    """Without its prefix a name may be no name any more, and its end tag has the prefix."""
    entries = records("A", "B & C", "D").removeprefix(ATOM).replace("</feed>", f"</{name}></feed>")
    papers, faults = read(f'{ATOM}<{name} x:1="&lt;">{entries}')
    assert [paper.title for paper in papers] == ["A", "D"]
    assert len(faults) == 1


def test_nothing_can_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    entities = '<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert "defines the entity 'a', which could grow without end" in error_of(entities + records("&b;"))
    outside = '<!DOCTYPE feed [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert "defines the entity 'a'" in error_of(outside + records("&a;"))
    assert "more than 200 elements lie in one another" in error_of(records("<i>" * 300))
    monkeypatch.setattr(xml_stream, "MAX_RECORD", 100_000)
    for long in ("x" * 400_000, "<i/>" * 100_000, f'<i a="{"x" * 400_000}"/>'):
        papers, faults = read(records("A", long, "B"))
        assert [paper.title for paper in papers] == ["A", "B"]
        assert "a record is longer than" in faults[0]
    assert "there is no tag in" in error_of(f"{ATOM}<entry><title a='{'x' * 900_000}")


def test_a_large_file_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "in"
    path.write_text(records(*(f"{number} words of a title " * 200 for number in range(800))))
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_papers(path, on_fault=lambda _: None)) == 800
        assert tracemalloc.get_traced_memory()[1] < path.stat().st_size * 0.9
    finally:
        tracemalloc.stop()


def test_encodings_are_those_that_the_file_says() -> None:
    for encoding in ("iso-8859-1", "windows-1252", "UTF-8", "us-ascii"):
        text = f'<?xml version="1.0" encoding="{encoding}"?>' + records("G&#252;l" if encoding == "us-ascii" else "Gül")
        assert [paper.title for paper in read(text.encode(encoding))[0]] == ["Gül"]
    assert "the encoding 'shift_jis' is not read" in error_of(
        '<?xml version="1.0" encoding="Shift_JIS"?>' + records("A")
    )
    papers, _ = read(records("Gül " * 100_000).encode())  # characters are cut between pieces
    assert papers[0].title == ("Gül " * 100_000).strip()
