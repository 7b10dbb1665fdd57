"""The pages in Chromium: what a key costs in the moment viewer, and the longest task of the dashboard's main thread.

Times are processor time of the page's main thread, so that what else the machine does does not count.
"""

import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
from playwright.sync_api import Browser, Page, expect

from bench.row import Row, Skipped
from oceanhil.app.moment.page import render_moments
from oceanhil.app.serving.server import dashboard_extras
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.browser.chromium import chromium, launched
from tests.browser.fleet import DEVICES, enlist
from tests.browser.looking import FRAMES
from tests.browser.moments import closeup, long
from tests.browser.world import World

_CASE: Final = "eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.100"
_EVENTS: Final = 10_000
_OPEN_GOAL_MS: Final = 1_000.0
_FRAME_GOAL_MS: Final = 16.0
_TASK_GOAL_MS: Final = 50.0
_VIEW: Final = "a page of moments, 10,000 events"
_CATEGORIES: Final = ["toplevel", "devtools.timeline"]
_POLLS_A_BURST: Final = 200
_BURST_MS: Final = 50


class _Traced(msgspec.Struct):
    """An event of Chromium's own trace; durations in µs, `tdur` that of the thread's processor time."""

    name: str
    pid: int
    tid: int
    tdur: int = 0
    args: msgspec.Raw = msgspec.Raw(b"{}")


class _Tracing(msgspec.Struct, rename="camel"):
    trace_events: list[_Traced]


def measure(*, quick: bool) -> Iterator[Row | Skipped]:
    program = chromium()
    if program is None:
        yield Skipped("pages in Chromium", "no Chromium here; `make browser` installs it")
        return
    with launched(program) as browser, tempfile.TemporaryDirectory() as folder:
        yield from _moments(browser, Path(folder), keys=20 if quick else 200)
        yield from _dashboard(browser, Path(folder), bursts=10 if quick else 80)


def _moments(browser: Browser, folder: Path, keys: int) -> Iterator[Row]:
    file = folder / "moments.html"
    file.write_text(render_moments([long(closeup(_CASE), _EVENTS)]), "utf-8")
    page = browser.new_page(viewport={"width": 1360, "height": 900})
    page.goto(file.as_uri())
    opened_ms = page.evaluate(f"({FRAMES})().then(() => performance.now())")
    yield Row(f"{_VIEW}: opened and drawn", opened_ms, "ms", "since it was asked for", _OPEN_GOAL_MS, at_most=True)
    clock = _ThreadClock(page)
    page.keyboard.press("Home")
    page.mouse.move(700, 150)
    acts: dict[str, Callable[[], None]] = {
        "an arrow key": lambda: page.keyboard.press("ArrowRight"),
        "the key of a step": lambda: page.keyboard.press("]"),
        "the wheel on the axis": lambda: page.mouse.wheel(0, -20),
    }
    for name, act in acts.items():
        taken = []
        for _ in range(keys):
            clock.lap_ms()
            act()
            taken.append(clock.lap_ms())
        how = f"{keys} of them, main thread"
        middle, most = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        yield Row(f"{_VIEW}: {name}, median", middle, "ms", how, _FRAME_GOAL_MS, at_most=True)
        yield Row(f"{_VIEW}: {name}, 95 of 100", most, "ms", how, _FRAME_GOAL_MS, at_most=True)
    page.close()


class _ThreadClock:
    """The processor time of a page's main thread, as Chromium counts it (`ThreadTime`)."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable")
        self._last_s = 0.0

    def lap_ms(self) -> float:
        """Give what was taken since the last lap, once what was asked for is drawn."""
        self._page.evaluate(FRAMES)
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        now_s = next(float(each["value"]) for each in metrics if each["name"] == "ThreadTime")
        last_s, self._last_s = self._last_s, now_s
        return 1_000 * (now_s - last_s)


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
            browser.start_tracing(page=page, categories=_CATEGORIES)
            act()
            longest_ms = _longest_task_ms(browser.stop_tracing())
            title = f"the dashboard with {DEVICES:,} devices, {name}: longest task"
            yield Row(title, longest_ms, "ms", "Chromium's trace, main thread", _TASK_GOAL_MS, at_most=True)
        page.close()


def _handle(core: Core, requests: list[HttpRequest], now_us: int) -> None:
    for request in requests:
        core.handle(request, now_us)


def _longest_task_ms(trace: bytes) -> float:
    events = msgspec.json.decode(trace, type=_Tracing).trace_events
    # The thread that ran the dashboard's scripts: Chromium has pages of its own.
    threads = Counter((each.pid, each.tid) for each in events if b"/dashboard/" in bytes(each.args))
    ((main, _),) = threads.most_common(1)
    tasks = (each.tdur for each in events if (each.pid, each.tid) == main and each.name.endswith("RunTask"))
    return max(tasks) / 1_000
