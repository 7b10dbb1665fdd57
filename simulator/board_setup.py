"""What a board is made from."""

import msgspec

from protocol.board import Board
from protocol.settings import DeviceSettings, WireNames
from simulator.board_storage import Driver


class BoardSetup(msgspec.Struct, frozen=True, kw_only=True):
    """What makes one board different from another of its family."""

    board: Board
    driver: Driver
    mac: bytes
    device: DeviceSettings
    wire: WireNames
