"""What a list accepts in its query string, and the Cloud Controller's words for what it does not."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, unquote

from fakecf.capi.metadata import Requirement, parse_selector, selector_errors
from fakecf.capi.rails import Params, to_i
from fakecf.capi.ruby import to_s
from fakecf.capi.validators import LARGEST_BIG_INTEGER
from fakecf.errors import CfError, UnknownError

_PAGINATION = ("page", "per_page", "order_by")
_COMMON = (*_PAGINATION, "created_ats", "updated_ats", "guids")
_MAX_PER_PAGE = 5000
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\n?")
_RELATIONS = ("lt", "gt", "lte", "gte")

Rule = Callable[[Params], Iterator[str]]


def _no_rule(_: Params) -> Iterator[str]:
    yield from ()


@dataclass(frozen=True, kw_only=True)
class ListQuery:
    """A list request that was found valid. `filters` hold what was asked for, comma lists as lists."""

    page: int
    per_page: int
    order_by: str | None
    column: str | None
    descending: bool
    filters: Mapping[str, Any]
    hidden: tuple[str, ...]
    requirements: list[Requirement]

    def asks(self, key: str) -> bool:
        return key in self.filters

    def values(self, key: str) -> list[str]:
        """The comma list given for *key*; a name without a value asks for null, which nothing is.

        PostgreSQL, and so CC, chokes on a NUL byte (corrections 2).
        """
        asked: list[str] = self.filters[key] or []
        if any("\0" in value for value in asked):
            raise UnknownError
        return asked

    def query_string(self, page: int) -> str:
        """The query of a page's link: every filter, form-encoded and sorted, as Ruby's `to_query` does."""
        params: dict[str, Any] = {"page": page, "per_page": self.per_page}
        if self.order_by is not None:
            params["order_by"] = ("-" if self.descending else "+") + self.order_by
        shown = {key: _echo(value) for key, value in self.filters.items() if key not in self.hidden}
        return "&".join(sorted(_pairs({**params, **shown})))


@dataclass(frozen=True, kw_only=True)
class Accepts:
    """The parameters of one list, as its `…ListMessage` class declares them.

    `keys` are its own filters in the order the error prints them, `arrays` those that are comma lists in the
    order they are checked, `lists` further ones that nobody checks, `order_by` what it sorts by besides the
    timestamps, `hidden` what links leave out, `columns` the field behind a sort name that is called otherwise.
    `labelled` lists have a label selector, `selector_judged` ones say what is wrong with it, the others fail over it;
    `timestamped` ones can be sorted by the timestamps; `unknown_last` has what is not known told after all else.
    `error` is what a bad query is called: some controllers raise CF-UnprocessableEntity.
    """

    keys: tuple[str, ...] = ()
    arrays: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    labelled: bool = True
    selector_judged: bool = True
    timestamped: bool = True
    unknown_last: bool = False
    error: str = "BadQueryParameter"
    rule: Rule = _no_rule

    @property
    def allowed(self) -> tuple[str, ...]:
        last = ("label_selector",) if self.labelled and "label_selector" not in self.keys else ()
        return (*_COMMON, *self.keys, *last)

    def parse(self, params: Params) -> ListQuery:
        """The valid query in *params*; raises `error` with every problem, joined."""
        self._refuse_objects(params)
        split = {key: self.value(key, value) for key, value in params.items()}
        requirements = parse_selector(split.get("label_selector")) if self.labelled else []
        errors = list(self._errors(split, requirements))
        if errors:
            raise CfError(self.error, ", ".join(errors))
        if None in requirements:
            raise UnknownError
        order_by = split.get("order_by") or None
        name = order_by.lstrip("+-") if order_by else None
        return ListQuery(
            page=to_i(split.get("page") or "1"),
            per_page=to_i(split.get("per_page") or "50"),
            order_by=name,
            column=self.columns.get(name, name) if name else None,
            descending=bool(order_by) and str(order_by).startswith("-"),
            filters={key: value for key, value in split.items() if key not in _PAGINATION},
            hidden=self.hidden,
            requirements=[each for each in requirements if each is not None],
        )

    def _refuse_objects(self, params: Params) -> None:
        """CC calls text methods on these without looking, and fails where they are arrays or objects."""
        texts = (*_PAGINATION, *(("label_selector",) if self.labelled else ()))
        if any(isinstance(params.get(key), list | dict) for key in texts):
            raise UnknownError

    def value(self, key: str, value: Any) -> Any:
        """A parameter as its message reads it: comma lists split, each part unescaped once more."""
        lists = (
            "guids",
            "created_ats",
            "updated_ats",
            *self.arrays,
            *self.lists,
            *(("include",) if self.includes else ()),
        )
        if key not in lists or value is None or isinstance(value, dict):
            return value
        text = to_s(value)
        return [unquote(part) for part in re.split(r",\s*", text)]

    def _errors(self, params: Params, requirements: list[Requirement | None]) -> Iterator[str]:
        """In the order the validators of ListMessage, MetadataListMessage and the list's own message run."""
        yield from _page_errors(params)
        yield from self._order_errors(params)
        yield from _timestamp_errors("Created ats", params.get("created_ats"))
        yield from _timestamp_errors("Updated ats", params.get("updated_ats"))
        yield from _array_errors(params, ("guids",))
        if self.labelled and self.selector_judged and "label_selector" in params:
            yield from selector_errors(requirements)
        if not self.unknown_last:
            yield from unknown_errors(params, self.allowed)
        yield from self.include_errors(params.get("include"))
        yield from _array_errors(params, self.arrays)
        yield from self.rule(params)
        if self.unknown_last:
            yield from unknown_errors(params, self.allowed)

    def _order_errors(self, params: Params) -> Iterator[str]:
        order_by = params.get("order_by")
        columns = (*(("created_at", "updated_at") if self.timestamped else ()), *self.order_by)
        if order_by and not re.fullmatch(rf"[+-]?({'|'.join(columns)})", order_by):
            yield f"Order by can only be: {quoted(columns)}"

    def include_errors(self, included: Any) -> Iterator[str]:
        """What is wrong with the asked includes (IncludeParamValidator)."""
        if self.includes and included is not None:
            yield from resource_errors("included", included, self.includes)


