"""Texts of a connector file: with placeholders `{id}` that an operation fills in, and secrets `${NAME}`.

A secret is read from the environment or from a file when the connector is read. Whatever is shown of a text shows its
name.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.protocol.redact import redact
from oceanhil.remote.connector.operation import Value

_MARK: Final = re.compile(r"\$\$|\$\{(?P<secret>[^{}]*)\}|\{\{|\}\}|\{(?P<input>[^{}]*)\}")
_PLAIN: Final = {"$$": "$", "{{": "{", "}}": "}"}


class Literal(msgspec.Struct, frozen=True, tag=True):
    """Text as it is."""

    text: str


class Placeholder(msgspec.Struct, frozen=True, tag=True):
    """The place of an input."""

    name: str


class Secret(msgspec.Struct, frozen=True, tag=True):
    """The place of a secret."""

    name: str


Part = Literal | Placeholder | Secret


class Template(msgspec.Struct, frozen=True):
    """A text with places to fill in."""

    parts: tuple[Part, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Template":
        """Take a text apart; `$$`, `{{` and `}}` stand for `$`, `{` and `}`."""
        parts: list[Part] = []
        position = 0
        for found in _MARK.finditer(text):
            parts.append(Literal(text[position : found.start()]))
            parts.append(_part(found))
            position = found.end()
        parts.append(Literal(text[position:]))
        return cls(tuple(part for part in parts if part != Literal("")))

    @property
    def placeholders(self) -> Sequence[str]:
        """The inputs that it names."""
        return [part.name for part in self.parts if isinstance(part, Placeholder)]

    @property
    def secrets(self) -> Sequence[str]:
        """The secrets that it names."""
        return [part.name for part in self.parts if isinstance(part, Secret)]

    @property
    def alone(self) -> str:
        """The name of the input that is all of the text, empty if there is more or less."""
        return self.parts[0].name if len(self.parts) == 1 and isinstance(self.parts[0], Placeholder) else ""

    def filled(
        self,
        inputs: Mapping[str, Value],
        secrets: Mapping[str, str],
        escaped: Callable[[str], str] = str,
    ) -> str:
        """Give the real text; `escaped` makes an input fit for the place, such as a path."""
        return "".join(
            part.text
            if isinstance(part, Literal)
            else secrets[part.name]
            if isinstance(part, Secret)
            else escaped(as_text(inputs[part.name]))
            for part in self.parts
        )

    def shown(self, inputs: Mapping[str, Value]) -> str:
        """Give the text for people: secrets by name, and inputs that are not there yet too."""
        return "".join(
            part.text
            if isinstance(part, Literal)
            else f"${{{part.name}}}"
            if isinstance(part, Secret)
            else redact(as_text(inputs.get(part.name, f"{{{part.name}}}")))
            for part in self.parts
        )


JsonTemplate = Template | Mapping[str, "JsonTemplate"] | Sequence["JsonTemplate"] | Value
"""A JSON body whose texts are templates."""


def as_text(value: Value) -> str:
    """Write a value as it stands in a path or a form: as JSON does, texts without quotes."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _part(found: re.Match[str]) -> Part:
    if found["secret"] is not None:
        return Secret(found["secret"])
    if found["input"] is not None:
        return Placeholder(found["input"])
    return Literal(_PLAIN[found.group()])
