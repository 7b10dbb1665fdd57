"""What axe-core has against a page, in light and in dark colours; and how often a page is laid out."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Final, Literal

from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_RUN = """(rules) => axe.run(rules).then((all) =>
  all.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html)))"""
# The rules that look at colours take four fifths of the time; in the dark all others find what they find in light.
_COLOURS = ("color-contrast", "link-in-text-block")
_BOTH: Sequence[tuple[Scheme, Mapping[str, object]]] = (("light", {}), ("dark", {"runOnly": _COLOURS}))
_SHAPES: Sequence[tuple[Scheme, Mapping[str, object]]] = (
    ("light", {"rules": {name: {"enabled": False} for name in _COLOURS}}),
)


def violations(page: Page, *, with_colours: bool = True) -> list[str]:
    """Give what is wrong with the page as it is now, with the elements.

    Without colours, which a large page has at another width too, it is looked at in light alone.
    """
    page.evaluate(_AXE)
    found = list[str]()
    for scheme, rules in _BOTH if with_colours else _SHAPES:
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {each}" for each in page.evaluate(_RUN, rules)]
    return found


_FRAMES: Final = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


class Layouts:
    """How often Chromium lays a page out, as it counts itself (`LayoutCount` of its `Performance.getMetrics`)."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable")
        self._before = self._total()

    def count(self) -> int:
        """Give the layouts of frames that are over since it was asked last, or since the beginning."""
        before, self._before = self._before, self._total()
        return self._before - before

    def _total(self) -> int:
        self._page.evaluate(_FRAMES)
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return next(int(each["value"]) for each in metrics if each["name"] == "LayoutCount")
