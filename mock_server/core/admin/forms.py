"""Bodies of the admin side's requests, and those of its answers that are no view of the core's.

What a type does not say of a field, its range and meaning, stands beside it as JSON Schema.
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from oceanhil.mock_server.core.clock import MAX_SHIFT_S
from oceanhil.mock_server.core.core import MAX_NAME
from oceanhil.mock_server.core.levers import MAX_SEED_BITS
from oceanhil.mock_server.core.views import DeviceView, FaultView, InjectionView
from oceanhil.protocol.board import Board
from oceanhil.protocol.identity import DEVICE_ID_PATTERN, MAC_PATTERN

_MAC = {"pattern": f"^(?:{MAC_PATTERN})$"}
_DEVICE_ID = {"pattern": f"^{DEVICE_ID_PATTERN}$"}
_SHIFT = {"maximum": MAX_SHIFT_S}
_SEED = {"minimum": 1 - 2**MAX_SEED_BITS, "maximum": 2**MAX_SEED_BITS - 1}


def _field(about: str, **schema: object) -> msgspec.Meta:
    return msgspec.Meta(description=about, extra_json_schema=schema or None)


class NewDevice(msgspec.Struct, frozen=True):
    """A device to be."""

    board: Annotated[Board, _field("The family of the board.")]
    name: Annotated[str | msgspec.UnsetType, _field("For people; the board's, if left out.", maxLength=MAX_NAME)] = (
        msgspec.UNSET
    )


class Claim(msgspec.Struct, frozen=True):
    """The one piece of hardware that may register as this device."""

    mac_address: Annotated[str, _field("Six hex pairs with `:`, `-` or nothing between, in any case.", **_MAC)]
    device_id: Annotated[str, _field("1 to 64 of `A-Z a-z 0-9 - _`.", **_DEVICE_ID)]


class StateChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the dashboard sets; what is left out stays."""

    relay1: Annotated[bool | msgspec.UnsetType, _field("The device sees it at its next poll.")] = msgspec.UNSET
    relay2: Annotated[bool | msgspec.UnsetType, _field("The device sees it at its next poll.")] = msgspec.UNSET
    temperature: Annotated[float | msgspec.UnsetType | None, _field("°C; null: never reported.")] = msgspec.UNSET
    humidity: Annotated[float | msgspec.UnsetType | None, _field("Per cent; null: never reported.")] = msgspec.UNSET


class ClockChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to set the server's clock: `advance` or `offset`, and `freeze`, alone or with one of them."""

    advance: Annotated[
        float | msgspec.UnsetType, _field("Seconds forward; not beyond 100 years in all.", minimum=0, **_SHIFT)
    ] = msgspec.UNSET
    offset: Annotated[
        float | msgspec.UnsetType, _field("Seconds from the machine's clock, absolute.", minimum=-MAX_SHIFT_S, **_SHIFT)
    ] = msgspec.UNSET
    freeze: Annotated[bool | msgspec.UnsetType, _field("Whether the clock stands still.")] = msgspec.UNSET


class Seed(msgspec.Struct, frozen=True):
    """The seed to begin with."""

    seed: Annotated[int | None, _field("Null or left out: the one the server was started with.", **_SEED)] = None


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
    seed: Annotated[int, _field("As sent, or the one the server was started with.")]


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
