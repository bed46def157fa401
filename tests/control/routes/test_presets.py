def test_presets_are_listed_switched_on_and_off(steer):
    presets = steer.call("GET", "/v1/presets").json()
    assert {preset["on"] for preset in presets} == {False}
    on = steer.call("PUT", "/v1/presets/gorouter-502", {"for": "30s"})
    assert (on.status_code, on.json()["on"]) == (200, True)
    (rule,) = steer.call("GET", "/v1/faults").json()
    assert (rule["id"], rule["when"]) == ("gorouter-502-1", {"for": "30s"})
    assert steer.call("PUT", "/v1/presets/gorouter-502", {}).status_code == 200
    assert len(steer.call("GET", "/v1/faults").json()) == 1
    assert steer.call("DELETE", "/v1/presets/gorouter-502").status_code == 204
    assert steer.call("GET", "/v1/faults").json() == []


def test_an_unknown_preset_is_404_with_the_nearest(steer):
    for verb in ("PUT", "DELETE"):
        refused = steer.call(verb, "/v1/presets/gorouter-503", {} if verb == "PUT" else None)
        assert (refused.status_code, "'gorouter-502'" in refused.json()["detail"]) == (404, True)


def test_a_wrong_time_is_refused(steer):
    refused = steer.call("PUT", "/v1/presets/uaa-down", {"for": "soon"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/when/for")
    assert steer.call("GET", "/v1/faults").json() == []
