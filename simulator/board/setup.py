"""What a board is made from, for its power and all that stands above that."""

import msgspec

from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import Board
from oceanhil.protocol.settings import DeviceSettings, WireNames


class BoardSetup(msgspec.Struct, frozen=True, kw_only=True):
    """What makes one board different from another of its family."""

    board: Board
    driver: Driver
    mac: bytes
    device: DeviceSettings
    wire: WireNames
