"""`--devices esp32,esp8266:2`: which simulated devices run beside a served server."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from oceanhil.app.commands.errors import WrongInputError
from oceanhil.app.serving.options import ServeOptions
from oceanhil.boards import board_names, find_board
from oceanhil.mock_server.app.server import MockServer
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import nearest

MOST_DEVICES = 100
_PART = re.compile(r"(?P<board>[^:]*)(?::(?P<count>[0-9]{1,4}))?")


def parse_devices(text: str | None, logs: Path | None = None) -> tuple[Board, ...]:
    """Read families with their numbers, of which `logs` takes the lines; raises WrongInputError."""
    if text is None:
        if logs is not None:
            raise WrongInputError("--device-logs has no devices to listen to; add --devices, such as --devices esp32")
        return ()
    boards: list[Board] = []
    for part in text.split(","):
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise WrongInputError(f"--devices has {part!r}, expected a board or board:number such as esp8266:2")
        board = find_board(found["board"])
        if board is None:
            raise WrongInputError(
                f"--devices has unknown board {found['board']!r}; {nearest(found['board'], board_names())}"
            )
        boards += [board] * int(found["count"] or 1)
    if not 1 <= len(boards) <= MOST_DEVICES:
        raise WrongInputError(f"--devices asks for {len(boards)} devices, expected 1 to {MOST_DEVICES}")
    return tuple(boards)


@contextlib.contextmanager
def simulated_devices(server: MockServer, options: ServeOptions) -> Iterator[None]:
    """Run the devices that were asked for beside `server`, which listens; call it in the event loop's thread."""
    if not options.devices:
        yield
        return
    # Only who asks for devices waits for the simulator to load.
    from oceanhil.app.serving.simulated_bench import SimulatedBench

    with SimulatedBench(server, options):
        yield
