"""Names for ids and ids for names: `/ids/Users`, which tells nothing else (UAA's UserIdConversionEndpoints)."""

import html

from fakecf.state import Store
from fakecf.state.uaa_records import UaaUser
from fakecf.uaa.answers import answer
from fakecf.uaa.bearers import Bearers, insufficient_scope
from fakecf.uaa.form import FormRequest
from fakecf.uaa.scim import SCHEMAS, ScimError, asked, page
from fakecf.uaa.scim_filter import Clause, FilterError, parsed
from fakecf.uaa.user_document import user_row
from fakecf.web import Answer

_SCOPE = "scim.userids"
_NAMED = ("id", "username")


class UserIds:
    """Only looks up users whose id or name is known."""

    def __init__(self, store: Store, bearers: Bearers) -> None:
        self._store = store
        self._bearers = bearers

    def list_user_ids(self, request: FormRequest) -> Answer:
        if _SCOPE not in self._bearers.of(request).scopes:
            raise insufficient_scope(_SCOPE)
        _require_names(request.values.get("filter", "").strip())
        found, told = page(request, asked(request, self._store.state[UaaUser], user_row, by="userName"))
        resources = [{"id": user.guid, "userName": user.username, "origin": user.origin} for user in found]
        return answer(200, {"resources": resources, **told, "schemas": SCHEMAS})


def _require_names(expression: str) -> None:
    if not expression:
        raise ScimError(400, "scim", "a 'filter' parameter is required")
    try:
        clauses = parsed(expression).clauses
    except FilterError:
        raise ScimError(400, "scim", f"Invalid filter '{html.escape(expression)}'") from None
    named = [_names(clause) for clause in clauses]
    if not any(named):
        raise ScimError(400, "scim", "Invalid filter attribute.")


def _names(clause: Clause) -> bool:
    """Whether the clause names a user; raises ScimError where it may not stand at all."""
    if clause.operator in ("pr", "sw", "co"):
        raise ScimError(400, "scim", "Wildcards are not allowed in filter.")
    if clause.operator != "eq":
        raise ScimError(400, "scim", "Invalid operator.")
    if clause.attribute.lower() not in (*_NAMED, "origin"):
        raise ScimError(400, "scim", "Invalid filter attribute.")
    return clause.attribute.lower() in _NAMED
