"""What a manifest may say of an app, in the Cloud Controller's words (`app_manifest_message.rb`)."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from fakecf.capi.app_features import FEATURES
from fakecf.capi.call import CENSORED, Call
from fakecf.capi.environment_variables import var_errors
from fakecf.capi.feature_flags import require_feature
from fakecf.capi.lifecycle_message import content_errors
from fakecf.capi.manifest_processes import (
    amount_errors,
    change_errors,
    changes,
    of_process,
    process_list_errors,
    require_objects,
    scaling_errors,
    scalings,
)
from fakecf.capi.manifest_routes import KEYS as ROUTE_KEYS
from fakecf.capi.manifest_routes import route_errors
from fakecf.capi.manifest_services import service_errors
from fakecf.capi.manifest_sidecars import sidecar_list_errors
from fakecf.capi.messages import Body, metadata_errors
from fakecf.capi.ruby import is_blank, is_true, to_s
from fakecf.capi.validators import between, string
from fakecf.errors import CfError
from fakecf.state.app_records import WEB

ALLOWED = (
    "buildpack",
    "buildpacks",
    "command",
    "disk_quota",
    "log_rate_limit_per_second",
    "docker",
    "env",
    "health_check_http_endpoint",
    "health_check_invocation_timeout",
    "health_check_interval",
    "health_check_timeout",
    "health_check_type",
    "readiness_health_check_http_endpoint",
    "readiness_health_check_type",
    "readiness_health_check_invocation_timeout",
    "readiness_health_check_interval",
    "instances",
    "metadata",
    "memory",
    "lifecycle",
    "name",
    "no_route",
    "processes",
    "random_route",
    "default_route",
    "routes",
    "services",
    "sidecars",
    "stack",
    "timeout",
    "cnb_credentials",
    "features",
)
_WORDS = re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z\d])(?=[A-Z])", re.ASCII)
_AUTOMATIC = ("default", "null", None)
_LONGEST_BUILDPACK = 4096


class AppManifest(NamedTuple):
    """One app of a manifest: as it is `written`, and what is `asked`, its keys as CC calls them."""

    written: Body
    asked: Body

    @property
    def name(self) -> Any:
        return self.asked.get("name")

    @property
    def told(self) -> Body:
        """As the audit event tells it."""
        hidden = (key for key in ("env", "cnb-credentials") if is_true(self.written.get(key)))
        return {**self.written, **dict.fromkeys(hidden, CENSORED)}


def app_manifest(written: Body) -> AppManifest:
    """The manifest of one app; processes too may write their keys with dashes."""
    require_objects(written.get("processes"))
    asked = _underscored(written)
    if isinstance(written.get("processes"), list):
        asked["processes"] = [_underscored(each) for each in written["processes"]]
    return AppManifest(written, asked)


def _underscored(written: Body) -> Body:
    return {underscored(key): value for key, value in written.items()}


def underscored(key: Any) -> str:
    """A key as CC calls it: `disk_quota` for `disk-quota`."""
    return _WORDS.sub("_", str(key)).replace("-", "_").lower()


def app_request(manifest: AppManifest) -> Body:
    """What is asked of the app itself, as the body that changes an app."""
    asked = manifest.asked
    data = {"buildpacks": _buildpacks(asked), "stack": asked.get("stack"), "credentials": asked.get("cnb_credentials")}
    data = {key: value for key, value in data.items() if value is not None}
    type_ = _lifecycle_type(asked)
    request: Body = {}
    if type_ == "docker":
        request["lifecycle"] = {"type": type_}
    elif type_ is not None or data:
        request["lifecycle"] = {**({"type": type_} if type_ else {}), **({"data": data} if data else {})}
    if asked.get("metadata") is not None:
        request["metadata"] = asked["metadata"]
    return request


def _lifecycle_type(asked: Body) -> str | None:
    named = asked.get("lifecycle")
    if named in ("cnb", "buildpack"):
        return str(named)
    return "docker" if "docker" in asked else None


def _buildpacks(asked: Body) -> Any:
    if "buildpacks" in asked:
        return asked["buildpacks"]
    if "buildpack" not in asked:
        return None
    return [] if asked["buildpack"] in _AUTOMATIC else [asked["buildpack"]]


def environment(asked: Body) -> Body:
    """The variables, whose values are all taken for texts, as the body that changes them."""
    variables = asked.get("env")
    return {"var": {key: to_s(value) for key, value in variables.items()}} if isinstance(variables, dict) else {}


def manifest_errors(call: Call, manifest: AppManifest, index: int) -> Iterator[CfError]:
    """All that is wrong with what is said of the app at that *index*, each by itself."""
    named = not is_blank(manifest.name)
    whose = f"For application '{to_s(manifest.name)}'" if named else f"For application at index {index}"
    return (CfError("UnprocessableEntity", f"{whose}: {error}") for error in _errors(call, manifest))


def _errors(call: Call, manifest: AppManifest) -> Iterator[str]:
    asked = manifest.asked
    if is_blank(manifest.name):
        yield "Name must not be empty"
    yield from string("Name", manifest.name)
    yield from amount_errors(asked, WEB)
    for key, list_errors in (("processes", process_list_errors), ("sidecars", sidecar_list_errors)):
        if key in asked:
            yield from list_errors(asked[key])
    for each in scalings(asked):
        yield from (of_process(each.get("type"), error) for error in scaling_errors(each))
    for each in changes(asked):
        yield from (of_process(each.get("type"), error) for error in change_errors(each))
    yield from _app_errors(manifest)
    yield from _lifecycle_errors(call, asked)
    yield from _part_errors(call, asked)


def _part_errors(call: Call, asked: Body) -> Iterator[str]:
    if "services" in asked:
        yield from service_errors(asked["services"])
    if "env" in asked:
        yield from map(_of_environment, var_errors(environment(asked)))
    if "buildpack" in asked and asked["buildpack"] is not None:
        yield from string("Buildpack", asked["buildpack"])
        yield from between("Buildpack", asked["buildpack"], 1, _LONGEST_BUILDPACK)
    if not asked.keys().isdisjoint(ROUTE_KEYS):
        yield from route_errors(call, asked)
    if "features" in asked and not _are_features(asked["features"]):
        what = "must be a map of valid feature names to booleans (true = enabled, false = disabled)"
        yield f"Features {what}"


def _app_errors(manifest: AppManifest) -> Iterator[str]:
    """Buildpacks that the manifest does not write as a list are judged elsewhere."""
    request = app_request(manifest)
    for error in content_errors(request) if "lifecycle" in request else ():
        told = error.removeprefix("Lifecycle ")
        if "buildpacks" in manifest.asked or not told.startswith("Buildpacks"):
            yield told
    yield from metadata_errors(request)


def _lifecycle_errors(call: Call, asked: Body) -> Iterator[str]:
    if "buildpack" in asked and "buildpacks" in asked:
        yield "Buildpack and Buildpacks fields cannot be used together."
    if "docker" in asked:
        yield from _feature_errors(call, "diego_docker")
    if asked.get("lifecycle") == "cnb":
        yield from _feature_errors(call, "diego_cnb")
    if "docker" in asked and not asked.keys().isdisjoint(("buildpack", "buildpacks")):
        yield "Cannot specify both buildpack(s) and docker keys"


def _feature_errors(call: Call, name: str) -> Iterator[str]:
    try:
        require_feature(call, name)
    except CfError as error:
        yield error.detail


def _of_environment(error: str) -> str:
    if error == "Var must be an object":
        return "Env must be an object of keys and values"
    return f"Env{error.removeprefix('Var')}"


def _are_features(features: Any) -> bool:
    return (
        isinstance(features, dict)
        and bool(features)
        and all(name in FEATURES and isinstance(enabled, bool) for name, enabled in features.items())
    )
