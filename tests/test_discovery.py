from fakecf.capi import resources
from fakecf.discovery import load_all


def test_every_file_of_a_room_is_found_in_name_order():
    names = [module.__name__.rpartition(".")[2] for module in load_all(resources)]
    assert names == sorted(names)
    assert {"droplets", "root", "apps"} <= set(names)
