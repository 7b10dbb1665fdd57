"""`/docs` in a browser: light and dark, as wide as a phone, for keyboard and screen reader, without a script."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from tests.browser.world import World

_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_RUN = "axe.run().then((all) => all.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html)))"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400])
def test_it_is_readable_and_axe_finds_nothing(
    width: int, scheme: Literal["light", "dark"], serve: Callable[..., World], browser: Browser
) -> None:
    troubles: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.on("console", lambda message: troubles.append(message.text))
    page.goto(f"{serve().server.url}/docs")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.evaluate(_AXE)
    assert (page.evaluate(_RUN), troubles) == ([], [])
    page.get_by_role("link", name="POST /api/device/register/").click()
    assert page.url.endswith("/docs#registerDevice")
    context.close()
