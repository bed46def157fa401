"""`PUT /Users/:id/password`, which `cf passwd` sends (UAA's PasswordChangeEndpoint)."""

import pytest

OWN = {"oldPassword": "wonderland", "password": "looking-glass"}


def change(world, token, guid="alice-guid", **document):
    return world.ask("PUT", f"/Users/{guid}/password", token=token, json=document)


def own(world, *more):
    return world.token_of("alice", "password.write", *more)


def client(world):
    return str(world.tokens.for_client(world.client("ci"), ["password.write"]))


def scim_error(error, description):
    return {"error_description": description, "error": error, "message": description}


def test_a_user_changes_the_own_password_and_must_log_in_anew(world):
    token = world.login().json["access_token"]
    world.pass_time(hours=1)
    answer = change(world, own(world), **OWN)
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "message": "password updated"})
    assert world.userinfo(token).status_code == 401
    assert world.login().status_code == 401
    assert world.login(password="looking-glass").status_code == 200
    shown = world.ask("GET", "/Users/alice-guid", "scim.read").json
    assert shown["passwordLastModified"] == shown["meta"]["lastModified"] == "2026-01-01T13:00:00.000Z"


@pytest.mark.parametrize(
    ("document", "status", "description"),
    [
        ({"password": "new"}, 400, "Previous password is required"),
        ({**OWN, "oldPassword": " "}, 400, "Previous password is required"),
        (
            {"oldPassword": "wonderland", "password": "wonderland"},
            422,
            "Your new password cannot be the same as the old password.",
        ),
        ({**OWN, "password": "x" * 256}, 400, "Password must be no more than 255 characters in length."),
    ],
)
def test_a_change_that_cannot_be_is_refused(world, document, status, description):
    answer = change(world, own(world), **document)
    assert (answer.status_code, answer.json) == (status, scim_error("invalid_password", description))


def test_the_old_password_must_be_the_right_one(world):
    answer = change(world, own(world), **{**OWN, "oldPassword": "wrong"})
    expected = {"error": "unauthorized", "error_description": "Old password is incorrect"}
    assert (answer.status_code, answer.json) == (401, expected)
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="UAA/oauth"')


def test_nobody_changes_the_password_of_another(world):
    answer = change(world, own(world), "admin-guid", **OWN)
    description = "Not permitted to change another user's password"
    assert (answer.status_code, answer.json) == (400, scim_error("invalid_password", description))


def test_an_administrator_does_and_needs_the_old_one_only_for_the_own(world):
    admin = world.token_of("admin", "password.write", "uaa.admin")
    assert change(world, admin, password="new").status_code == 200
    answer = change(world, admin, "admin-guid", password="new")
    description = "Previous password is required even for admin"
    assert (answer.status_code, answer.json) == (400, scim_error("invalid_password", description))
    assert change(world, admin, "admin-guid", oldPassword="wrong", password="new").status_code == 401
    assert change(world, admin, "admin-guid", oldPassword="admin", password="new").status_code == 200


def test_a_client_changes_any_password_and_learns_nothing_of_who_is_not_there(world):
    assert change(world, client(world), password="new").status_code == 200
    answer = change(world, client(world), "nobody", password="new")
    expected = scim_error("bad_credentials", "Invalid password change request")
    assert (answer.status_code, answer.json) == (401, expected)


def test_the_token_must_be_meant_for_passwords_and_carry_the_scope(world):
    answer = change(world, world.token_of("alice", "openid"), **OWN)
    description = "Invalid token does not contain resource id (password)"
    assert (answer.status_code, answer.json) == (403, {"error": "access_denied", "error_description": description})
    answer = change(world, world.token_of("alice", "password.read"), **OWN)
    assert (answer.status_code, answer.json["scope"]) == (403, "password.write")
