"""What a connector file says, in words: for those who want to know before anything is sent."""

from collections.abc import Sequence

from oceanhil.remote.connector.connector import Connector, Operation, Question
from oceanhil.remote.connector.operation import OperationSpec
from oceanhil.remote.connector.showing import shown_way


def summary_text(connector: Connector, url: str, operations: Sequence[OperationSpec], *, has_prompt: bool) -> str:
    """Write a line for each operation of a service: how it is done, or that it is missing; secrets by name.

    `url` is that of the server, or what stands for it; `has_prompt` tells whether there is anybody to be asked.
    """
    width = max(len(spec.name) for spec in operations)
    lines = [f"{connector.path}: connector {connector.name!r}, nothing is wrong in it", ""]
    for spec in operations:
        operation = connector.operations.get(spec.name)
        lines.append(f"{spec.name:{width}}  {_said(connector, operation, url, has_prompt=has_prompt)}")
        if operation is None:
            lines[-1] += f": a way to {spec.about}"
    secrets = ", ".join(sorted(connector.secrets))
    return "\n".join([*lines, "", f"secrets: {secrets or 'none'}"])


def _said(connector: Connector, operation: Operation | None, url: str, *, has_prompt: bool) -> str:
    if operation is None:
        return "missing"
    said = shown_way(connector, operation, url, {})
    return said if has_prompt or not isinstance(operation.way, Question) else f"missing without a terminal: {said}"
