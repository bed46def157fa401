"""YAML as Ruby writes and reads it: Psych chooses the quotes, and libyaml, which PyYAML follows, the lines."""

import re
from collections.abc import Iterable
from typing import Any

import yaml

_DEEPEST = 100

# Psych::Visitors::YAMLTree#visit_String, in its order; what PyYAML would read as no text gets single quotes anyway
_STYLES = (
    (re.compile(r"\n(?!\Z)"), "|"),
    (re.compile(r"\A[yYnN]\Z|^\W[^\"]*$", re.MULTILINE), '"'),
    (re.compile(r"\A[-+]?[1-9][0-9]*(?:,[0-9]+)+\Z"), "'"),
)


class _Dumper(yaml.SafeDumper):
    """Writes whatever is met twice twice."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = next((style for pattern, style in _STYLES if pattern.search(text)), None)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _nothing(dumper: _Dumper, _: None) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(type(None), _nothing)


def to_yaml(document: dict[str, Any]) -> str:
    """*document*, its keys in their order, as `to_yaml` gives it."""
    return str(
        yaml.dump(
            document,
            Dumper=_Dumper,
            default_flow_style=False,
            explicit_start=True,
            allow_unicode=True,
            sort_keys=False,
        )
    )


class BadAliasError(Exception):
    """A document that refers to what it has anchored."""


class BadYamlError(Exception):
    """What is no YAML, or holds what Ruby would have to load a class for."""


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CLASSES = ("timestamp", "set", "omap", "pairs")


class _PlainLoader(_Loader):  # type: ignore[misc]
    """Knows texts, numbers, lists and objects, as Psych does when no classes are permitted."""


def _refuse(_loader: _PlainLoader, node: yaml.Node) -> Any:
    raise yaml.constructor.ConstructorError(None, None, f"a {node.tag}", node.start_mark)


for _name in _CLASSES:
    _PlainLoader.add_constructor(f"tag:yaml.org,2002:{_name}", _refuse)


def from_yaml(document: bytes) -> Any:
    """The first document, as `Psych.safe_load` without classes and aliases has it; raises BadAliasError, BadYamlError.

    It is walked through once before anything is built of it, so that neither depth nor aliases can make it grow.
    """
    try:
        _require_plain(yaml.parse(document, Loader=_Loader))
        return next(iter(yaml.load_all(document, Loader=_PlainLoader)), None)
    except (yaml.YAMLError, UnicodeError, ValueError, TypeError):
        raise BadYamlError from None


def _require_plain(events: Iterable[yaml.Event]) -> None:
    depth = 0
    for event in events:
        kind = type(event).__name__
        if kind == "AliasEvent":
            raise BadAliasError
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if depth > _DEEPEST:
            raise BadYamlError
