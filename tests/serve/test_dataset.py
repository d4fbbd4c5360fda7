"""All graphs at once, at ``/graphs`` without a parameter."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

from tests.serve.server import TOKEN

ALLOWED = {"authorization": f"Bearer {TOKEN}"}
FORMS = {"application/trig": ("trig", ox.RdfFormat.TRIG), "application/n-quads": ("nq", ox.RdfFormat.N_QUADS)}
TRIG = """<http://e.org/s> <http://e.org/p> "in none" .
<http://e.org/g> { <http://e.org/s> <http://e.org/p> "in g", _:b . }
<http://e.org/h> { <rel> <http://e.org/p> _:b . }
"""


def quads(answer: httpx.Response) -> ox.Dataset:
    assert answer.status_code == 200, answer.text
    form = ox.RdfFormat.from_media_type(answer.headers["content-type"])
    found = ox.Dataset(ox.parse(answer.content, form))
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


def send(client: httpx.Client, method: str, text: str, content_type: str = "application/trig") -> httpx.Response:
    return client.request(method, "/graphs", content=text, headers={**ALLOWED, "content-type": content_type})


def test_all_graphs_are_read_at_once(client: httpx.Client) -> None:
    graphs = {quad.graph_name for quad in quads(client.get("/graphs"))}
    assert graphs == {ox.DefaultGraph(), ox.NamedNode("https://w3id.org/paperatlas/ontology")}
    for media_type, (name, _) in FORMS.items():
        by_accept = client.get("/graphs", headers={"accept": media_type})
        by_name = client.get("/graphs", params={"format": name})
        assert by_accept.headers["content-type"] == by_name.headers["content-type"] == media_type
        assert quads(by_accept) == quads(by_name) == quads(client.get("/graphs"))
        assert client.head("/graphs", headers={"accept": media_type}).headers["content-type"] == media_type
    assert client.get("/graphs").headers["content-type"] == "application/trig"
    assert client.get("/graphs", headers={"accept": "text/turtle"}).status_code == 406
    assert client.get("/graphs?format=ttl").status_code == 400
    tag = client.get("/graphs").headers["etag"]
    assert client.get("/graphs", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("content_type", FORMS)
def test_all_graphs_are_replaced_and_added_to(writer: httpx.Client, content_type: str) -> None:
    name, form = FORMS[content_type]
    base = f"{writer.base_url}/graphs"
    expected = ox.Dataset(ox.parse(TRIG, ox.RdfFormat.TRIG, base_iri=base))
    expected.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    text = TRIG if name == "trig" else (ox.serialize(expected, format=form) or b"").decode()
    assert send(writer, "PUT", text, content_type).status_code == 204
    assert quads(writer.get("/graphs")) == expected  # and nothing of what was there
    more = '<http://e.org/more> { <http://e.org/s> <http://e.org/p> "it\'s more" . }'
    assert send(writer, "POST", more).status_code == 204
    assert len(quads(writer.get("/graphs"))) == len(expected) + 1
    assert send(writer, "PUT", "").status_code == 204
    assert len(quads(writer.get("/graphs"))) == 0


def test_what_cannot_be_read_changes_nothing(writer: httpx.Client) -> None:
    send(writer, "PUT", TRIG)
    before = quads(writer.get("/graphs"))
    assert send(writer, "PUT", TRIG + "<broken").status_code == 400
    assert send(writer, "PUT", "_:graph { <a:s> <a:p> <a:o> }").status_code == 422
    assert send(writer, "PUT", "<a:s> <a:p> <a:o> .", "text/turtle").status_code == 400
    assert send(writer, "DELETE", "").status_code == 400
    unsigned = writer.put("/graphs", content="", headers={"content-type": "application/trig"})
    assert unsigned.status_code == 401
    assert quads(writer.get("/graphs")) == before
    named = writer.put("/graphs?default", content=TRIG, headers={**ALLOWED, "content-type": "application/trig"})
    assert named.status_code == 415  # several graphs are not one
    made = send(writer, "POST", "<a:s> <a:p> <a:o> .", "text/turtle")  # what the protocol wants: a new graph
    assert (made.status_code, "/graphs/" in made.headers["location"]) == (201, True)
