"""TOML tables read into structs, key by key: all mistakes are reported, each with its line, and none hides another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from oceanhil.protocol.bounded_text import MISTAKES_MAX, DataFileError, Key, shortened, toml_lines, toml_tables
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.wording import plural

__all__ = ["Key", "Mistakes", "Names", "read_form"]


class Mistakes:
    """What is wrong in the file at `path`, whose text is `text`."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._found: list[tuple[int, str]] = []

    def tables(self) -> dict[str, object] | None:
        """Read the text; None, with the mistake noted, if it cannot be read."""
        try:
            return toml_tables(self._text)
        except DataFileError as error:
            self.add_at(error.line, error.what)
            return None

    def add(self, key: Sequence[str], what: str) -> None:
        """Note a mistake at a key such as `("board", "desk", "baud")`."""
        self.add_at(self._line_of(tuple(key)), what)

    def place(self, key: Sequence[str]) -> str:
        """Give where a key stands, as messages begin with it: `file:line`, the file alone where that has no line."""
        return self._told_at(self._line_of(tuple(key)))

    def _told_at(self, line: int) -> str:
        return f"{self._path}:{line}" if line else f"{self._path}"

    def add_at(self, line: int, what: str) -> None:
        """Note a mistake in a line; 0 if there is none to name."""
        self._found.append((line, shortened(what)))

    def all(self) -> tuple[str, ...]:
        """Give them by line, as `file:line: what is wrong`; no more than anybody reads."""
        told = tuple(f"{self._told_at(line)}: {what}" for line, what in self._sorted[:MISTAKES_MAX])
        more = len(self._found) - len(told)
        return (*told, f"{self._path}: {plural(more, 'more mistake')}; mend these first") if more else told

    @property
    def _sorted(self) -> list[tuple[int, str]]:
        return sorted(self._found, key=lambda each: each[0])

    @cached_property
    def _lines(self) -> dict[Key, int]:
        return dict(toml_lines(self._text))

    def _line_of(self, key: Key) -> int:
        """Give the line of a key, or of the nearest table round it; 0 if it has none."""
        known = (self._lines.get(key[:length]) for length in range(len(key), 0, -1))
        return next((line for line in known if line is not None), 0)


Form = TypeVar("Form", bound=msgspec.Struct)


class Names(NamedTuple):
    """A type whose values are known by names that this module cannot know, such as a family of boards.

    `find` gives the value of a name, None if there is none; `suggest` says which one was meant.
    """

    kind: type
    find: Callable[[str], object]
    suggest: Callable[[str], str]


def read_form(
    form: type[Form], table: Mapping[str, object], key: Key, mistakes: Mistakes, names: Names | None = None
) -> Form | None:
    """Read the `table` that stands at `key`; None if anything in it is wrong, which is then in `mistakes`."""
    hints = get_type_hints(form, include_extras=True)
    values: dict[str, object] = {}
    wrong = 0
    for word, value in table.items():
        if word not in hints:
            mistakes.add((*key, word), f"unknown key {word!r}; {suggestion(word, hints)}")
            wrong += 1
            continue
        converted = _value(hints[word], value, (*key, word), mistakes, names)
        values[word] = converted
        wrong += converted is None
    for field in msgspec.structs.fields(form):
        if field.required and field.name not in table:
            mistakes.add(key, f"{field.name!r} is missing; it is {_expected(hints[field.name])}")
            wrong += 1
    return None if wrong else form(**values)


def _value(annotation: object, value: object, key: Key, mistakes: Mistakes, names: Names | None) -> object:
    """Convert one value; None if it is wrong: TOML has no null, so none is ever right."""
    nested = next((each for each in _types(annotation) if issubclass(each, msgspec.Struct)), None)
    if nested is not None and isinstance(value, dict):
        return read_form(nested, value, key, mistakes, names)
    if names is not None and names.kind in _types(annotation) and isinstance(value, str):
        named = names.find(value)
        if named is None:
            mistakes.add(key, f"unknown {key[-1]} {value!r}; {names.suggest(value)}")
        return named
    try:
        converted: object = msgspec.convert(value, annotation)
    except msgspec.ValidationError:
        entries = tuple(_wrong_entries(annotation, value))
        for word, entry, what in entries:
            mistakes.add((*key, word), f"{key[-1]}.{word} is {entry!r}; expected {what}")
        if not entries:
            mistakes.add(key, _complaint(annotation, value, key[-1]))
        return None
    return converted


def _wrong_entries(annotation: object, value: object) -> Iterator[tuple[str, object, str]]:
    """Give what is wrong in a table of the user's own words: the word, what stands there, what was expected."""
    entry = next((get_args(each)[1] for each in _parts(annotation) if get_origin(each) is dict), None)
    if entry is None or not isinstance(value, dict):
        return
    for word, each in value.items():
        try:
            msgspec.convert(each, entry)
        except msgspec.ValidationError:
            yield word, each, "a text" if entry is str else _expected(entry)


def _complaint(annotation: object, value: object, word: str) -> str:
    choices = [member.value for each in _types(annotation) if issubclass(each, Enum) for member in each]
    if choices and isinstance(value, str):
        return f"unknown {word} {value!r}; {suggestion(value, choices)}"
    return f"{word} is {value!r}; expected {_expected(annotation)}"


def _expected(annotation: object) -> str:
    if get_origin(annotation) is Annotated:
        for each in get_args(annotation):
            if isinstance(each, msgspec.Meta) and each.description:
                return each.description
    return next((_expected(part) for part in get_args(annotation) if get_origin(part) is Annotated), "another value")


def _parts(annotation: object) -> Iterator[object]:
    """Give an annotation and what it is made of."""
    yield annotation
    for each in get_args(annotation):
        yield from _parts(each)


def _types(annotation: object) -> Iterator[type]:
    """Give the classes that an annotation is made of."""
    return (each for each in _parts(annotation) if isinstance(each, type))
