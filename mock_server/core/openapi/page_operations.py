"""The pages beside the device API and the admin side that somebody asks for by name."""

from collections.abc import Mapping
from typing import Final

from oceanhil.mock_server.core.operation import JSON_TYPE, Curl, Operation, Tag
from oceanhil.mock_server.core.site import METRICS_PATH

DOCUMENT_PATH: Final = "/openapi.json"
DOCS_PATH: Final = "/docs"
DOCS_STYLE_PATH: Final = "/docs/style.css"
DOCS_SEARCH_PATH: Final = "/docs/search.js"
HTML = "text/html; charset=utf-8"


def _page(identity: str, path: str, summary: str, media_type: str, *, is_guarded: bool = False) -> Operation:
    reply = "Document" if media_type == JSON_TYPE else "Text"
    return Operation(
        id=identity, tag=Tag.PAGES, summary=summary, reply=reply, media_type=media_type,
        curl=Curl(path), is_guarded=is_guarded,
    )  # fmt: skip


PAGE_OPERATIONS: Mapping[str, Operation] = {
    "/": _page("showDashboard", "/", "The dashboard, for people", HTML),
    DOCS_PATH: _page("showDocs", DOCS_PATH, "This description, for people", HTML),
    DOCUMENT_PATH: _page("showDocument", DOCUMENT_PATH, "This description, for programs", JSON_TYPE),
    METRICS_PATH: _page(
        "showMetrics",
        METRICS_PATH,
        "Figures for Prometheus",
        "text/plain; version=0.0.4; charset=utf-8",
        is_guarded=True,
    ),
}
