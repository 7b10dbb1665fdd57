"""The pages in Chromium: what a frame costs in the moment viewer, and the longest task of the dashboard."""

import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, expect

from bench import moments
from bench.main_thread import CATEGORIES, MainThread
from bench.row import Row, Skipped
from oceanhil.app.serving.server import dashboard_extras
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.browser.chromium import chromium, launched
from tests.browser.fleet import DEVICES, enlist
from tests.browser.world import World

_TASK_GOAL_MS: Final = 50.0
_POLLS_A_BURST: Final = 200
_BURST_MS: Final = 50


def measure(*, quick: bool) -> Iterator[Row | Skipped]:
    program = chromium()
    if program is None:
        yield Skipped("pages in Chromium", "no Chromium here; `make browser` installs it")
        return
    with launched(program) as browser, tempfile.TemporaryDirectory() as folder:
        yield from moments.measure(browser, Path(folder), quick=quick)
        yield from _dashboard(browser, Path(folder), bursts=10 if quick else 80)


def _dashboard(browser: Browser, folder: Path, bursts: int) -> Iterator[Row]:
    world = World(Core(load_profile(), seed=7))
    with BackgroundServer(
        world.core, AccessPolicy(None), port=0, clock=world.wall_us, pages=dashboard_extras(folder)
    ) as server:
        polls = iter(server.call(enlist))
        page = browser.new_page(viewport={"width": 1400, "height": 900})

        def opened() -> None:
            page.goto(f"{server.url}/")
            expect(page.locator("#connection .words")).to_have_text("live", timeout=60_000)
            expect(page.locator("#devices header .count")).to_have_text(f"{DEVICES:,}")

        def polled() -> None:
            for _ in range(bursts):
                server.call(lambda core, now_us: _handle(core, list(islice(polls, _POLLS_A_BURST)), now_us))
                page.wait_for_timeout(_BURST_MS)

        for name, act in (("opened", opened), ("all poll", polled)):
            browser.start_tracing(page=page, categories=list(CATEGORIES))
            act()
            longest_ms = MainThread.of(browser.stop_tracing(), b"/dashboard/").longest_ms()
            title = f"the dashboard with {DEVICES:,} devices, {name}: longest task"
            yield Row(title, longest_ms, "ms", "Chromium's trace, main thread", _TASK_GOAL_MS, at_most=True)
        page.close()


def _handle(core: Core, requests: list[HttpRequest], now_us: int) -> None:
    for request in requests:
        core.handle(request, now_us)
