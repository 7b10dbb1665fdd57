"""The pages beside the device API and the admin side: what stands at which path, and who may see it.

A page is a pure function of its request. Paths are exact, or, when they end in a slash, the beginning of many.
"""

from collections.abc import Callable, Collection, Iterable
from http import HTTPStatus

import msgspec

from oceanhil.mock_server.core.replies import JSON_HEADERS, json_response
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.messages import ErrorReply

METRICS_PATH = "/metrics"
Show = Callable[[HttpRequest], HttpResponse]


class Page(msgspec.Struct, frozen=True):
    """One page: `show` gives the answer to its `methods`, and to HEAD that of GET; the transport leaves the body out.

    A guarded page is for those only whom the admin side's access policy lets in.
    """

    path: str
    show: Show
    is_guarded: bool = False
    methods: tuple[str, ...] = ("GET", "HEAD")


class Site:
    """All pages of a server."""

    __slots__ = ("_exact", "_folders")

    def __init__(self, pages: Iterable[Page]) -> None:
        """Offer `pages`; a path may be given once."""
        self._exact: dict[str, Page] = {}
        self._folders: list[Page] = []
        for page in pages:
            if page.path in self._exact or any(page.path == folder.path for folder in self._folders):
                raise ValueError(f"two pages for {page.path!r}")
            if page.path.endswith("/") and page.path != "/":
                self._folders.append(page)
            else:
                self._exact[page.path] = page

    @property
    def paths(self) -> Collection[str]:
        """The paths of all pages."""
        return (*self._exact, *(folder.path for folder in self._folders))

    def find(self, path: str) -> Page | None:
        """Give the page at `path`, or None."""
        page = self._exact.get(path)
        if page is not None:
            return page
        # A loop: this stands before every poll, and a generator costs more than the comparison.
        for folder in self._folders:
            if path.startswith(folder.path):
                return folder
        return None


def show(page: Page, request: HttpRequest) -> HttpResponse:
    """Answer a request for `page`; other methods than its own are refused."""
    if request.method in page.methods:
        return page.show(request)
    allow = ", ".join(page.methods)
    reply = ErrorReply(
        success=False, error=f"method not allowed here, expected one of {allow}", code="method_not_allowed"
    )
    return json_response(reply, HTTPStatus.METHOD_NOT_ALLOWED, {**JSON_HEADERS, "allow": allow})
