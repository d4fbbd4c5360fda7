"""Names of organisations to nodes."""

from kg.graph.bibliography import OrganisationSightings
from kg.graph.graph_records import OrganisationNode


def nodes_of(*names: str) -> dict[str, OrganisationNode]:
    seen = OrganisationSightings()
    for name in names:
        seen.see(name)
    return {node.id: node for node in seen.nodes()}


def test_names_of_one_organisation_are_one_node_with_its_ids() -> None:
    nodes = nodes_of("Ai2", "Allen Institute for AI", "The Allen Institute for Artificial Intelligence")
    (node,) = nodes.values()
    assert (node.id, node.label, node.ror) == ("org/allen-institute-for-ai", "Allen Institute for AI", "05w520734")
    assert "Ai2" in node.aliases


def test_former_ids_lead_to_the_node_and_are_no_nodes() -> None:
    nodes = nodes_of("School of Computing, National University of Singapore", "Institute of Tides")
    former = nodes["org/national-university-of-singapore"].former
    assert {"org/nus", "org/school-of-computing-national-university-of-singapore"} <= {*former}
    assert nodes["org/institute-of-tides"].former == ()
    assert not {*former} & nodes.keys()


def test_an_id_leads_to_one_node_only() -> None:
    every = [old for node in nodes_of("Meta AI", "Meta", "MIT", "MIT CSAIL", "Google").values() for old in node.former]
    assert len(every) == len(set(every))
    assert "org/mit-csail" not in every


def test_what_an_organisation_is_part_of_is_a_node() -> None:
    nodes = nodes_of("FAIR")
    assert nodes["org/facebook-ai-research"].part_of == "org/meta"
    assert nodes["org/meta"].label == "Meta"


def test_the_order_of_names_changes_nothing() -> None:
    names = ["Ai2", "Institute of Tides", "Allen Institute for AI", "institute of tides", "Google DeepMind"]
    assert nodes_of(*names) == nodes_of(*reversed(names))
