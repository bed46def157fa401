"""YAML as Ruby writes it: Psych chooses the quotes, and libyaml, which PyYAML follows, the lines."""

import re
from typing import Any

import yaml

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


_Dumper.add_representer(str, _text)


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
