"""What too many failed logins do: uaa-release's lockout, 5 failures within 1200 s for 300 s (cc-surface 5.2, 5.5)."""

LOCKED = {
    "error": "unauthorized",
    "error_description": "Your account has been locked because of too many failed attempts to login.",
}


def fail(world, times=1):
    return [world.login(password="wrong").json["error_description"] for _ in range(times)]


def test_five_failures_lock_a_user_out_even_with_the_right_password(world):
    """The cf CLI stops asking on exactly this text."""
    assert set(fail(world, 5)) == {"Bad credentials"}
    answer = world.login()
    assert (answer.status_code, answer.json) == (401, LOCKED)
    challenge = f'Basic realm="UAA/client", error="unauthorized", error_description="{LOCKED["error_description"]}"'
    assert answer.headers["WWW-Authenticate"] == challenge


def test_four_failures_do_not_and_a_success_forgets_them(world):
    fail(world, 4)
    assert world.login().status_code == 200
    fail(world, 4)
    assert world.login().status_code == 200


def test_the_lock_opens_after_five_minutes_of_the_foundations_time(world):
    fail(world, 5)
    world.pass_time(seconds=299)
    assert world.login().json == LOCKED
    world.pass_time(seconds=1)
    assert world.login().status_code == 200


def test_what_is_tried_meanwhile_does_not_keep_the_lock_shut(world):
    fail(world, 5)
    world.pass_time(seconds=200)
    assert fail(world, 3) == [LOCKED["error_description"]] * 3
    world.pass_time(seconds=100)
    assert world.login().status_code == 200


def test_one_more_failure_after_the_lock_shuts_it_again(world):
    """The first five still count within their 1200 seconds."""
    fail(world, 5)
    world.pass_time(seconds=300)
    assert fail(world) == ["Bad credentials"]
    assert world.login().json == LOCKED


def test_failures_of_long_ago_do_not_count(world):
    fail(world, 4)
    world.pass_time(seconds=1200)
    fail(world)
    assert world.login().status_code == 200


def test_others_may_still_log_in(world):
    fail(world, 5)
    assert world.login("admin").status_code == 200


def test_an_administrator_unlocks_a_user(world):
    """UAA's `PATCH /Users/:id/status`, which `uaac user unlock` sends."""
    fail(world, 5)
    answer = world.ask("PATCH", "/Users/alice-guid/status", "scim.write", json={"locked": False})
    assert (answer.status_code, answer.json) == (200, {"locked": False})
    assert world.login().status_code == 200


def test_nobody_can_be_locked_on_purpose(world):
    answer = world.ask("PATCH", "/Users/alice-guid/status", "uaa.account_status.write", json={"locked": True})
    assert (answer.status_code, answer.json["error"]) == (400, "scim")
    assert world.ask("PATCH", "/Users/alice-guid/status", "scim.write", json={}).json == {}
    assert world.ask("PATCH", "/Users/alice-guid/status", "scim.read", json={"locked": False}).status_code == 403
    assert world.ask("PATCH", "/Users/nobody/status", "scim.write", json={"locked": False}).status_code == 404
    assert world.login().status_code == 200


def test_an_empty_password_is_never_the_right_one(world):
    """UAA keeps an empty password for the users of other providers, and asks for a length before it compares."""
    created = world.ask(
        "POST", "/Users", "scim.write", json={"userName": "hatter", "origin": "ldap", "emails": [{"value": "h"}]}
    )
    assert created.status_code == 201
    assert world.login("hatter", "").status_code == 401
