"""What a connector file says and what doing an operation means, in lines for people: secrets stand there by name."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from oceanhil.protocol.profile import BUILT_IN
from oceanhil.remote.connector.connector import Command, Connector, HandedIn, HttpCall, Operation, Question
from oceanhil.remote.connector.operation import OperationSpec, Value
from oceanhil.remote.connector.template import JsonTemplate, Template


def clean_up_command(url: str, connector: Path, ca_file: str = "", service: str = BUILT_IN) -> str:
    """Give the command that removes from the server at `url` what earlier runs with this connector file left there."""
    options = [*(["--profile", service] if service != BUILT_IN else []), *(["--ca", ca_file] if ca_file else [])]
    return shlex.join(["oceanhil", "conform", url, *options, "--connector", str(connector), "--clean-up"])


def shown_way(connector: Connector, operation: Operation, url: str, inputs: Mapping[str, Value]) -> str:
    """Say what an operation does with these inputs; `url` is that of the server under test."""
    match operation.way:
        case HttpCall() as call:
            return _shown_call(call, connector.address_of(call.url.shown(inputs), url), inputs)
        case Command(shell="") as command:
            words = " ".join(repr(word.shown(inputs)) for word in command.words)
            return f"command {words}{_shown_texts('environment', command.environment, inputs)}"
        case Command() as command:
            return f"shell {command.shell!r}{_shown_texts('environment', command.environment, inputs)}"
        case Question() as question:
            return f"ask {question.text.shown(inputs)!r}"
        case HandedIn() as handed:
            return f"values {', '.join(handed.values)}"


def _shown_call(call: HttpCall, where: str, inputs: Mapping[str, Value]) -> str:
    parts = [f"{call.method} {where}{_shown_texts('headers', call.headers, inputs)}"]
    if call.body is not None:
        parts.append(f"json {msgspec.json.encode(_shown_json(call.body, inputs)).decode()}")
    if call.form is not None:
        parts.append(f"form {msgspec.json.encode(_shown_table(call.form, inputs)).decode()}")
    return " ".join(parts)


def _shown_texts(what: str, texts: Mapping[str, Template], inputs: Mapping[str, Value]) -> str:
    return "".join(f" {what} {name}: {text.shown(inputs)}" for name, text in texts.items())


def _shown_table(texts: Mapping[str, Template], inputs: Mapping[str, Value]) -> Mapping[str, str]:
    return {name: text.shown(inputs) for name, text in texts.items()}


def _shown_json(body: JsonTemplate, inputs: Mapping[str, Value]) -> object:
    if isinstance(body, Template):
        return inputs.get(body.alone, body.shown(inputs)) if body.alone else body.shown(inputs)
    if isinstance(body, Mapping):
        return {Template.read(name).shown(inputs): _shown_json(value, inputs) for name, value in body.items()}
    if isinstance(body, str | bool | int | float):
        return body
    return [_shown_json(value, inputs) for value in body]


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
