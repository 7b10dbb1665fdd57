"""Boards behind ser2net: with the modem lines of its port, and on a port that has none."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import NoModemLinesError, PortMissingError
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import Board
from oceanhil.simulator.board.mode import BoardMode
from tests.foreign.program import TIMEOUT_S, TOKEN

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ser2net() -> str:
    """The program; it is in Debian's package of that name."""
    program = shutil.which("ser2net", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("ser2net is not installed: make foreign")
    return program


@contextmanager
def serving(program: str, folder: Path, connector: str) -> Iterator[str]:
    """Run it on a free port; give the URL when it listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    settings = folder / "ser2net.yaml"
    settings.write_text(
        f"connection: &board\n  accepter: telnet(rfc2217),tcp,127.0.0.1,{port}\n  connector: {connector}\n", "utf-8"
    )
    with (folder / "said").open("wb") as said:
        running = subprocess.Popen(
            [program, "-n", "-c", str(settings), "-P", str(folder / "pid")], stdout=said, stderr=said
        )
    try:
        yield f"rfc2217://127.0.0.1:{port}"
    finally:
        running.kill()
        running.wait(TIMEOUT_S)


def opened(url: str) -> SerialLink:
    """Open the port as soon as somebody listens there."""
    pause = threading.Event()
    for _ in range(1_200):
        try:
            return SerialLink(PortSpec(url, lines=ModemPolicy.CLASSIC))
        except PortMissingError as error:
            refusal = error
        pause.wait(0.05)
    raise refusal


def says_who_it_is(link: SerialLink) -> Board:
    agent = AgentClient(LinkLine(link), board="desk", timeout_s=TIMEOUT_S)
    try:
        return agent.open().board
    finally:
        agent.close()


def test_a_port_without_modem_lines_is_opened_and_named_when_they_are_wanted(ser2net: str, tmp_path: Path) -> None:
    with VirtualBoardProcess("--token", TOKEN) as board:
        board.control.power(on=True, hold=True)
        with serving(ser2net, tmp_path, f"serialdev,{board.port_url},115200n81,local") as url, opened(url) as link:
            assert says_who_it_is(link) is Board.ESP32
            for move in (link.reset, link.enter_download):
                with pytest.raises(NoModemLinesError, match="the port of the RFC 2217 server has no modem lines"):
                    move()
            assert board.control.ask().mode is BoardMode.HELD


def test_a_port_with_modem_lines_resets_the_board_behind_it(ser2net: str, tmp_path: Path) -> None:
    with VirtualBoardProcess("--token", TOKEN, "--rfc2217", "0", "--adapter", "cp210x") as board:
        board.control.power(on=True)
        host = board.port_url.removeprefix("rfc2217://").replace(":", ",")
        with serving(ser2net, tmp_path, f"telnet(rfc2217),tcp,{host}") as url, opened(url) as link:
            link.reset()
            link.wait_line("rst:0x1 (POWERON_RESET)", TIMEOUT_S)
            link.enter_download()
            link.wait_line("waiting for download", TIMEOUT_S)
            assert board.control.ask().mode is BoardMode.DOWNLOAD
