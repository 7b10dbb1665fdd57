"""Texts of a connector file: with placeholders `{id}` that an operation fills in, and secrets `${NAME}`.

A secret is read from the environment or from a file when the connector is read. Whatever is shown of a text shows its
name. Reading a text finds placeholders that it may not have, and secrets that are not there.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, cast

import msgspec

from oceanhil.host.untrusted import refusal
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.redact import redact
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.toml_form import Key, Mistakes
from oceanhil.protocol.wording import os_reason
from oceanhil.remote.connector.form import SecretForm
from oceanhil.remote.connector.operation import Value

_MARK: Final = re.compile(r"\$\$|\$\{(?P<secret>[^{}]*)\}|\{\{|\}\}|\{(?P<input>[^{}]*)\}")
_PLAIN: Final = {"$$": "$", "{{": "{", "}}": "}"}
SECRET_CHARACTERS_MIN: Final = 6
_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


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


class Texts:
    """All texts of one file; `secrets` are those that were found, by name."""

    def __init__(self, mistakes: Mistakes, folder: Path, environment: Mapping[str, str]) -> None:
        """Secrets come from `environment`, or from files; relative names of files begin at `folder`."""
        self.secrets: dict[str, str] = {}
        self._mistakes = mistakes
        self._folder = folder
        self._environment = environment
        self._declared: dict[str, SecretForm] = {}
        self._asked: set[str] = set()

    def declare(self, name: str, form: SecretForm) -> None:
        """Note where the secret `name` comes from."""
        if is_untrusted() and form.file:
            self._mistakes.add(("secrets", name, "file"), refusal(f"the secret {name!r} is read from a file"))
        if bool(form.file) == bool(form.env):
            self._mistakes.add(("secrets", name), f"secret {name!r} has file, or env, and not both")
        self._declared[name] = form

    def template(self, text: str, key: Key, takes: Sequence[str]) -> Template:
        """Read a text that may have the placeholders `takes`."""
        template = Template.read(text)
        for name in template.placeholders:
            if name not in takes:
                hint = suggestion(name, takes) if takes else "there is none here; a brace is written {{"
                self._mistakes.add(key, f"unknown placeholder {{{name}}}; {hint}")
        for name in template.secrets:
            self._find(name, key)
        return template

    def templates(self, texts: Mapping[str, str], key: Key, takes: Sequence[str]) -> Mapping[str, Template]:
        """Read a table of texts."""
        return {name: self.template(text, (*key, name), takes) for name, text in texts.items()}

    def headers(self, texts: Mapping[str, str], key: Key, takes: Sequence[str]) -> Mapping[str, Template]:
        """Read a table of headers: names as HTTP has them (RFC 9110, 5.1), values that a header can carry."""
        templates = self.templates(texts, key, takes)
        for name, template in templates.items():
            if _HEADER_NAME.fullmatch(name) is None:
                self._mistakes.add((*key, name), f"{name!r} is no name of a header; expected one such as 'X-Key'")
            literal = "".join(part.text for part in template.parts if isinstance(part, Literal))
            if not _fits(literal):
                self._mistakes.add((*key, name), "a header carries printable ASCII only; write the text without others")
            for secret in template.secrets:
                if not _fits(self.secrets.get(secret, "")):
                    self._mistakes.add((*key, name), f"the secret {secret!r} has characters that no header carries")
        return templates

    def json_template(self, document: object, key: Key, takes: Sequence[str]) -> JsonTemplate:
        """Read a document of which all texts, names of fields too, may have placeholders."""
        if isinstance(document, str):
            return self.template(document, key, takes)
        if isinstance(document, dict):
            for name in document:
                self.template(name, key, takes)
            return {name: self.json_template(value, key, takes) for name, value in document.items()}
        if isinstance(document, list):
            return [self.json_template(value, key, takes) for value in document]
        if not isinstance(document, bool | int | float):
            self._mistakes.add(key, f"{document!r} is nothing that JSON has; write it as a text")
        return cast("JsonTemplate", document)

    def check_unused(self) -> None:
        """Name secrets that nothing asks for: most often a name is written wrong somewhere."""
        for name in self._declared.keys() - self._asked:
            self._mistakes.add(
                ("secrets", name), f"nothing uses the secret {name!r}; write ${{{name}}} where it belongs"
            )

    def _find(self, name: str, key: Key) -> None:
        if name in self._asked:
            return
        self._asked.add(name)
        form = self._declared.get(name)
        if is_untrusted():
            where = "a file" if form and form.file else "the environment"
            self._mistakes.add(key, refusal(f"the secret {name!r} is read from {where}"))
            return
        found = self._from_file(name, form.file) if form and form.file else self._from_environment(name, form, key)
        if found and len(found) < SECRET_CHARACTERS_MIN:
            self._mistakes.add(
                key,
                f"the secret {name!r} has {len(found)} characters, expected at least {SECRET_CHARACTERS_MIN}: "
                "a shorter one stands in other words too, and cannot be kept out of reports",
            )
        elif found:
            self.secrets[name] = found

    def _from_environment(self, name: str, form: SecretForm | None, key: Key) -> str:
        variable = form.env if form and form.env else name
        value = self._environment.get(variable, "")
        if not value:
            said = "is empty" if variable in self._environment else "is not set"
            self._mistakes.add(
                key, f"the environment variable {variable!r} {said}; set it, or name a file in [secrets.{name}]"
            )
        return value

    def _from_file(self, name: str, file: str) -> str:
        path = self._folder / Path(file).expanduser()
        try:
            value = path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            cause = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else os_reason(error)
            self._mistakes.add(("secrets", name, "file"), f"{str(path)!r} cannot be read: {cause}")
            return ""
        if not value:
            self._mistakes.add(("secrets", name, "file"), f"{str(path)!r} is empty; expected the secret in it")
        return value


def _fits(text: str) -> bool:
    """Tell whether a header can carry a text."""
    return text.isascii() and (text.isprintable() or not text)
