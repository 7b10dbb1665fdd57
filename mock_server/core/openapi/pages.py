"""The description as pages: `/openapi.json` for programs, `/docs` for people, each made when it is first asked for."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from typing import Final

import msgspec

from oceanhil.mock_server.core.openapi.page_operations import (
    DOCS_PATH,
    DOCS_SEARCH_PATH,
    DOCS_STYLE_PATH,
    DOCUMENT_PATH,
)
from oceanhil.mock_server.core.operation import Json
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.site import Page
from oceanhil.protocol.http import HttpRequest, HttpResponse

_DEFAULT_HOST: Final = "127.0.0.1:8080"
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}")
_CACHE: Final = {"cache-control": "no-cache"}
_POLICY: Final[Mapping[str, str]] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


class DescriptionPages:
    """The pages of one server; they follow its profile."""

    __slots__ = ("_kept", "_needs_key", "_paths", "_scheme", "_service")

    def __init__(
        self,
        service: Callable[[], Service],
        paths: Callable[[], Iterable[str]],
        *,
        needs_key: bool,
        scheme: Callable[[], str],
    ) -> None:
        """Describe the server whose service `service` gives, with the pages at `paths`; `scheme` is http or https."""
        self._service = service
        self._paths = paths
        self._needs_key = needs_key
        self._scheme = scheme
        self._kept: dict[str, tuple[Service, str, HttpResponse]] = {}

    def pages(self) -> Iterable[Page]:
        """Give the pages to be put into a site."""
        return (
            Page(DOCUMENT_PATH, self.show_document),
            Page(DOCS_PATH, self.show_docs),
            Page(DOCS_STYLE_PATH, self.show_style),
            Page(DOCS_SEARCH_PATH, self.show_search),
        )

    def show_document(self, request: HttpRequest) -> HttpResponse:
        """Answer `GET /openapi.json`."""
        return _conditional(self._kept_or(DOCUMENT_PATH, "/", self._make_document), request)

    def show_docs(self, request: HttpRequest) -> HttpResponse:
        """Answer `GET /docs`; its examples name the host by which the server was called."""
        host = request.headers.get("host", "")
        server = f"{self._scheme()}://{host if _HOST.fullmatch(host) else _DEFAULT_HOST}"
        return _conditional(self._kept_or(DOCS_PATH, server, self._make_docs), request)

    def show_style(self, request: HttpRequest) -> HttpResponse:
        """Answer `GET /docs/style.css`."""
        return _conditional(_file("style.css", "text/css; charset=utf-8"), request)

    def show_search(self, request: HttpRequest) -> HttpResponse:
        """Answer `GET /docs/search.js`."""
        return _conditional(_file("search.js", "text/javascript; charset=utf-8"), request)

    def _kept_or(self, path: str, server: str, make: Callable[[Service, str], HttpResponse]) -> HttpResponse:
        """Give the page that was made last, if it was for the same service and base URL, else a new one."""
        service, kept = self._service(), self._kept.get(path)
        if kept is None or kept[0] is not service or kept[1] != server:
            kept = self._kept[path] = (service, server, make(service, server))
        return kept[2]

    def _make_document(self, service: Service, server: str) -> HttpResponse:
        return _answer(msgspec.json.encode(self._document(service, server)), "application/json")

    def _make_docs(self, service: Service, server: str) -> HttpResponse:
        from oceanhil.mock_server.core.openapi.docs_page import render_docs

        return _answer(render_docs(self._document(service, "/"), server).encode(), "text/html; charset=utf-8")

    def _document(self, service: Service, url: str) -> Json:
        return service.describe(url, needs_key=self._needs_key, pages=frozenset(self._paths()))


def _file(name: str, media_type: str) -> HttpResponse:
    return _answer((files("oceanhil.mock_server.core.openapi") / "static" / name).read_bytes(), media_type)


def _answer(body: bytes, media_type: str) -> HttpResponse:
    return HttpResponse(200, body, {**_POLICY, **_CACHE, "content-type": media_type, "etag": _tag(body)})


def _conditional(whole: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Answer 304 if the client has it already (RFC 9110, 13.1.2)."""
    tag = whole.headers["etag"]
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    return HttpResponse(304, b"", {"etag": tag, **_CACHE}) if known & {tag, "*"} else whole


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'
