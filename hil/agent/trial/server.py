"""The server of a trial: lets any device in over the bridge, and hears what it reports."""

import json
import threading
from typing import Final

from oceanhil.protocol.agent.vocabulary import BridgeFailure
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile

_OK: Final = 200


class TrialServer:
    """Answers each request as the service does when all is well; `exchange` is for an `HttpBridge`.

    `first` is the answer to the first request, whatever that is; `padding` is how many bytes each answer has in front
    of what counts; `relay1` is how a relay is to stand.
    """

    def __init__(self, *, first: HttpResponse | None = None, padding: int = 0, relay1: bool = False) -> None:
        self._wire = load_profile().wire
        self._first = first
        self._padding: dict[str, object] = {"note": "x" * padding} if padding else {}
        self._relay1 = relay1
        self._changed = threading.Condition()
        self._asked = 0
        self._session = threading.Event()
        self._report = threading.Event()
        self._body = b""

    def exchange(self, request: HttpRequest) -> HttpResponse | BridgeFailure:
        """Answer one request; never raises."""
        with self._changed:
            self._asked += 1
            self._changed.notify_all()
        if self._asked == 1 and self._first is not None:
            return self._first
        return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse | BridgeFailure:
        wire = self._wire
        match (request.method, request.path):
            case ("POST", wire.register_path):
                return self._told(permanent_token="oc_perm_" + "P" * 43)
            case ("POST", wire.session_path):
                self._session.set()
                return self._told(session_id="5" * 32, expires_in=3600)
            case ("GET", wire.state_path):
                return self._told(relay1=self._relay1, relay2=False)
            case ("POST", wire.state_path):
                self._body = request.body
                self._report.set()
                return self._told()
            case _:
                return BridgeFailure.REFUSED

    def is_asked(self, times: int, within_s: float) -> bool:
        """Wait for so many requests; tells whether they came in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._asked >= times, within_s)

    def is_session_asked(self, within_s: float) -> bool:
        """Wait for the request for a session; tells whether it came in time."""
        return self._session.wait(within_s)

    def report(self, within_s: float) -> bytes | None:
        """Give the body of a report, or None if none comes in time."""
        return self._body if self._report.wait(within_s) else None

    def _told(self, **fields: object) -> HttpResponse:
        body = json.dumps({"success": True, **self._padding, **fields}).encode()
        return HttpResponse(_OK, body, {"content-type": "application/json"})
