"""What somebody new does first, in real time: serve, generate, power a simulated board on, and break something."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.browser.dashboard import Dashboard

_COMMAND = (sys.executable, "-c", "from oceanhil.app.commands import main; main()", "serve", "--port", "0", "--quiet")
_PATIENCE_MS = 40_000


@pytest.fixture
def served_url() -> Iterator[str]:
    """The address that `oceanhil serve` says it listens on."""
    with subprocess.Popen(_COMMAND, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().removeprefix("listening on ").strip()
        process.terminate()


@pytest.fixture
def dashboard(served_url: str, browser: Browser) -> Iterator[Dashboard]:
    opened = Dashboard(browser, served_url, 1400, 900, "light")
    yield opened.live()
    opened.context.close()
    assert opened.troubles == []


@pytest.fixture
def power_on(served_url: str) -> Iterator[Callable[[str], VirtualBoardProcess]]:
    """Power boards on whose firmware holds a token."""
    running: list[VirtualBoardProcess] = []

    def start(token: str) -> VirtualBoardProcess:
        running.append(VirtualBoardProcess("--board", "esp32", "--server", served_url, "--token", token, "-v"))
        running[-1].control.power(on=True)
        return running[-1]

    yield start
    for board in running:
        board.close()


def test_a_board_misbehaves_on_the_screen(dashboard: Dashboard, power_on: Callable[[str], VirtualBoardProcess]) -> None:
    dashboard.button("Generate firmware").click()
    dashboard.dialog().get_by_role("button", name="Generate").click()
    board = power_on(dashboard.page.get_by_role("textbox", name="Registration token").input_value())
    dashboard.button("Done").click()
    expect(dashboard.row("esp32")).to_contain_text("ONLINE", timeout=_PATIENCE_MS)
    dashboard.switch("Drop reply").click()
    lost = dashboard.part("conversation").locator("[data-how=lost]").first
    expect(lost).to_contain_text("reply lost", timeout=_PATIENCE_MS)
    assert "[INFO] Device ONLINE" in board.errors
