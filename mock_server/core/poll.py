"""The poll path: the short way of the one request that a server of many devices mostly gets.

A device polls its state every few seconds; all else is rare. So the plain poll of a live session has a way of its
own, with a dozen comparisons and no object made but its row of the journal.

What it must not know: any reason to refuse. It answers only what the long way (`device_side`) would answer with 200
and no remark, and leaves everything else to it untouched: a query, a body, another method, a token it does not know
in plain, a session that is another or has ended, and every request while anything is switched on that could concern a
poll (faults, maintenance, device time, limits: `LiveSettings.guarded`).

Laws:

1. Same answer. Whatever this way answers, the long way would have answered with the same bytes, the same row of the
   journal and the same contact. A property test sends each request both ways.
2. None means nothing: where it gives None, it has changed nothing and noted nothing.
3. Its cost does not grow with the number of devices, faults or rows.

What changes with it: a new reason to refuse a poll, or a new thing that a poll does, belongs into the long way, and
its condition into `guarded`; forgotten there, the test of the first law fails.
"""

from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.journal import Journal, PollRow
from oceanhil.mock_server.core.registry import Registry
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.mock_server.core.state import poll_delivery
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.settings import WireNames


class PollPath:
    """Answers plain polls."""

    __slots__ = ("_journal", "_known", "_path", "_session_header", "_settings", "_token_header")

    def __init__(self, wire: WireNames, registry: Registry, settings: LiveSettings, journal: Journal) -> None:
        """Serve the devices in `registry`, noting polls in `journal`."""
        self._path = wire.state_path
        self._token_header = wire.token_header
        self._session_header = wire.session_header
        self._known = registry.known
        self._settings = settings
        self._journal = journal

    def answer(self, request: HttpRequest, now_us: int) -> Delivery | None:
        """Answer and note a plain poll with a live session; None, and nothing done, for any other request."""
        if (
            request.path != self._path
            or request.method != "GET"
            or request.query
            or request.body
            or self._settings.guarded
        ):
            return None
        device = self._live_device(request, now_us)
        if device is None:
            return None
        device.contact_us = now_us
        self._journal.add(PollRow(now_us, device.id, device.permanent_token, device.session, request.peer))
        return device.poll or poll_delivery(device)

    def _live_device(self, request: HttpRequest, now_us: int) -> Device | None:
        headers = request.headers
        token = headers.get(self._token_header)
        if token is None:
            return None
        device = self._known.get(token)
        if device is None or device.session is None or headers.get(self._session_header) != device.session:
            return None
        return device if now_us - device.session_us <= self._settings.session_ttl_us else None
