"""Why answers of served routes still differ, where that is known and nothing to be mended soon."""

UNKNOWN = "to be mended"
CONFIGURED = "the recorded installation's own configuration, which a foundation cannot be told"

NO_BROKER = "what a service broker or CredHub answered, of which a foundation has none"

# By operation, and by kind and place where an operation differs in more than one way.
REASONS = {
    "service_instances.parameters": NO_BROKER,
    "service_credential_bindings.parameters": NO_BROKER,
    "service_credential_bindings.details": NO_BROKER,
    "service_route_bindings.parameters": NO_BROKER,
    "root.root": CONFIGURED,
    "root.v3_info": CONFIGURED,
    "jobs.show body /links keys": "links a service broker, service instance or binding, which are not served yet",
    "apps.list body /pagination/total_results": "an app without a row of its lifecycle, which a foundation cannot hold",
}


def reason_for(operation: str, kind: str, place: str) -> str:
    return REASONS.get(f"{operation} {kind} {place}") or REASONS.get(operation, UNKNOWN)
