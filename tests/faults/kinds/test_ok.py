def test_ok_lets_the_request_through_and_counts_it(world):
    rule = world.engine.add("downloads ok x1")
    assert world.download().text == "fine"
    assert world.environ["fakecf.fault"] == rule.guid
    assert world.engine.rule(rule.guid).hits == 1


def test_ok_keeps_the_headers_and_the_body_of_the_listener(world):
    world.engine.add("downloads ok")
    answer = world.download()
    assert answer.headers.to_wsgi_list() == [("Content-Type", "text/plain"), ("content-length", "4")]


def test_nothing_of_it_is_seen_on_the_wire(wire):
    truth, said = wire.truth(), wire.struck("ok")
    assert (said.status_line, said.steady_headers, said.raw, said.end) == (
        truth.status_line,
        truth.steady_headers,
        truth.raw,
        "kept",
    )
