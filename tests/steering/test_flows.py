import threading
from datetime import timedelta

import pytest

from fakecf import UnmetError


def test_what_was_asked_is_there_hop_by_hop(cf, download):
    with pytest.raises(LookupError, match="nothing was asked"):
        _ = cf.flows.last
    download()
    assert [exchange.listener for exchange in cf.flows.last.exchanges] == ["api", "blobstore"]
    assert [exchange.token_relayed for exchange in cf.flows.last.exchanges] == [False, False]
    assert (len(cf.flows), list(cf.flows)) == (1, cf.flows.all("droplets.download", status=302))
    assert cf.flows.all(flag="abandoned") == []


def test_it_is_waited_for(cf, download):
    asking = threading.Timer(0, download)
    asking.start()
    (flow,) = cf.flows.wait_for("droplets.download", timeout="5s", status=302)
    assert flow.exchanges[0].status == 302
    asking.join()
    for late in ("1ms", 0.001, timedelta(milliseconds=1)):
        with pytest.raises(UnmetError, match="found 1 of 2 exchanges within"):
            cf.flows.wait_for("droplets.download", times=2, timeout=late)


def test_it_is_verified(cf, get):
    get("/v3/apps"), get("/v3/spaces")
    assert cf.flows.verify("apps.list") == cf.flows.verify("apps.list", times={"min": 1, "max": 1}) == 1
    cf.flows.verify_order("apps.list", {"operation": "spaces.list", "status": 200})
    with pytest.raises(UnmetError, match="nothing after exchange"):
        cf.flows.verify_order("spaces.list", "apps.list")


def test_a_flow_is_written_for_another_tool(cf, get):
    get("/v3/apps")
    assert "curl" in cf.flows.written(cf.flows.last.id, "curl")


def test_it_is_followed(cf, get):
    get("/v3/apps"), get("/v3/spaces")
    following = cf.flows.follow(since=0)
    assert [next(following).operation, next(following).operation] == ["apps.list", "spaces.list"]
    following.close()


def test_it_is_forgotten(cf, get):
    get("/v3/apps")
    cf.flows.clear()
    assert len(cf.flows) == 0
