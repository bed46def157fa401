from fakecf.journal.links import Links
from fakecf.journal.redaction import Redaction


def test_the_oldest_links_are_forgotten():
    links = Links(Redaction(), count=2)
    for flow in (1, 2, 3):
        links.hand_out(f"http://b/k{flow}?Signature=s", flow)
    assert [links.flow(f"/k{flow}", "Signature=s") for flow in (1, 2, 3)] == [None, 2, 3]


def test_a_link_handed_out_again_belongs_to_the_later_flow():
    links = Links(Redaction(), count=2)
    for place, flow in ((1, 1), (2, 2), (1, 3), (3, 4)):
        links.hand_out(f"http://b/k{place}?Signature=s", flow)
    assert [links.flow(f"/k{place}", "Signature=s") for place in (1, 2, 3)] == [3, None, 4]


def test_a_link_without_a_signature_is_none():
    links = Links(Redaction())
    links.hand_out("http://b/k?a=1", 1)
    assert links.flow("/k", "a=1") is None
