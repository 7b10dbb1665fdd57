"""Which files of the project a register request passes through: from the device's request to the answer in its hands.

`python bench/register_path.py` prints the files for the pure core under a simulated board, and for a server on a port
that keeps its records in a file. Each line of a function counts, imports do not.
"""

import asyncio
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import cast

import msgspec

import oceanhil.mock_server.app
import oceanhil.mock_server.store  # noqa: F401 - loaded before anything is counted
from oceanhil.boards import family
from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.store import Keeper
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.simulator.board.board import BoardSetup, SimulatedBoard
from oceanhil.simulator.board.observer import BoardObserver
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network

ROOT = Path(__file__).resolve().parents[1]
START_US = 1_768_478_400 * 1_000_000
MAC = "246f28aabbcc"


class Passed:
    """The files in which a function ran while `is_on`."""

    def __init__(self) -> None:
        self.files: dict[str, None] = {}
        self.is_on = False

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        if self.is_on and event == "call":
            path = Path(frame.f_code.co_filename).resolve()
            if (
                path.is_relative_to(ROOT)
                and path.is_file()
                and ".venv" not in path.parts
                and path != Path(__file__).resolve()
            ):
                self.files[str(path.relative_to(ROOT))] = None


@contextmanager
def noted() -> Iterator[Passed]:
    passed = Passed()
    threading.setprofile(passed)
    sys.setprofile(passed)
    try:
        yield passed
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


class _Silent:
    def __getattr__(self, _: str) -> object:
        return lambda *_, **__: None


def in_simulation() -> list[str]:
    profile = load_profile()
    kernel, core = Kernel(1), Core(profile, 1)
    made = core.create_device(Board.ESP32, "bench", START_US)
    with noted() as passed:

        def serve(request: HttpRequest) -> HttpResponse:
            passed.is_on = request.path == profile.wire.register_path
            response = core.handle(request, START_US + kernel.now_us).response
            passed.is_on = False
            assert response is not None
            return response

        network = Network(kernel, serve, lambda: START_US + kernel.now_us)
        setup = BoardSetup(
            board=Board.ESP32,
            driver=family(Board.ESP32).driver,
            mac=bytes.fromhex(MAC),
            device=profile.device,
            wire=profile.wire,
        )
        board = SimulatedBoard(kernel, network, setup, cast("BoardObserver", _Silent()))
        board.firmware = Firmware(made.registration_token, tls=True, sntp=True)
        board.power_on()
        kernel.run_until(20_000_000)
    return list(passed.files)


async def on_a_port(file: Path) -> list[str]:
    profile = load_profile()
    core = Core(profile, 1)
    with noted() as passed:
        keeper = Keeper(core, file, wall_us)
        await keeper.start()
        server = MockServer(core, store=keeper)
        await server.start()
        made = core.create_device(Board.ESP32, "bench", wall_us())
        body = msgspec.json.encode(
            {
                "token": made.registration_token,
                "device_id": f"ESP32_{MAC.upper()}",
                "mac_address": MAC,
                "ip": "192.0.2.7",
            }
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.sleep(1)
        passed.is_on = True
        head = f"POST {profile.wire.register_path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        passed.is_on = False
        assert b" 200 " in answer, answer
        writer.close()
        await server.stop()
        await keeper.close()
    return list(passed.files)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ways = {"in simulation": in_simulation(), "on a port": asyncio.run(on_a_port(Path(folder) / "store.db"))}
    for way, files in ways.items():
        print(f"{way}: {len(files)} files", *files, sep="\n  ")


if __name__ == "__main__":
    main()
