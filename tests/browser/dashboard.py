"""The dashboard as a person uses it: named parts, and everything that went wrong in the browser meanwhile."""

import re
from typing import Literal, Self

from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Request, expect

_TIMEOUT_MS = 10_000


class Dashboard:
    """One browser window on a server."""

    def __init__(self, browser: Browser, url: str, width: int, height: int, scheme: Literal["light", "dark"]) -> None:
        self.url = url
        self.troubles: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(_TIMEOUT_MS)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", self._note_error)
        self.page.on("request", self._note_request)
        self.page.goto(f"{url}/")

    def live(self) -> Self:
        """Wait until the dashboard says that it is in step with the server."""
        expect(self.connection).to_have_text("live", timeout=_TIMEOUT_MS)
        return self

    def forgive(self, pattern: str) -> None:
        """Take an error for expected, such as the browser's own line for a refused connection."""
        self.troubles = [trouble for trouble in self.troubles if not re.search(pattern, trouble)]

    @property
    def connection(self) -> Locator:
        return self.page.locator("#connection .words")

    def part(self, name: str) -> Locator:
        return self.page.locator(f"#{name}")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def row(self, name: str) -> Locator:
        return self.part("devices").get_by_role("listitem").filter(has=self.page.get_by_text(name, exact=True))

    def choose(self, name: str) -> Self:
        """Choose a device from the list."""
        self.row(name).get_by_role("button", name=name, exact=True).click()
        expect(self.page.locator("#device-title")).to_have_text(name)
        return self

    def switch(self, name: str) -> Locator:
        """A switch of the chosen device or of the faults."""
        return self.page.locator("#device, #faults").get_by_role("switch", name=name, exact=True)

    def fault(self, name: str) -> Locator:
        """The line of a fault switch."""
        return (
            self.part("faults")
            .get_by_role("listitem")
            .filter(has=self.page.get_by_role("switch", name=name, exact=True))
        )

    def exchanges(self) -> Locator:
        return self.part("conversation").get_by_role("listitem")

    def entries(self) -> Locator:
        return self.part("journal").locator("li")

    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"console {message.type}: {message.text}")

    def _note_error(self, error: Error) -> None:
        self.troubles.append(f"script: {error.message}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "blob:", "data:")):
            self.troubles.append(f"request to another host: {request.url}")
