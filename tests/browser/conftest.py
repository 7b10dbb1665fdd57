"""A real Chromium in front of a running server, a device that speaks HTTP, and a simulated board."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from oceanhil.app.moment.page import render_moments
from oceanhil.app.serving.server import dashboard_extras
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.protocol.profile import load_profile
from tests.browser.chromium import chromium, launched
from tests.browser.dashboard import Dashboard
from tests.browser.looking import Scheme
from tests.browser.moments import LOST, Open, closeup
from tests.browser.world import SimulatedDevice, World


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium: nothing is downloaded."""
    program = chromium()
    assert program is not None, "no Chromium here; `make browser` installs it"
    with launched(program) as browser:
        yield browser


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Start servers with the pages that `oceanhil serve` gives them."""
    with ExitStack() as stack:

        def start(
            key: str | None = None, port: int = 0, reports: Path | None = None, core: Core | None = None
        ) -> World:
            core = core or Core(load_profile(), seed=7)
            world = World(core)
            pages = dashboard_extras(reports or tmp_path)
            server = BackgroundServer(core, AccessPolicy(key), port=port, clock=world.wall_us, pages=pages)
            world.server = stack.enter_context(server)
            return world

        yield start


@pytest.fixture
def world(serve: Callable[..., World]) -> World:
    return serve()


@pytest.fixture
def open_dashboard(browser: Browser) -> Iterator[Callable[..., Dashboard]]:
    """Open dashboards; at the end none may have had an error in its console, or asked another host for anything."""
    opened: list[Dashboard] = []

    def start(
        world: World, width: int = 1400, height: int = 900, scheme: Literal["light", "dark"] = "light"
    ) -> Dashboard:
        opened.append(Dashboard(browser, world.server.url, width, height, scheme))
        return opened[-1]

    yield start
    for dashboard in opened:
        dashboard.context.close()
    assert [trouble for dashboard in opened for trouble in dashboard.troubles] == []


@pytest.fixture
def dashboard(world: World, open_dashboard: Callable[..., Dashboard]) -> Dashboard:
    return open_dashboard(world).live()


@pytest.fixture
def simulated(world: World, tmp_path: Path) -> Iterator[SimulatedDevice]:
    """A virtual board whose firmware is online at the server; time passes for it when the test lets it."""
    with SimulatedDevice(world, tmp_path) as device:
        yield device


@pytest.fixture
def open_moments(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open viewers of traces; none may write an error to the console or ask for anything beside its own file."""
    troubles: list[str] = []
    contexts: list[BrowserContext] = []

    def start(
        *traces: bytes,
        moment: str = "",
        width: int = 1360,
        height: int = 900,
        scheme: Scheme = "light",
        differ: Sequence[int] = (),
    ) -> Page:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(render_moments(traces, differ=differ), "utf-8")
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: troubles.append(request.url) if "html" not in request.url else None)
        page.goto(file.as_uri() + moment)
        return page

    yield start
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def trace() -> bytes:
    """The close-up of a run in which a power cut takes the token while its record is rewritten."""
    return closeup(LOST)
