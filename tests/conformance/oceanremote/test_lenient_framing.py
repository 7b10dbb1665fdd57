"""A server that overlooks broken framing is found out: each broken request is a good report to whoever overlooks it."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import ClassVar

import msgspec
import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.oceanremote.items import odd_texts
from oceanhil.conformance.oceanremote.items.framing import ITEMS
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.connector.control import TOKEN, Control, Obtained
from oceanhil.remote.wire.need import Need
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire

GIVEN = {"success": True, "permanent_token": "oc_perm_" + "A" * 43, "session_id": "0" * 32}


class Lenient(BaseHTTPRequestHandler):
    """Python's own server: it takes the first of two lengths, and signs, and passes over lines without a colon."""

    protocol_version = "HTTP/1.1"
    broken_status = 400

    def do_GET(self) -> None:
        self._say(200)

    def do_POST(self) -> None:
        try:
            msgspec.json.decode(self.rfile.read(int(self.headers.get("content-length", "0"))))
        except (msgspec.DecodeError, ValueError):
            self.close_connection = True
            self._say(self.broken_status)
        else:
            self._say(200)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives it
        """Say nothing."""

    def answered(self) -> dict[str, object]:
        return GIVEN

    def _say(self, status: int) -> None:
        body = msgspec.json.encode(self.answered())
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Node(Lenient):
    """Reads on before it judges the body: of what is behind it, it knows no such method."""

    broken_status = 501


class ByChunks(Lenient):
    """Goes by the chunks where there is a length too, as it may, and keeps the connection, as it may not."""

    def do_POST(self) -> None:
        if "transfer-encoding" not in self.headers:
            super().do_POST()
            return
        while size := int(self.rfile.readline(), 16):
            self.rfile.read(size + len(b"\r\n"))
        self.rfile.readline()
        self._say(200)


class Gateway(Lenient):
    """A proxy's words for a server behind it that hung up on what it was sent."""

    broken_status = 502


class GatewayOfTexts(Lenient):
    """A proxy's words for a server behind it that hung up on odd texts in paths and headers."""

    def do_GET(self) -> None:
        is_odd = "%" in self.path or not self.headers.get("x-device-token", "").isascii()
        self._say(502 if is_odd else 200)


class OneByOne(ByChunks):
    """Carries out what is behind the chunks, some time after it has answered the first request."""

    told: ClassVar[dict[str, object]] = {}

    def setup(self) -> None:
        super().setup()
        self.count = 0

    def do_POST(self) -> None:
        self.count += 1
        if self.count > 1:
            Event().wait(0.15)
            self.told.update(msgspec.json.decode(self.rfile.read(int(self.headers["content-length"]))))
            self._say(200)
        else:
            super().do_POST()

    def answered(self) -> dict[str, object]:
        return GIVEN | self.told


class Generous(Control):
    @property
    def needs(self) -> frozenset[Need]:
        return frozenset({TOKEN})

    def obtain(self, board: str, name: str) -> Obtained:
        return Obtained(name, f"oc_reg_{board}")


@contextmanager
def lenient(handler: type[Lenient] = Lenient) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def result_at(name: str, handler: type[Lenient] = Lenient, topic: str = "framing") -> ItemResult:
    (item,) = (item for item in (*ITEMS, *odd_texts.ITEMS) if item.id == f"{topic}/{name}")
    with lenient(handler) as url:
        subject = DeviceSubject(lambda heard: Wire(Target(url), heard=heard), Generous(), load_profile(), 1)
        with closing(subject):
            (result,) = run_items([item], subject, trials_max=1)
    return result


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("two-lengths", ItemVerdict.VIOLATES),
        ("signed-length", ItemVerdict.VIOLATES),
        ("no-colon", ItemVerdict.DIFFERS),
        ("chunk-size", ItemVerdict.CONFORMS),
    ],
)
def test_broken_framing_that_is_overlooked_is_found(name: str, verdict: ItemVerdict) -> None:
    result = result_at(name)
    assert result.verdict is verdict, result.found


def test_a_request_with_two_ends_says_what_it_takes_for_harm() -> None:
    result = result_at("length-and-chunks", ByChunks)
    assert result.verdict is ItemVerdict.VIOLATES
    assert result.found == (
        "an answer to the next request, harmful behind a proxy that goes by the length and passes both on"
    )


def test_a_hidden_request_is_found_that_is_carried_out_behind_the_answer() -> None:
    OneByOne.told.clear()
    result = result_at("smuggled-request", OneByOne)
    assert result.verdict is ItemVerdict.VIOLATES
    assert result.found.startswith("that of the hidden report")


@pytest.mark.parametrize("name", ["chunk-size", "hexadecimal-length"])
def test_a_proxy_that_blames_the_server_behind_it_has_let_nothing_through(name: str) -> None:
    result = result_at(name, Gateway)
    assert result.verdict is ItemVerdict.DIFFERS
    assert (result.expected, result.found[:4]) == ("a refusal (4xx)", "502 ")


@pytest.mark.parametrize("name", ["path-half-character", "path-no-utf-8", "header-half-character"])
def test_a_proxy_that_blames_the_server_behind_it_has_let_no_odd_text_through(name: str) -> None:
    result = result_at(name, GatewayOfTexts, "odd-text")
    assert result.verdict is ItemVerdict.DIFFERS
    assert (result.expected, result.found[:4]) == ("a refusal (4xx)", "502 ")


def test_no_broken_framing_stops_devices_or_shows_a_secret_by_itself() -> None:
    assert Severity.CRITICAL not in {item.severity for item in ITEMS}


def test_what_stands_behind_a_body_may_be_a_method_that_nobody_knows() -> None:
    result = result_at("shorter-length", Node)
    assert result.verdict is ItemVerdict.CONFORMS, result.found
