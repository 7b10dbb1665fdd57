"""An exporter of Jumpstarter for one board, run by the Python that has it: `jumpstarter_exporter.py URL PLACE KIND`.

KIND `serve`: what Jumpstarter's own helper for tests starts, on a socket of this machine; `grpc`: by gRPC at a free
port of loopback. Where it is, is printed. Place PLACE has a serial driver at URL and a switch that says what it does;
place `plain` has the same line and no switch, place `lamp` a switch alone.
"""

import asyncio
import logging
import sys

from jumpstarter.common import ExporterStatus
from jumpstarter.exporter import Session
from jumpstarter_driver_composite.driver import Composite
from jumpstarter_driver_power.driver import MockPower
from jumpstarter_driver_pyserial.driver import PySerial


async def main(url: str, place: str, kind: str) -> None:
    board = Composite(children={"serial": PySerial(url=url, check_present=False), "power": MockPower()})
    plain = Composite(children={"serial": PySerial(url=url, check_present=False)})
    tree = Composite(children={place: board, "plain": plain, "lamp": Composite(children={"power": MockPower()})})
    with Session(root_device=tree) as session:
        session.update_status(ExporterStatus.LEASE_READY)
        if kind == "serve":
            async with session.serve_unix_async() as path:
                await stay(path)
        else:
            async with session.serve_tcp_async("127.0.0.1", 0) as port:
                await stay(f"127.0.0.1:{port}")


async def stay(address: object) -> None:
    sys.stdout.write(f"exporter at {address} .\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


logging.basicConfig(level=logging.INFO, stream=sys.stdout)
asyncio.run(main(*sys.argv[1:]))
