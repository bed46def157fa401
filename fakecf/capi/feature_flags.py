"""Whether a feature is on: `app/models/runtime/feature_flag.rb`."""

from fakecf.capi.call import Call
from fakecf.errors import CfError
from fakecf.state import State
from fakecf.state.records import FeatureFlag


def stored_flag(state: State, name: str) -> FeatureFlag | None:
    """The flag where somebody has set it."""
    return next(iter(state[FeatureFlag].where("name", name)), None)


def require_feature(call: Call, name: str) -> None:
    """Refuse what is switched off; admins may all the same (`FeatureFlag.raise_unless_enabled!`)."""
    flag = stored_flag(call.state, name)
    if flag is not None and not flag.enabled and not call.who.admin:
        raise CfError("FeatureDisabled", flag.error_message or name)
