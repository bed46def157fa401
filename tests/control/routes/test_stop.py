def test_what_another_program_started_is_not_stopped(steer):
    answer = steer.call("POST", "/v1/stop", {})
    assert answer.status_code == 409
    assert "only what `fakecf serve` started can be stopped" in answer.json()["detail"]
    assert steer.call("GET", "/v1/health/live").status_code == 200
