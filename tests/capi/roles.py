"""Who may do what, as sections 13 and 22 of cc-droplets have it: the status that each role gets from each endpoint.

Every role is the name of a user in world.yml.
"""

WRITERS = ("space_developer", "admin")
READERS_ONLY = (
    "space_manager",
    "space_auditor",
    "space_supporter",
    "org_manager",
    "admin_read_only",
    "global_auditor",
)
OUTSIDERS = ("org_auditor", "org_billing_manager", "org_user", "no_role")
ROLES = (*WRITERS, *READERS_ONLY, *OUTSIDERS)
READERS = (*WRITERS, *READERS_ONLY)
SECRETS = ("space_developer", "admin", "admin_read_only")
GLOBAL = ("admin", "admin_read_only", "global_auditor")


def _row(*, writers, readers_only, outsiders, **exceptions):
    groups = ((WRITERS, writers), (READERS_ONLY, readers_only), (OUTSIDERS, outsiders))
    return {**{role: status for group, status in groups for role in group}, **exceptions}


ENDPOINTS = {
    "droplet.get": _row(writers=200, readers_only=200, outsiders=404),
    "droplet.list": _row(writers=200, readers_only=200, outsiders=200),
    "app.droplets": _row(writers=200, readers_only=200, outsiders=404),
    "package.droplets": _row(writers=200, readers_only=200, outsiders=404),
    "droplet.download": _row(writers=302, readers_only=302, outsiders=404, space_supporter=403),
    "droplet.patch": _row(writers=200, readers_only=403, outsiders=404),
    "droplet.patch_image": _row(writers=200, readers_only=403, outsiders=404, space_developer=403),
    "app.current": _row(writers=200, readers_only=200, outsiders=404),
    "droplet.create": _row(writers=201, readers_only=403, outsiders=422),
    "droplet.copy": _row(writers=201, readers_only=403, outsiders=404),
    "droplet.upload": _row(writers=202, readers_only=403, outsiders=404),
    "droplet.delete": _row(writers=202, readers_only=403, outsiders=404),
    "package.create": _row(writers=201, readers_only=403, outsiders=422),
    "package.upload": _row(writers=200, readers_only=403, outsiders=404),
    "package.patch": _row(writers=200, readers_only=403, outsiders=404),
    "package.delete": _row(writers=202, readers_only=403, outsiders=404),
    "package.download": _row(writers=302, readers_only=403, outsiders=404, admin_read_only=302),
    "app.manage": _row(writers=200, readers_only=403, outsiders=404, space_supporter=200),
    "app.delete": _row(writers=202, readers_only=403, outsiders=404),
    "app.variables": _row(writers=200, readers_only=403, outsiders=404, space_supporter=200, admin_read_only=200),
    "job.get": _row(writers=200, readers_only=200, outsiders=200),
}


def cases(endpoint):
    """Each role with its status, for parametrize."""
    return list(ENDPOINTS[endpoint].items())
