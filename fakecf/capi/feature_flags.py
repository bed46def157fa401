"""Whether a feature is on: `app/models/runtime/feature_flag.rb`."""

from fakecf.capi.call import Call
from fakecf.errors import CfError
from fakecf.state.records import FeatureFlag


def require_role_setting_by_username(call: Call) -> None:
    """Refuse to set roles by username where that is switched off; admins may all the same."""
    name = "set_roles_by_username"
    flag = next(iter(call.state[FeatureFlag].where("name", name)), None)
    if flag is not None and not flag.enabled and not call.who.admin:
        raise CfError("FeatureDisabled", flag.error_message or name)
