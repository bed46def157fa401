"""Whether a feature is on: `app/models/runtime/feature_flag.rb`."""

from fakecf.capi.call import Call
from fakecf.errors import CfError
from fakecf.state import State
from fakecf.state.records import FeatureFlag

# cc-surface 4.14
DEFAULTS = {
    "user_org_creation": False,
    "private_domain_creation": True,
    "app_bits_upload": True,
    "app_scaling": True,
    "route_creation": True,
    "service_instance_creation": True,
    "diego_docker": False,
    "diego_cnb": False,
    "set_roles_by_username": True,
    "unset_roles_by_username": True,
    "task_creation": True,
    "env_var_visibility": True,
    "space_scoped_private_broker_creation": True,
    "space_developer_env_var_visibility": True,
    "service_instance_sharing": False,
    "hide_marketplace_from_unauthenticated_users": False,
    "resource_matching": True,
    "route_sharing": False,
    "hash_based_routing": False,
}
_LIFECYCLES = {"docker": "diego_docker", "cnb": "diego_cnb"}
_ADMINS_SKIP = frozenset(
    {
        "app_bits_upload",
        "app_scaling",
        "set_roles_by_username",
        "space_developer_env_var_visibility",
        "task_creation",
        "unset_roles_by_username",
    }
)
_SECRETS_READERS_SKIP = frozenset({"space_developer_env_var_visibility"})


def stored_flag(state: State, name: str) -> FeatureFlag | None:
    """The flag where somebody has set it."""
    return next(iter(state[FeatureFlag].where("name", name)), None)


def is_enabled(call: Call, name: str) -> bool:
    """Whether the feature is on for the caller: some that are off are so for everybody but admins."""
    if (name in _ADMINS_SKIP and call.who.admin) or (name in _SECRETS_READERS_SKIP and call.who.reads_secrets_globally):
        return True
    flag = stored_flag(call.state, name)
    return DEFAULTS[name] if flag is None else flag.enabled


def require_feature(call: Call, name: str) -> None:
    """Refuse a feature that is off, in the words that were set for it (`FeatureFlag.raise_unless_enabled!`)."""
    if not is_enabled(call, name):
        flag = stored_flag(call.state, name)
        raise CfError("FeatureDisabled", (flag and flag.error_message) or name)


def require_lifecycle_feature(call: Call, type_: str) -> None:
    """Refuse a lifecycle whose feature is off."""
    if type_ in _LIFECYCLES:
        require_feature(call, _LIFECYCLES[type_])
