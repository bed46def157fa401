import pytest

from fakecf.server.waiting import readable

ENDS = {
    "removed": lambda engine, _: engine.remove("f_1"),
    "replaced by its like": lambda engine, _: engine.replace("f_1", "downloads hang"),
    "cleared": lambda engine, _: engine.clear(),
    "undone": lambda _, undo: undo(),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_whoever_waits_under_a_rule_is_woken_when_it_is_gone_and_by_no_other_rule(world, end):
    """Reliability R-10: 500 who wait would each take a turn to find nothing new."""
    before, woken = world.store.state, []

    def wait(_, *bells):
        world.engine.add("apps.list 502")
        world.get("/v3/apps")
        world.engine.remove("f_2")
        woken.append(bool(readable(bells, 0)))
        end(world.engine, lambda: world.store.restore(before))
        woken.append(bool(readable(bells, 0)))
        return False

    world.engine.add("downloads hang")
    answer = world.get("/v3/droplets/d1/download", environ_overrides={"fakecf.wait": wait})
    assert (answer.status_code, woken) == (200, [False, True])


def test_without_a_socket_a_wait_ends_with_its_time(world):
    world.engine.add("downloads latency=1ms")
    world.setting = type(world.setting)(guid="clock", created_at=world.setting.created_at)
    assert world.download().status_code == 200
