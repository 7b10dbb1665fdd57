"""`GET /reports/`: HTML reports of test runs in a folder, listed and served for the dashboard.

A report may hold anything that a device or a test wrote. So each is served in a sandbox with an origin of its own: its
scripts run, and cannot reach this server.
"""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

import msgspec

from oceanhil.mock_server.core.replies import JSON_HEADERS, json_response
from oceanhil.mock_server.core.site import Page
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.wording import rfc3339

REPORTS_PATH: Final = "/reports/"
_ENDING: Final = ".html"
_SANDBOX: Final = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class ReportEntry(msgspec.Struct, frozen=True):
    """A report: its file name, the path to open, its size, and when it was written (ISO 8601, UTC)."""

    name: str
    path: str
    bytes: int
    written: str


def reports_page(folder: Path) -> Page:
    """Offer the `*.html` files of `folder`; it is read anew for each request, and may be missing."""

    def show(request: HttpRequest) -> HttpResponse:
        name = unquote(request.path.removeprefix(REPORTS_PATH))
        found = _reports(folder)
        if not name:
            entries = sorted(_entries(found.values()), key=lambda entry: entry.written, reverse=True)
            return json_response({"reports": entries}, headers={**JSON_HEADERS, "cache-control": "no-store"})
        # Only a name that the listing has: no path leads out of the folder.
        return _open(found[name]) if name in found else _missing()

    return Page(REPORTS_PATH, show, is_guarded=True)


def _reports(folder: Path) -> dict[str, Path]:
    try:
        home = folder.resolve()
        return {
            path.name: path for path in home.glob(f"*{_ENDING}") if path.is_file() and path.resolve().parent == home
        }
    except OSError:
        return {}


def _entries(paths: Iterable[Path]) -> Iterator[ReportEntry]:
    for path in paths:
        # It may be deleted between listing and looking.
        with contextlib.suppress(OSError):
            yield _entry(path)


def _entry(path: Path) -> ReportEntry:
    known = path.stat()
    written = rfc3339(known.st_mtime)
    return ReportEntry(path.name, REPORTS_PATH + quote(path.name, safe=""), known.st_size, written)


def _open(path: Path) -> HttpResponse:
    try:
        body = path.read_bytes()
    except OSError:
        return _missing()
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": _SANDBOX,
        "cache-control": "no-store",
    }
    return HttpResponse(200, body, headers)


def _missing() -> HttpResponse:
    reply = ErrorReply(success=False, error="no such report; they are listed at GET /reports/", code="not_found")
    return json_response(reply, 404)
