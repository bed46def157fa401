"""The OAuth clients and default groups that every Cloud Foundry has (cf-deployment v58, uaa-release)."""

from datetime import datetime

from fakecf.state.uaa_records import UaaClient

# uaa-release's `uaa.user.authorities`: what every user holds without being told so
DEFAULT_GROUPS = (
    "openid",
    "scim.me",
    "cloud_controller.read",
    "cloud_controller.write",
    "cloud_controller_service_permissions.read",
    "password.write",
    "uaa.user",
    "approvals.me",
    "oauth.approvals",
    "notification_preferences.read",
    "notification_preferences.write",
    "profile",
    "roles",
    "user_attributes",
    "uaa.offline_token",
)

# what else there is from the beginning, though nobody holds it without being told so (uaa-release, cf-deployment)
OTHER_GROUPS = (
    "scim.read",
    "scim.write",
    "scim.invite",
    "scim.userids",
    "uaa.resource",
    "uaa.admin",
    "clients.read",
    "clients.write",
    "clients.secret",
    "clients.admin",
    "zones.write",
    "cloud_controller.admin",
    "cloud_controller.admin_read_only",
    "cloud_controller.global_auditor",
    "doppler.firehose",
    "network.admin",
    "network.write",
    "routing.router_groups.read",
    "routing.router_groups.write",
)

_CF_SCOPES = (
    "network.admin",
    "network.write",
    "cloud_controller.read",
    "cloud_controller.write",
    "openid",
    "password.write",
    "cloud_controller.admin",
    "scim.read",
    "scim.write",
    "doppler.firehose",
    "uaa.user",
    "routing.router_groups.read",
    "routing.router_groups.write",
    "cloud_controller.admin_read_only",
    "cloud_controller.global_auditor",
    "perm.admin",
    "clients.read",
)
_SSH_PROXY_SCOPES = ("openid", "cloud_controller.read", "cloud_controller.write", "cloud_controller.admin")


def stock_clients(created_at: datetime) -> tuple[UaaClient, ...]:
    """The clients of cc-surface 5.2; a real deployment draws the secrets, here each is the client's own id."""
    return (
        UaaClient(
            guid="cf",
            created_at=created_at,
            scopes=_CF_SCOPES,
            authorities=("uaa.none",),
            grant_types=("password", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            access_token_validity=1200,
        ),
        UaaClient(
            guid="ssh-proxy",
            created_at=created_at,
            secret="ssh-proxy",  # noqa: S106 - the documented secret of a fake
            scopes=_SSH_PROXY_SCOPES,
            grant_types=("authorization_code", "refresh_token"),
            redirect_uris=("/login",),
            additional={"autoapprove": ["true"]},
        ),
        UaaClient(
            guid="cf_smoke_tests",
            created_at=created_at,
            secret="cf_smoke_tests",  # noqa: S106 - the documented secret of a fake
            authorities=("cloud_controller.admin", "clients.read"),
        ),
    )
