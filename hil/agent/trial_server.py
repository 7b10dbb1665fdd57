"""The server of a trial: lets any device in over the bridge, and hears what it reports."""

import json
import threading
from typing import Final

from oceanhil.protocol.agent.vocabulary import BridgeFailure
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile

_OK: Final = 200


class TrialServer:
    """Answers each request as the service does when all is well; `exchange` is for an `HttpBridge`."""

    def __init__(self) -> None:
        self._wire = load_profile().wire
        self._report = threading.Event()
        self._body = b""

    def exchange(self, request: HttpRequest) -> HttpResponse | BridgeFailure:
        """Answer one request; never raises."""
        wire = self._wire
        match (request.method, request.path):
            case ("POST", wire.register_path):
                return _told(permanent_token="oc_perm_" + "P" * 43)
            case ("POST", wire.session_path):
                return _told(session_id="5" * 32, expires_in=3600)
            case ("GET", wire.state_path):
                return _told(relay1=False, relay2=False)
            case ("POST", wire.state_path):
                self._body = request.body
                self._report.set()
                return _told()
            case _:
                return BridgeFailure.REFUSED

    def report(self, within_s: float) -> bytes | None:
        """Give the body of a report, or None if none comes in time."""
        return self._body if self._report.wait(within_s) else None


def _told(**fields: object) -> HttpResponse:
    body = json.dumps({"success": True, **fields}).encode()
    return HttpResponse(_OK, body, {"content-type": "application/json"})
