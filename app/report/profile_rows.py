"""The values of a profile as rows, with what a user's file changed."""

from collections.abc import Iterable

import msgspec

from oceanhil.protocol.error_reason import ErrorRow
from oceanhil.protocol.profile import Document, ErrorEntry, ProfileValue, Scalar
from oceanhil.protocol.service_profile import Refusal, ServiceDocument

Value = Scalar | ErrorRow | Refusal


class ProfileRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One value. `built_in` is there only when a user's file changed it; `readings` when the sources disagree."""

    name: str
    value: Value
    kind: str
    source: str
    unit: str = ""
    about: str = ""
    readings: tuple[Scalar, ...] = ()
    built_in: Value | None = None

    @property
    def table(self) -> str:
        """The table of the profile file that it stands in."""
        return self.name.partition(".")[0]


class Listing(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    profile: str
    title: str
    values: tuple[ProfileRow, ...]


def rows_of(document: Document, built_in: Document) -> Iterable[ProfileRow]:
    """Give all values of `document` in the file's order, each compared with the one in `built_in`."""
    known = built_in.values()
    for name, value in document.values().items():
        yield _value_row(name, value, known[name].value)
    for name, entry in document.errors.items():
        yield _error_row(f"errors.{name}", entry, built_in.errors[name])


def service_rows(document: ServiceDocument, built_in: ServiceDocument) -> Iterable[ProfileRow]:
    """Give all values of another service's profile, each compared with the one in `built_in`."""
    for name, value in document.server.items():
        yield _value_row(f"server.{name}", value, built_in.server[name].value)
    for name, refusal in document.errors.items():
        before = built_in.errors[name]
        yield ProfileRow(
            name=f"errors.{name}",
            value=refusal,
            kind=refusal.kind.value,
            source=refusal.source,
            built_in=before if refusal != before else None,
        )


def value_text(value: Value) -> str:
    """Write a value as a profile file has it; an error as status, message and code."""
    if isinstance(value, ErrorRow | Refusal):
        return f"{value.status} {value.message} ({value.code})"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value_row(name: str, value: ProfileValue, built_in: Scalar) -> ProfileRow:
    return ProfileRow(
        name=name,
        value=value.value,
        kind=value.kind.value,
        source=value.source,
        unit=value.unit,
        about=value.about,
        readings=value.readings,
        built_in=built_in if value.value != built_in else None,
    )


def _error_row(name: str, entry: ErrorEntry, built_in: ErrorEntry) -> ProfileRow:
    return ProfileRow(
        name=name,
        value=entry.row,
        kind=entry.kind.value,
        source=entry.source,
        built_in=built_in.row if entry.row != built_in.row else None,
    )
