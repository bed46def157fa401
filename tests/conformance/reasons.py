"""Why answers of served routes still differ, where that is known and nothing to be mended soon."""

UNKNOWN = "to be mended"
CONFIGURED = "the recorded installation's own configuration, which a foundation cannot be told"

# By operation, and by kind and place where an operation differs in more than one way.
REASONS = {
    "root.root": CONFIGURED,
    "root.v3_info": CONFIGURED,
    "jobs.show body /links keys": "links a service broker, service instance or binding, which are not served yet",
    "tasks.create body /name": "a name that the Cloud Controller made up by chance",
    "apps.list body /pagination/total_results": "an app without a row of its lifecycle, which a foundation cannot hold",
}


def reason_for(operation: str, kind: str, place: str) -> str:
    return REASONS.get(f"{operation} {kind} {place}") or REASONS.get(operation, UNKNOWN)
