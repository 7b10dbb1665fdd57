"""A fact about chips and cores, from version to version, each with the place in public source where it is read."""

import re
from typing import Final, Generic, TypeVar

import msgspec

ValueT = TypeVar("ValueT")
_FIELD: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")
_FORMS: Final = {
    "x": r"[0-9a-fA-F]+",
    "04x": r"[0-9a-f]{4}",
    "08x": r"[0-9a-fA-F]{8}",
    "08X": r"[0-9A-F]{8}",
    "d": r"\d+",
}
_ANYTHING: Final = ".+?"


class Version(msgspec.Struct, Generic[ValueT], frozen=True):
    """What holds from the release `since` on, until that of the next version; an empty `since`: as far back as looked.

    `source` is `owner/repository tag path:line`, and further ones behind `; `.
    """

    value: ValueT
    source: str
    since: str = ""


class Fact(msgspec.Struct, Generic[ValueT], frozen=True):
    """A text, a number or several of them.

    `of` is the software whose fact it is, and whose releases `versions` are about, the oldest first. `checked` is the
    day on which all sources were read, ISO 8601. Texts have fields, such as `{pc:08x}`, where firmware has values.
    """

    about: str
    of: str
    versions: tuple[Version[ValueT], ...]
    checked: str
    unit: str = ""

    def at(self, release: str) -> ValueT:
        """Give what holds in this release, such as `5.5.1`."""
        reached = [each for each in self.versions if order(each.since) <= order(release)]
        return reached[-1].value

    @property
    def value(self) -> ValueT:
        """What holds in the newest release that was looked at."""
        return self.versions[-1].value


def order(release: str) -> tuple[int, ...]:
    """Give a release as numbers that compare; an empty one comes before all. Raises ValueError for another text."""
    return tuple(map(int, release.split("."))) if release else ()


def pattern(text: str) -> str:
    """Give the regular expression that finds such a text, with a group for each of its fields."""
    parts: list[str] = []
    end = 0
    for field in _FIELD.finditer(text):
        parts += [re.escape(text[end : field.start()]), f"(?P<{field[1]}>{_FORMS.get(field[2] or '', _ANYTHING)})"]
        end = field.end()
    return "".join((*parts, re.escape(text[end:])))
