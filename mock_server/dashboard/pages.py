"""What the dashboard adds to a server's pages: the door of this room, loaded by a server that has a dashboard."""

import random
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Final

import msgspec

from oceanhil.boards import UnknownBoardError, board_names, family
from oceanhil.mock_server.core.exchanges import EXCHANGES_KEPT
from oceanhil.mock_server.core.names import MAX_NAME
from oceanhil.mock_server.core.replies import JSON_HEADERS, json_response
from oceanhil.mock_server.core.shared_operations import AdminRoutes
from oceanhil.mock_server.core.site import Page
from oceanhil.mock_server.dashboard.assets import STATIC_PREFIX, Assets
from oceanhil.mock_server.dashboard.reports import REPORTS_PATH
from oceanhil.mock_server.dashboard.sketches import SKETCH_PATH
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fate, FaultKind
from oceanhil.protocol.http import HttpRequest, HttpResponse

OFFER_PATH: Final = f"{STATIC_PREFIX}offer.json"
_START_BITS: Final = 64
# What else a browser may like to open, in this order, if the server has it.
_LINKS: Final = ("/docs", "/openapi.json", "/metrics")


class ShownFault(msgspec.Struct, frozen=True):
    """How a kind of fault is shown: what becomes of the message that it strikes, and in words."""

    fate: Fate
    words: str


class Offer(msgspec.Struct, frozen=True):
    """What a browser must know first: whether a key is wanted, and what there is beyond the admin side.

    `sketches` are rendered, `reports` of runs listed; `links` are further pages to open; `devices` or `sessions` are
    what the service has to show. `start` is different for each start of a server. `faults` says by its kind how each
    fault is shown, `boards` by its name what each family is called; a name has at most `name_length` characters;
    bodies are kept of `exchanges_kept` requests.
    """

    start: str
    needs_key: bool
    sketches: bool
    reports: bool
    links: tuple[str, ...]
    devices: bool
    sessions: bool
    faults: Mapping[str, ShownFault]
    boards: Mapping[str, str]
    name_length: int = MAX_NAME
    exchanges_kept: int = EXCHANGES_KEPT


def dashboard_pages(others: Collection[Page], routes: AdminRoutes, *, needs_key: bool) -> Iterable[Page]:
    """Give the dashboard's pages; `others` are the server's other pages, `routes` those of its admin side."""
    assets = Assets()
    paths = {page.path for page in others}
    # A link cannot carry a key.
    open_paths = {page.path for page in others if not (needs_key and page.is_guarded)}
    links = tuple(path for path in _LINKS if path in open_paths or f"{path}/" in open_paths)
    offer = Offer(
        _mark_of_start(),
        needs_key,
        SKETCH_PATH in paths,
        REPORTS_PATH in paths,
        links,
        devices="POST" in routes.get(("devices",), {}),
        sessions=("sessions",) in routes,
        faults={kind.value: ShownFault(kind.fate, kind.short) for kind in FaultKind},
        boards={},
    )

    def show_offer(_: HttpRequest) -> HttpResponse:
        # Families are loaded when somebody looks: a server starts faster without them.
        shown = msgspec.structs.replace(offer, boards=_board_titles())
        return json_response(shown, headers={**JSON_HEADERS, "cache-control": "no-store"})

    return (Page("/", assets.show_start), Page(OFFER_PATH, show_offer), Page(STATIC_PREFIX, assets.show_file))


def _board_titles() -> Mapping[str, str]:
    """Give what each family is called that can be loaded."""
    titles = dict[str, str]()
    for name in board_names():
        with suppress(UnknownBoardError):
            titles[name] = family(Board(name)).title
    return titles


def _mark_of_start() -> str:
    # It tells starts apart and decides nothing: a seed would give each start the same.
    return f"{random.SystemRandom().getrandbits(_START_BITS):x}"  # noqa: TID251
