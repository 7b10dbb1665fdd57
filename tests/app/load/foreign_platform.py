"""A platform of somebody else's: it speaks the device protocol and was written from its description alone.

Nothing of oceanhil is imported. Its own side is a ticket desk: a ticket is a device with its registration token.
"""

from __future__ import annotations

import json
import random
import ssl
import string
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = tuple[int, dict[str, object]]
SESSION_S = 3600
_ALPHABET = string.ascii_letters + string.digits


class Desk:
    """Tickets by number, and who came with which."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._chance = random.Random(7)
        self.tickets: dict[str, dict[str, str]] = {}
        self.registered = 0
        self.sessions: dict[str, str] = {}
        self._lock = threading.Lock()
        self._last = 0

    def _unix_s(self) -> int:
        return int(self._now().timestamp())

    def _token(self, head: str) -> str:
        return head + "".join(self._chance.choices(_ALPHABET, k=43))

    def issue(self) -> Answer:
        with self._lock:
            self._last += 1
            number = f"T{self._last}"
            self.tickets[number] = {"secret": self._token("oc_reg_")}
        return 201, {"ticket": {"number": number, **self.tickets[number]}}

    def renew(self, number: str) -> Answer:
        with self._lock:
            self.tickets[number] = {"secret": self._token("oc_reg_")}
        return 200, {"ticket": {"number": number, **self.tickets[number]}}

    def tear(self, number: str) -> Answer:
        with self._lock:
            return (200 if self.tickets.pop(number, None) else 404), {}

    def register(self, asked: Mapping[str, str]) -> Answer:
        with self._lock:
            ticket = next((each for each in self.tickets.values() if each.get("secret") == asked.get("token")), None)
            if ticket is None:
                return _refused(401, "Invalid registration token", "token_invalid")
            if "permanent" in ticket:
                return _refused(410, "Registration token already used", "token_used")
            ticket["permanent"] = self._token("oc_perm_")
            ticket["device"] = asked["device_id"]
            self.registered += 1
        return 200, {
            "success": True,
            "device_id": asked["device_id"],
            "permanent_token": ticket["permanent"],
            "server_time": self._unix_s(),
        }

    def open(self, token: str) -> Answer:
        with self._lock:
            if not any(each.get("permanent") == token for each in self.tickets.values()):
                return _refused(401, "Invalid device token", "token_invalid")
            session = f"{self._chance.getrandbits(128):032x}"
            self.sessions[session] = token
        answer = {
            "success": True,
            "session_id": session,
            "expires_in": SESSION_S,
            "server_time": self._unix_s(),
        }
        return 200, answer

    def state(self, token: str, session: str) -> Answer:
        if self.sessions.get(session) != token:
            return _refused(401, "Session expired", "session_expired")
        return 200, {"success": True, "relay1": False, "relay2": False, "temperature": None, "humidity": None}


def _refused(status: int, error: str, code: str) -> Answer:
    return status, {"success": False, "error": error, "code": code}


@contextmanager
def serving(desk: Desk, certificate: Path) -> Iterator[str]:
    """Serve it over HTTPS on loopback with this certificate and its key; gives its URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _answer(self) -> Answer:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token, session = self.headers.get("X-Device-Token", ""), self.headers.get("X-Session-Id", "")
            match (self.command, *self.path.strip("/").split("/")):
                case ("POST", "staff", "tickets"):
                    return desk.issue()
                case ("POST", "staff", "tickets", number, "renew"):
                    return desk.renew(number)
                case ("DELETE", "staff", "tickets", number):
                    return desk.tear(number)
                case ("POST", "api", "device", "register"):
                    return desk.register(json.loads(body))
                case ("POST", "api", "device", "session"):
                    return desk.open(token)
                case (_, "api", "device", "state"):
                    return desk.state(token, session)
                case _:
                    return _refused(404, "Not found", "not_found")

        def serve(self) -> None:
            status, fields = self._answer()
            body = json.dumps(fields).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    for method in ("GET", "POST", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.serve)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    # The handshake is each connection's own matter: a device that does not trust it must not stop the others.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
