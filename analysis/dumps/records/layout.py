"""The fields of both records, each with what it holds and what it should hold (`protocol.record` has the layouts)."""

import zlib
from typing import Final

import msgspec
from msgspec.structs import replace

from oceanhil.analysis.dumps.secrets import shown_token
from oceanhil.protocol.record import (
    LEGACY_MAGIC,
    LEGACY_RECORD_BYTES,
    LEGACY_TOKEN_BYTES,
    REFERENCE_MAGIC,
    REFERENCE_RECORD_BYTES,
    REFERENCE_TOKEN_BYTES,
    REFERENCE_VERSION,
    RecordFlag,
    RecordReading,
    StorePolicy,
    decode_legacy,
    decode_reference,
)
from oceanhil.protocol.tokens import TokenKind

_PREFIX: Final = TokenKind.PERMANENT.value.encode()
RECORD_BYTES: Final = {StorePolicy.LEGACY: LEGACY_RECORD_BYTES, StorePolicy.REFERENCE: REFERENCE_RECORD_BYTES}


class Field(msgspec.Struct, frozen=True):
    """A field at `offset` of the record, `length` bytes; `expected` is empty where anything goes."""

    name: str
    offset: int
    length: int
    found: str
    expected: str = ""
    ok: bool = True


class FieldPlace(msgspec.Struct, frozen=True):
    """Where a field stands in its record, in bytes."""

    name: str
    offset: int
    length: int


_LEGACY: Final = (
    FieldPlace("magic", 0, 2),
    FieldPlace("flags", 2, 1),
    FieldPlace("length", 3, 1),
    FieldPlace("token", 4, LEGACY_TOKEN_BYTES),
    FieldPlace("checksum", 36, 2),
)
_REFERENCE: Final = (
    FieldPlace("magic", 0, 4),
    FieldPlace("version", 4, 1),
    FieldPlace("flags", 5, 1),
    FieldPlace("length", 6, 1),
    FieldPlace("reserved", 7, 1),
    FieldPlace("sequence", 8, 4),
    FieldPlace("token", 12, REFERENCE_TOKEN_BYTES),
    FieldPlace("device ID", 76, 24),
    FieldPlace("checksum", 100, 4),
)
_TEXTS: Final = frozenset({"token", "device ID"})
_NOT_SHOWN: Final = "not shown"
FIELDS: Final = {StorePolicy.LEGACY: _LEGACY, StorePolicy.REFERENCE: _REFERENCE}


def place_of(store: StorePolicy, name: str) -> FieldPlace:
    """Give the place of the field called `name`; raises KeyError."""
    return {each.name: each for each in FIELDS[store]}[name]


def decode(store: StorePolicy, data: bytes) -> RecordReading:
    """Read a record as the firmware of this policy does."""
    return decode_legacy(data) if store is StorePolicy.LEGACY else decode_reference(data)


def checksum_of(store: StorePolicy, data: bytes) -> int:
    """Compute the checksum over the bytes before it."""
    body = data[: place_of(store, "checksum").offset]
    return sum(body) & 0xFFFF if store is StorePolicy.LEGACY else zlib.crc32(body)


def read_fields(store: StorePolicy, data: bytes, *, is_doubtful: bool = False) -> tuple[Field, ...]:
    """Read every field of a whole record; nothing of one that is cut off.

    Where it `is_doubtful` that there is a record, no text is shown: a sketch may keep a password in its place.
    """
    if len(data) < RECORD_BYTES[store]:
        return ()
    fields = tuple(_read_field(store, data, place) for place in FIELDS[store])
    if not is_doubtful:
        return fields
    return tuple(replace(each, found=_NOT_SHOWN) if each.name in _TEXTS else each for each in fields)


def _read_field(store: StorePolicy, data: bytes, place: FieldPlace) -> Field:
    raw = data[place.offset : place.offset + place.length]
    number = int.from_bytes(raw, "little")
    match place.name:
        case "magic":
            magic = LEGACY_MAGIC if store is StorePolicy.LEGACY else REFERENCE_MAGIC
            return _checked(place, _hex(number, place), _hex(magic, place), ok=number == magic)
        case "version":
            return _checked(place, str(number), str(REFERENCE_VERSION), ok=number == REFERENCE_VERSION)
        case "length":
            longest = place_of(store, "token").length
            return _checked(place, str(number), f"1 to {longest}", ok=0 < number <= longest)
        case "checksum":
            computed = checksum_of(store, data)
            return _checked(place, _hex(number, place), _hex(computed, place), ok=number == computed)
        case "token":
            return _field(place, shown_token(raw))
        case "device ID":
            return _field(place, "".join(chr(each) if 0x20 < each < 0x7F else "." for each in raw.rstrip(b"\0")))
        case "flags":
            return _field(place, ", ".join(flag_names(number)) or "none")
        case "reserved":
            return _field(place, _hex(number, place))
        case _:
            return _field(place, str(number))


def _field(place: FieldPlace, found: str) -> Field:
    return Field(place.name, place.offset, place.length, found)


def _checked(place: FieldPlace, found: str, expected: str, *, ok: bool) -> Field:
    return Field(place.name, place.offset, place.length, found, expected, ok)


def flag_names(flags: int) -> tuple[str, ...]:
    """Name the bits that are set, as `oceanhil eeprom make --flags` takes them."""
    return tuple(flag_word(flag) for flag in RecordFlag if flag & flags)


def flag_word(flag: RecordFlag) -> str:
    """Give the word for one bit."""
    return (flag.name or "").lower().replace("_", "-")


def _hex(number: int, place: FieldPlace) -> str:
    return f"0x{number:0{2 * place.length}x}"


def likeness(store: StorePolicy, data: bytes) -> int:
    """Say how much speaks for a record of this policy, 0 to 13; from 2 on it is more than chance."""
    if len(data) < RECORD_BYTES[store]:
        return 0
    weights = {"magic": 3, "version": 1, "length": 1, "checksum": 3}
    score = sum(weights[field.name] for field in read_fields(store, data) if field.name in weights and field.ok)
    token = place_of(store, "token")
    field = data[token.offset : token.offset + token.length]
    length = data[place_of(store, "length").offset]
    return score + 3 * field.startswith(_PREFIX) + 2 * _is_padded_text(field, length)


def _is_padded_text(field: bytes, length: int) -> bool:
    """Tell whether just `length` visible characters stand in the field, and zeros behind them."""
    text = field[:length]
    return 0 < length <= len(field) and all(0x20 < byte < 0x7F for byte in text) and not field[length:].strip(b"\0")
