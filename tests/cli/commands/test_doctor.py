def test_every_finding_is_a_line_with_the_next_command_below_it(run, served):
    found = run("doctor", "--url", served.url, HTTP_PROXY="http://proxy.example:1", NO_PROXY="", no_proxy="")
    lines = found.stdout.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("problem  proxies "))
    assert lines[place + 1].strip() == "try: export NO_PROXY=localhost,127.0.0.1"
    assert found.returncode == 4
    assert any(line.startswith("ok       foundation  ready at ") for line in lines)
