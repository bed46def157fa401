import re
import shlex

import pytest

from fakecf.cli.card import card
from fakecf.foundation import Foundation


@pytest.fixture
def commands(tmp_path):
    """The commands of the card that a seed leads to."""

    def tried(seed, **how):
        (tmp_path / "seed.yml").write_text(f"fakecf: 1\n{seed}", "utf-8")
        foundation = Foundation.from_seeds(tmp_path / "seed.yml")
        foundation.close()
        return card(foundation, **how).partition("\ntry\n")[2].splitlines()

    return tried


def test_nothing_that_a_seed_names_reaches_the_shell_unquoted(commands):
    name, password = "a b; touch x", "$(touch y)'"
    login, curl, _ = commands(f"users: {{{name!r}: {{password: {password!r}}}}}")
    assert shlex.split(login) == ["cf", "api", "http://localhost:9022", "&&", "cf", "auth", name, password]
    called = re.search(r"bearer \$\((.*)\)\"", curl)
    assert shlex.split(called[1]) == ["fakecf", "token", name]


def test_the_user_is_one_who_may_see_every_droplet(commands):
    login, *_ = commands("users: {bob: {password: b}, root: {password: r, scopes: [cloud_controller.admin]}}")
    assert login.endswith("cf auth root r")


def test_without_users_it_shows_what_anybody_may_ask(commands):
    assert commands("") == [
        "  cf api http://localhost:9022",
        "  curl http://localhost:9022/v3/info",
        "  fakecf fault add downloads 502 x1",
    ]


def test_a_token_that_was_made_for_the_reader_is_exported_first(commands):
    assert commands("", token="made")[0] == "  export FAKECF_CONTROL_TOKEN=made"
