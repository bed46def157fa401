"""The `embed` parameter: the instances of processes within them (CC's EmbedProcessInstancesDecorator)."""

from collections.abc import Iterator

from fakecf.capi.list_query import Accepts, resource_errors, unknown_errors
from fakecf.capi.rails import Params
from fakecf.errors import CfError

EMBEDS = ("process_instances",)
_SHOW = Accepts(lists=("embed",))


def embed_errors(params: Params) -> Iterator[str]:
    """What is wrong with what shall be embedded, a list by now (EmbedParamValidator)."""
    if params.get("embed") is not None:
        yield from resource_errors("embedded", params["embed"], EMBEDS)


def embeds_instances(params: Params) -> bool:
    """Whether the query of a single process asks for its instances; raises CF-BadQueryParameter."""
    asked = {key: _SHOW.value(key, value) for key, value in params.items()}
    errors = [*unknown_errors(asked, ("embed",)), *embed_errors(asked)]
    if errors:
        raise CfError("BadQueryParameter", ", ".join(errors))
    return bool(asked.get("embed"))
