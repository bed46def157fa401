"""What an app can do beside running: the features that are turned on and off (`app/models/helpers/app_features.rb`)."""

from typing import NamedTuple


class Feature(NamedTuple):
    """The column behind a feature; one that supporters may change is `trusted`, and two exclude each other."""

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
