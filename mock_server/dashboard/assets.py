"""The dashboard's files as pages: one page, plain ES modules and style sheets, each with its entity tag."""

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from oceanhil.protocol.http import HttpRequest, HttpResponse

STATIC_PREFIX: Final = "/dashboard/"
START: Final = "index.html"
# Asked for again at every load and then mostly answered with 304: an upgraded server never runs with old scripts.
_CACHE: Final = "no-cache"
_TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class Assets:
    """The files of the dashboard, read when first asked for."""

    __slots__ = ("_folder", "_kept", "_names")

    def __init__(self) -> None:
        """Offer the files that come with this package."""
        self._folder: Traversable = files("oceanhil.mock_server.dashboard") / "static"
        self._names = frozenset(entry.name for entry in self._folder.iterdir() if _ending(entry.name) in _TYPES)
        self._kept: dict[str, HttpResponse] = {}

    def show_start(self, request: HttpRequest) -> HttpResponse:
        """Answer `GET /`."""
        return self._answer(START, request)

    def show_file(self, request: HttpRequest) -> HttpResponse:
        """Answer `GET /dashboard/NAME`; 404 for a name that is not there."""
        return self._answer(request.path.removeprefix(STATIC_PREFIX), request)

    def _answer(self, name: str, request: HttpRequest) -> HttpResponse:
        if name not in self._names:
            return HttpResponse(404, b"no such file\n", {"content-type": "text/plain"})
        whole = self._kept.get(name) or self._read(name)
        tag = whole.headers["etag"]
        if _names_tag(request.headers.get("if-none-match", ""), tag):
            return HttpResponse(304, b"", {"etag": tag, "cache-control": _CACHE})
        return whole

    def _read(self, name: str) -> HttpResponse:
        body = (self._folder / name).read_bytes()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {
            "content-type": _TYPES[_ending(name)],
            "etag": tag,
            "cache-control": _CACHE,
        }
        answer = self._kept[name] = HttpResponse(200, body, headers)
        return answer


def _ending(name: str) -> str:
    return name[name.rfind(".") :] if "." in name else ""


def _names_tag(field: str, tag: str) -> bool:
    """Tell whether `If-None-Match` names `tag`, compared weakly (RFC 9110, 13.1.2)."""
    return any(each.strip().removeprefix("W/") in {tag, "*"} for each in field.split(","))