def resource_errors(kind: str, asked: Iterable[str], valid: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with further resources that an answer shall hold, `included` or `embedded`."""
    seen: list[str] = []
    for candidate in asked:
        if candidate not in valid:
            yield f"Invalid {kind} resource: '{candidate}'. Valid {kind} resources are: {quoted(valid)}"
        elif seen.count(candidate) == 1:
            yield f"Duplicate {kind} resource: '{candidate}'"
        seen.append(candidate)


def quoted(words: Iterable[str]) -> str:
    """Names as CC lists them: `'a', 'b'`."""
    return ", ".join(f"'{word}'" for word in words)


def unknown_errors(params: Params, allowed: tuple[str, ...]) -> Iterator[str]:
    """What is asked for and not known."""
    unknown = [key for key in params if key not in allowed]
    if unknown:
        yield f"Unknown query parameter(s): {quoted(unknown)}. Valid parameters are: {quoted(allowed)}"


def misplaced_errors(params: Params, refused: Iterable[str]) -> Iterator[str]:
    """What is known and asked for, but not where it was asked: above an app or below one."""
    misplaced = [key for key in refused if params.get(key)]
    if misplaced:
        yield f"Unknown query parameter(s): {quoted(misplaced)}"


def _page_errors(params: Params) -> Iterator[str]:
    page, per_page = params.get("page"), params.get("per_page")
    if page is not None and to_i(page) <= 0:
        yield "Page must be a positive integer"
    if per_page is not None and to_i(per_page) <= 0:
        yield "Per page must be a positive integer"
    elif per_page is not None and to_i(per_page) > _MAX_PER_PAGE:
        yield f"Per page must be between 1 and {_MAX_PER_PAGE}"
    if to_i(page or "1") * to_i(per_page or "50") > LARGEST_BIG_INTEGER:
        yield f"Maximum result (page * per_page) must be less than {LARGEST_BIG_INTEGER}"


def _timestamp_errors(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for relation, moment in value.items():
            yield from _relation_errors(name, relation, moment)
    elif value is not None:
        for moment in value:
            yield from _moment_errors(name, moment)


def _relation_errors(name: str, relation: str, moment: Any) -> Iterator[str]:
    if relation not in _RELATIONS:
        yield f"{name} Invalid relational operator: '{relation}'"
    if "," in str(moment):
        yield f"{name} only accepts one value when using a relational operator"
    else:
        yield from _moment_errors(name, moment)


def _moment_errors(name: str, moment: Any) -> Iterator[str]:
    if not _TIMESTAMP.fullmatch(str(moment)):
        shape = "Timestamps should be formatted as 'YYYY-MM-DDThh:mm:ssZ'"
        yield f"{name} has an invalid timestamp format. {shape}"


def _array_errors(params: Params, keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        if params.get(key) is not None and not isinstance(params[key], list):
            yield f"{key.replace('_', ' ').capitalize()} must be an array"


def _echo(value: Any) -> Any:
    return ",".join(part.replace(",", "%2C") for part in value) if isinstance(value, list) else value


def _pairs(params: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in params.items():
        name = f"{prefix}[{key}]" if prefix else key
        if isinstance(value, dict):
            yield from _pairs(value, name)
        else:
            yield f"{quote_plus(name)}={quote_plus('' if value is None else str(value))}"


def show_query(
    params: Params, includes: tuple[str, ...], error: str = "BadQueryParameter", also: tuple[str, ...] = ()
) -> list[str]:
    """What a single resource shall include; raises *error* in the words of its `…ShowMessage`."""
    accepts = Accepts(includes=includes)
    include = accepts.value("include", params.get("include"))
    errors = [*unknown_errors(params, (*also, "include")), *accepts.include_errors(include)]
    if errors:
        raise CfError(error, ", ".join(errors))
    return list(include or [])


def shown_fields(params: Params, rule: Rule, includes: tuple[str, ...] = ()) -> list[str]:
    """What a resource of the service world, which has `fields` too, shall include."""
    accepts = Accepts(includes=includes)
    include = accepts.value("include", params.get("include"))
    allowed = (*(("include",) if includes else ()), "fields")
    errors = [*unknown_errors(params, allowed), *accepts.include_errors(include), *rule(params)]
    if errors:
        raise CfError("BadQueryParameter", ", ".join(errors))
    return list(include or [])


def require_known(params: Params, allowed: tuple[str, ...]) -> None:
    """Raise CF-UnprocessableEntity for parameters that are not *allowed*."""
    for error in unknown_errors(params, allowed):
        raise CfError("UnprocessableEntity", error)
