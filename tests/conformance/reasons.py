"""Why answers of served routes still differ, where that is known and nothing to be mended soon."""

UNKNOWN = "to be mended"
DOUBLED_UAA = "the recorded UAA was a double: out of reach, rate limited, or with the same user for every name"
NO_BROKER = "what a service broker or CredHub answered, of which a foundation has none"
DOUBLED_ROUTING = "what a double of the routing API said of a router group, or that its UAA is out of reach"
BY_CHANCE = "destinations are listed by their guids, and chance makes those"

# By operation, and by kind and place where an operation differs in more than one way.
REASONS = {
    "apps.environment_variables": "variables that the recorded one could not decrypt; we encrypt none",
    "service_instances.parameters": NO_BROKER,
    "service_credential_bindings.parameters": NO_BROKER,
    "service_credential_bindings.details": NO_BROKER,
    "service_route_bindings.parameters": NO_BROKER,
    "roles.create status ": DOUBLED_UAA,
    "roles.create body /errors/*/detail": DOUBLED_UAA,
    "roles.create body /relationships/user/data/guid": DOUBLED_UAA,
    "users.create status ": DOUBLED_UAA,
    "users.list status ": DOUBLED_UAA,
    "users.list body /pagination/total_results": DOUBLED_UAA,
    "routes.create status ": DOUBLED_ROUTING,
    "destinations.replace": BY_CHANCE,
    "tasks.create body /name": "a name that the Cloud Controller made up by chance",
    "apps.list body /pagination/total_results": "an app without a row of its lifecycle, which a foundation cannot hold",
}


def reason_for(operation: str, kind: str, place: str) -> str:
    return REASONS.get(f"{operation} {kind} {place}") or REASONS.get(operation, UNKNOWN)
