"""What an app can do beside running: the features that are turned on and off (`app/models/helpers/app_features.rb`)."""

from collections.abc import Mapping
from typing import NamedTuple

from fakecf.errors import CfError
from fakecf.state.records import App

_BOTH = "'file-based-vcap-services' and 'service-binding-k8s' features cannot be enabled at the same time."


class Feature(NamedTuple):
    """The column behind a feature; `supported` ones supporters may change, and none goes with its `excluded`."""

    column: str
    description: str
    supported: bool = False
    excluded: str | None = None


FEATURES = {
    "ssh": Feature("enable_ssh", "Enable SSHing into the app."),
    "revisions": Feature("revisions_enabled", "Enable versioning of an application", supported=True),
    "service-binding-k8s": Feature(
        "service_binding_k8s_enabled",
        "Enable k8s service bindings for the app",
        excluded="file_based_vcap_services_enabled",
    ),
    "file-based-vcap-services": Feature(
        "file_based_vcap_services_enabled",
        "Enable file-based VCAP service bindings for the app",
        excluded="service_binding_k8s_enabled",
    ),
}


def feature_columns(app: App, asked: Mapping[str, bool]) -> dict[str, bool]:
    """What turns those features of *app* on and off; raises CF-UnprocessableEntity for two that exclude each other."""
    columns = {FEATURES[name].column: enabled for name, enabled in asked.items()}
    for name, enabled in asked.items():
        excluded = FEATURES[name].excluded
        if enabled and excluded is not None and columns.get(excluded, getattr(app, excluded)):
            raise CfError("UnprocessableEntity", _BOTH)
    return columns
