from datetime import timedelta

import pytest

from fakecf.state.app_records import Process, ProcessInstance, Usage
from fakecf.state.records import App

APP = "fakecf: 1\norgs: {o: {spaces: {s: {apps:\n  {web: %s}}}}}\n"
RUNS = (
    "state: STARTED, created_at: -9d, droplets: [{current: true, created_at: -2d, process_types: {web: a, clock: b}}]"
)
FORCE = " (to have it all the same, write 'force: true')"


def of(kind, loaded):
    return [record for record in loaded.records if isinstance(record, kind)]


def test_every_app_has_a_web_process_with_its_guid_and_time(seed, now):
    loaded = seed(APP % "{created_at: -9d}")
    ((app,), (process,)) = of(App, loaded), of(Process, loaded)
    assert (process.guid, process.type, process.created_at) == (app.guid, "web", now - timedelta(days=9))
    assert (process.state, process.started_at, process.instances) == ("STOPPED", None, 1)
    assert (process.memory, process.disk_quota, process.log_rate_limit) == (1024, 1024, -1)
    assert process.health_check_type == "port"
    assert process.version


def test_a_started_app_runs_all_that_its_droplet_has_since_that_is_there(seed, now):
    loaded = seed(APP % f"{{{RUNS}}}")
    web, clock = of(Process, loaded)
    there = now - timedelta(days=2)
    assert (web.state, web.started_at, clock.state) == ("STARTED", there, "STARTED")
    assert (clock.type, clock.created_at, clock.instances, clock.health_check_type) == ("clock", there, 0, "process")


def test_processes_are_as_the_document_says_under_ccs_own_names(seed):
    loaded = seed(
        APP % "{processes: {web: {guid: own, memory: 64, health_check_type: http, health_check_http_endpoint: /h,"
        " command: run}, worker: 3, cron: }}"
    )
    web, worker, cron = of(Process, loaded)
    assert (web.guid, web.memory, web.health_check_http_endpoint, web.command) == ("own", 64, "/h", "run")
    assert (worker.type, worker.instances, cron.instances) == ("worker", 3, 0)
    assert worker.guid != cron.guid


def test_the_foundations_defaults_are_those_of_its_processes(seed):
    text = "foundation: {default_app_memory: 256, default_app_disk_in_mb: 512}\n"
    (process,) = of(Process, seed((APP % "{}").replace("orgs", f"{text}orgs")))
    assert (process.memory, process.disk_quota) == (256, 512)


def test_instances_are_as_the_document_says_since_then_or_since_the_start(seed, now):
    loaded = seed(
        APP
        % f"{{{RUNS}, processes: {{web: {{instances: 3, are: [CRASHED, {{created_at: -1d, usage: {{mem: 7}}}}]}}}}}}"
    )
    crashed, busy = of(ProcessInstance, loaded)
    assert (crashed.index, crashed.state, crashed.created_at) == (0, "CRASHED", now - timedelta(days=2))
    assert (busy.index, busy.state, busy.usage) == (1, "RUNNING", Usage(mem=7))
    assert busy.created_at == now - timedelta(days=1)
    assert {crashed.process_guid, busy.process_guid} == {of(App, loaded)[0].guid}


@pytest.mark.parametrize(
    ("process", "reason"),
    [
        ("{are: [RUNNING]}", "a process that is STOPPED has no instances"),
        (
            "{health_check_type: http}",
            "health_check_http_endpoint HTTP health check endpoint is not a valid URI path: ",
        ),
        (
            "{readiness_health_check_type: http}",
            "readiness_health_check_http_endpoint HTTP readiness health check endpoint is not a valid URI path: ",
        ),
    ],
)
def test_what_cc_would_refuse_is_refused_unless_it_is_forced(refused, seed, process, reason):
    text = APP % f"{{processes: {{web: {process}}}}}"
    assert refused(text) == f"a.yml:3:27: {reason}{FORCE}"
    assert of(Process, seed(text.replace(process, process.replace("{", "{force: true, ", 1))))


@pytest.mark.parametrize(
    ("process", "place", "what"),
    [
        ("{instances: -1}", "3:39", "-1 is not allowed here; allowed: at least 0"),
        ("{memory: 0}", "3:36", "0 is not allowed here; allowed: at least 1"),
        ("{are: [RUNING]}", "3:34", "'RUNING' is not allowed here; allowed: CRASHED, DOWN, RUNNING, STARTING"),
        ("{healthcheck: x}", "3:28", "process: unknown key 'healthcheck'"),
    ],
)
def test_a_wrong_shape_is_refused_with_what_is_allowed(refused, process, place, what):
    assert refused(APP % f"{{processes: {{web: {process}}}}}").startswith(f"a.yml:{place}: {what}")
