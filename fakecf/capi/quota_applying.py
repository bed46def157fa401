"""Giving a quota to organizations or spaces, and how what runs in them may speak against it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from fakecf.capi.call import Call
from fakecf.capi.list_query import ListQuery
from fakecf.capi.quotas import UNLIMITED, Owner, apps_of
from fakecf.capi.ruby import inspect
from fakecf.errors import CfError
from fakecf.state import Change, State, Table
from fakecf.state.app_records import Process
from fakecf.state.platform_records import OrganizationQuota, Quota, SpaceQuota
from fakecf.state.records import Organization, Space

Q = TypeVar("Q", bound=Quota)

_EXCEEDED = "Current usage exceeds new quota values."
_NAMED = 2


def apply_to_organizations(change: Change, quota: OrganizationQuota, guids: list[str]) -> list[Organization]:
    """Those organizations, with the quota instead of the one they had."""
    missing = [guid for guid in guids if guid not in change[Organization]]
    if missing:
        raise CfError("UnprocessableEntity", f"Organizations with guids {inspect(missing)} do not exist")
    found = [organization for guid in guids if (organization := change[Organization].get(guid)) is not None]
    _require_limits_in(change, quota, found, "org")
    return [change.update(organization, quota_guid=quota.guid) for organization in found]


def apply_to_spaces(call: Call, change: Change, quota: SpaceQuota, guids: list[str], where: str = "") -> list[Space]:
    """Those spaces, with the quota; *where* they have to be is told of those that are not there."""
    inside = {space.guid: space for space in change[Space].where("organization_guid", quota.organization_guid)}
    missing = [guid for guid in guids if guid not in inside or not call.permissions.can_read_from_space(inside[guid])]
    if missing:
        what = f"Spaces with guids {inspect(missing)} do not exist{where}, or you do not have access to them."
        raise CfError("UnprocessableEntity", what)
    found = [inside[guid] for guid in guids]
    _require_limits_in(change, quota, found, "space")
    return [change.update(space, quota_guid=quota.guid) for space in found]


def applied_to_asked(
    governed: Table[Organization] | Table[Space], query: ListQuery, key: str, rows: Iterable[Q]
) -> Iterator[Q]:
    """Those *rows* that apply to one of *governed* whose guid the parameter *key* asks for."""
    if not query.asks(key):
        return iter(rows)
    asked = (governed.get(guid) for guid in query.values(key))
    quotas = {each.quota_guid for each in asked if each is not None}
    return (row for row in rows if row.guid in quotas)


def require_log_rate_limits(change: Change, quota: Quota, governed: Sequence[Owner], kind: str) -> None:
    """Refuse to limit the log rate of *governed*, orgs or spaces, where an app has no limit: two are named."""
    unlimited = [f"'{each.name}'" for each in governed if _has_unlimited_log_rate(change, each)]
    if quota.log_rate_limit == UNLIMITED or not unlimited:
        return
    others = len(unlimited) - _NAMED
    told = [*unlimited[:_NAMED], f"{others} other {kind}s"] if others > 0 else unlimited
    many = f"{kind}s {', '.join(told[:-1])} and {told[-1]} which contain"
    where = many if told[1:] else f"{kind} {told[0]} which contains"
    what = f"This quota is applied to {where} apps running with an unlimited log rate limit."
    raise CfError("UnprocessableEntity", f"{_EXCEEDED} {what}")


def _require_limits_in(change: Change, quota: Quota, owners: Iterable[Owner], kind: str) -> None:
    if quota.log_rate_limit != UNLIMITED and any(_has_unlimited_log_rate(change, each) for each in owners):
        what = f"The {kind}(s) being assigned this quota contain apps running with an unlimited log rate limit."
        raise CfError("UnprocessableEntity", f"{_EXCEEDED} {what}")


def _has_unlimited_log_rate(state: State, owner: Owner) -> bool:
    """Whether an app in it may log without limit, running or not."""
    processes = (each for app in apps_of(state, owner) for each in state[Process].where("app_guid", app.guid))
    return any(process.log_rate_limit == UNLIMITED for process in processes)
