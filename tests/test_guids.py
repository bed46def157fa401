import uuid

from fakecf.guids import Guids, path_guid


def test_a_path_has_the_same_guid_for_ever():
    assert path_guid("orgs/acme/spaces/dev/apps/web") == path_guid("orgs/acme/spaces/dev/apps/web")
    assert path_guid("orgs/acme") != path_guid("orgs/other")
    assert uuid.UUID(path_guid("orgs/acme")).version == 5


def test_the_same_seed_gives_the_same_guids():
    first, second, other = Guids(7), Guids(7), Guids(8)
    guids = [first.new() for _ in range(3)]
    assert guids == [second.new() for _ in range(3)]
    assert other.new() not in guids
    assert {uuid.UUID(guid).version for guid in guids} == {4}


def test_hex_is_a_guid_without_dashes():
    assert len(Guids(1).hex()) == 32
