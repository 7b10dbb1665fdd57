"""Bodies of the admin side's requests, and those of its answers that are no view of the core's.

What a type does not say of a field, its range and meaning, stands beside it as JSON Schema.
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from oceanhil.mock_server.core.clock import MAX_SHIFT_S
from oceanhil.mock_server.core.names import MAX_NAME, NAME_PATTERN
from oceanhil.mock_server.core.shared_operations import MAX_SEED_BITS
from oceanhil.mock_server.core.tags import MAX_TAGS, TAG_PATTERN
from oceanhil.mock_server.core.views import DeviceView, FaultView, InjectionView
from oceanhil.protocol.board import Board
from oceanhil.protocol.identity import DEVICE_ID_PATTERN, MAC_PATTERN

_MAC = {"pattern": f"^(?:{MAC_PATTERN})$"}
_DEVICE_ID = {"pattern": f"^{DEVICE_ID_PATTERN}$"}
NAME = {"pattern": f"^(?:{NAME_PATTERN})$", "maxLength": MAX_NAME}
_TAG = {"pattern": f"^(?:{TAG_PATTERN})$"}
_FORWARD = {"minimum": 0, "maximum": MAX_SHIFT_S}
_SHIFT = {"minimum": -MAX_SHIFT_S, "maximum": MAX_SHIFT_S}
_WHOLE = "one such as 7; leave it out for the first one"
_SEED = {"minimum": 1 - 2**MAX_SEED_BITS, "maximum": 2**MAX_SEED_BITS - 1}


def field(about: str, expected: str = "", **schema: object) -> msgspec.Meta:
    """Say what a field is, and, where its type does not, what is expected of a wrong one."""
    extra = {"expected": expected} if expected else None
    return msgspec.Meta(description=about, extra_json_schema=schema or None, extra=extra)


Tag = Annotated[str, field("A short word, without blanks and commas.", **_TAG)]
_TAGS = field("By which people find it again; each counts once.", "a list of words", maxItems=MAX_TAGS)


class NewDevice(msgspec.Struct, frozen=True):
    """A device to be."""

    board: Annotated[Board, field("The family of the board.")]
    name: Annotated[str | msgspec.UnsetType, field("For people; the board's, if left out.", **NAME)] = msgspec.UNSET
    tags: Annotated[list[Tag] | msgspec.UnsetType, _TAGS] = msgspec.UNSET


class Claim(msgspec.Struct, frozen=True):
    """The one piece of hardware that may register as this device."""

    mac_address: Annotated[str, field("Six hex pairs with `:`, `-` or nothing between, in any case.", **_MAC)]
    device_id: Annotated[str, field("1 to 64 of `A-Z a-z 0-9 - _`.", **_DEVICE_ID)]


class StateChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the dashboard sets; what is left out stays."""

    relay1: Annotated[bool | msgspec.UnsetType, field("The device sees it at its next poll.")] = msgspec.UNSET
    relay2: Annotated[bool | msgspec.UnsetType, field("The device sees it at its next poll.")] = msgspec.UNSET
    temperature: Annotated[float | msgspec.UnsetType | None, field("°C; null: never reported.")] = msgspec.UNSET
    humidity: Annotated[float | msgspec.UnsetType | None, field("Per cent; null: never reported.")] = msgspec.UNSET


class TagChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All tags that the device is to have."""

    tags: Annotated[list[Tag], _TAGS]


class ClockChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to set the server's clock: `advance` or `offset`, and `freeze`, alone or with one of them."""

    advance: Annotated[
        float | msgspec.UnsetType,
        field("Seconds forward; not beyond 100 years in all.", "seconds", **_FORWARD),
    ] = msgspec.UNSET
    offset: Annotated[
        float | msgspec.UnsetType,
        field("Seconds from the machine's clock, absolute.", "seconds", **_SHIFT),
    ] = msgspec.UNSET
    freeze: Annotated[bool | msgspec.UnsetType, field("Whether the clock stands still.")] = msgspec.UNSET

    def __post_init__(self) -> None:
        given = [getattr(self, name) is not msgspec.UNSET for name in ("advance", "offset", "freeze")]
        if not any(given) or all(given[:2]):
            raise ValueError("expected either 'advance' or 'offset' in seconds, or 'freeze'")


class Seed(msgspec.Struct, frozen=True):
    """The seed to begin with."""

    seed: Annotated[int | None, field("Null or left out: the one the server was started with.", _WHOLE, **_SEED)] = None


class Done(msgspec.Struct, frozen=True):
    """It is done."""

    success: bool = True


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """What is gone."""

    success: bool = True
    id: str


class SeedInForce(msgspec.Struct, frozen=True, kw_only=True):
    """The seed from which everything began anew."""

    success: bool = True
    seed: Annotated[int, field("As sent, or the one the server was started with.")]


class DeviceList(msgspec.Struct, frozen=True):
    """All devices, oldest first."""

    devices: Sequence[DeviceView]


class FaultList(msgspec.Struct, frozen=True):
    """All fault rules, in the order in which they are tried."""

    faults: Sequence[FaultView]


class FaultLogView(msgspec.Struct, frozen=True):
    """A piece of the log of faults: its entries, the number of the newest one there is, how many old ones are gone."""

    entries: Sequence[InjectionView]
    last_seq: int
    dropped: int
