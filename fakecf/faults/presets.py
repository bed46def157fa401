"""Faults that have a name: what a foundation in trouble does, to be switched on and off."""

from typing import Any, NamedTuple

from fakecf.faults.engine import FaultEngine
from fakecf.faults.problems import wrong
from fakecf.faults.records import FaultRule
from fakecf.state import Change


class Preset(NamedTuple):
    """Rules that belong together."""

    says: str
    rules: tuple[Any, ...]


_GOROUTER_502 = {"status": 502, "shape": "gorouter"}

PRESETS = {
    "blobstore-down": Preset("Nobody listens at the blobstore.", ("blobstore refuse",)),
    "cc-down": Preset(
        "nginx cannot reach the Cloud Controller behind it.", ({"on": "api", "do": {"status": 502, "shape": "nginx"}},)
    ),
    "cc-rolling-restart": Preset(
        "Every third request meets a Cloud Controller that is just going away: gorouter's 502, or a reset connection.",
        ({"on": "api", "do": [_GOROUTER_502, "reset"], "when": {"every": 3, "times": 1_000_000}},),
    ),
    "corrupt-downloads": Preset(
        "One byte of every droplet is wrong, its length and headers right.", ("downloads corrupt",)
    ),
    "database-down": Preset("The Cloud Controller has lost its database.", ("api CF-ServiceUnavailable",)),
    "expired-token": Preset("UAA grants tokens that have expired already.", ("uaa.token token=expired",)),
    "failing-staging": Preset(
        "Every build fails while the buildpack compiles.", ("builds.* failed=BuildpackCompileFailed",)
    ),
    "flaky-blobstore": Preset(
        "Of ten downloads one is told to slow down, one reset half-way, one cut short, two are late.",
        (
            "blobstore.get 503 p10%",
            "blobstore.get reset@50% p11%",
            "blobstore.get truncate=50% p12%",
            "blobstore.get latency=500ms~400ms p29%",
        ),
    ),
    "gorouter-404": Preset(
        "gorouter has forgotten the API's route.", ({"on": "api", "do": {"status": 404, "shape": "gorouter"}},)
    ),
    "gorouter-502": Preset("gorouter's endpoint fails at every request.", ({"on": "api", "do": _GOROUTER_502},)),
    "missing-blobs": Preset("Every blob is gone when its redirect is followed.", ("downloads vanish",)),
    "rate-limited": Preset(
        "CC's rate limiter, ten requests an hour for a user and five without a token.",
        ({"on": "api", "do": {"ratelimit": {"general_limit": 10, "unauthenticated_limit": 5}}},),
    ),
    "refresh-refused": Preset("UAA refuses every refresh token.", ("uaa.token token=refresh-refused",)),
    "short-lived-tokens": Preset(
        "UAA grants tokens for 30 seconds.", ({"on": "uaa.token", "do": {"token": {"how": "short-lived"}}},)
    ),
    "silent-truncation": Preset(
        "Half of every droplet comes, and nothing tells that there is more.",
        ({"on": "downloads", "do": {"truncate": {"at": "50%", "how": "clean"}}},),
    ),
    "slow-3g": Preset(
        "A phone's line: every answer half a second late, downloads with 50 KB/s.",
        ("downloads bandwidth=50KB/s", "* latency=400ms~200ms"),
    ),
    "slow-cc": Preset(
        "The Cloud Controller is busy: most answers within a second, some after many.",
        ("api latency=lognormal(600ms,0.8)",),
    ),
    "stale-connections": Preset("Every kept connection is gone when it is used again.", ("* stale",)),
    "stuck-jobs": Preset(
        "Jobs, builds, uploads and copies never end.",
        ("jobs.* unfinished", "builds.* unfinished", "packages.* unfinished"),
    ),
    "suspended-org": Preset("Every organization is suspended.", ("api suspended=org",)),
    "token-relay-trap": Preset(
        "The redirect keeps the API's host name, so that clients which relay their token to it are found out.",
        ("downloads redirect=same-host",),
    ),
    "truncated-downloads": Preset("Half of every droplet comes under its whole length.", ("downloads truncate=50%",)),
    "uaa-down": Preset("Nobody listens at UAA.", ("uaa refuse",)),
}


def switch_on(
    engine: FaultEngine, name: str, lifetime: str | None = None, within: Change | None = None
) -> list[FaultRule]:
    """Arm the rules of a preset, for so long where *lifetime* says so; again is as good as once. Raises RuleError."""
    rules = [_written(rule, lifetime) for rule in _named(name).rules]
    for rule in rules:
        engine.check(rule)
    return [engine.replace(guid, rule, within) for guid, rule in zip(_guids(name), rules, strict=True)]


def switch_off(engine: FaultEngine, name: str) -> None:
    """Remove the rules of a preset; raises RuleError where there is none of that name."""
    for guid in _guids(name):
        engine.remove(guid)


def is_on(engine: FaultEngine, name: str) -> bool:
    """Whether any rule of the preset is there still."""
    return any(engine.rule(guid) is not None for guid in _guids(name))


def _named(name: str) -> Preset:
    if name not in PRESETS:
        raise wrong("/preset", f"there is no preset {name!r}", PRESETS, name)
    return PRESETS[name]


def _guids(name: str) -> list[str]:
    return [f"{name}-{number}" for number in range(1, len(_named(name).rules) + 1)]


def _written(rule: Any, lifetime: str | None) -> Any:
    if lifetime is None:
        return rule
    if isinstance(rule, str):
        return f"{rule} for {lifetime}"
    return {**rule, "when": {**rule.get("when", {}), "for": lifetime}}
