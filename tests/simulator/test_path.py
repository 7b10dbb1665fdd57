"""A path that is broken below HTTP, as each family's network stack meets it: which error, after how long."""

from collections.abc import Coroutine

import pytest

from oceanhil.boards import family
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.faults import PathFault, PathTrouble, TlsAlert
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest, HttpResponse
from oceanhil.simulator.kernel import Kernel, sleep
from oceanhil.simulator.path import Stack, exchange_across
from tests.together import together

TRIP_US = 20_000
TIMEOUT_US = 10_000_000
ASKED = HttpRequest("POST", "/api/device/session/", {"x-a": "b" * 60}, b"{}" * 20)
OK = HttpResponse(200, b"{}" * 100, {"content-type": "application/json"})
DNS_LIES, IPV6_ONLY = PathFault(PathTrouble.DNS_LIES), PathFault(PathTrouble.IPV6_ONLY)
TUNNEL = PathFault(PathTrouble.MTU_BLACK_HOLE, mtu_bytes=1400)


def alerting(alert: TlsAlert) -> PathFault:
    return PathFault(PathTrouble.TLS_ALERT, alert=alert)


def hole(mtu_bytes: int) -> PathFault:
    return PathFault(PathTrouble.MTU_BLACK_HOLE, mtu_bytes=mtu_bytes)


class Way:
    """A path with a fault to a server that answers `answer`, and how often it was asked."""

    def __init__(self, fault: PathFault, answer: HttpResponse = OK) -> None:
        self.fault = fault
        self.answer = answer
        self.asked = 0

    def ask(self, board: Board = Board.ESP32, *, secure: bool = True, dates: bool = True) -> tuple[Exchanged, int]:
        """Give the outcome and when it was there."""
        kernel, found = Kernel(0), list[Exchanged]()
        stack = Stack(secure, dates, family(board).segment_bytes, TRIP_US)

        async def exchange() -> None:
            found.append(await exchange_across(self.fault, stack, ASKED, TIMEOUT_US, self._send))

        kernel.spawn(exchange(), lambda _: None)
        kernel.run_while(lambda: not found, 10 * TIMEOUT_US)
        return found[0], kernel.now_us

    def _send(self, request: HttpRequest, timeout_us: int) -> Coroutine[object, object, Exchanged]:
        assert (request, timeout_us) == (ASKED, TIMEOUT_US)
        return self._answer()

    async def _answer(self) -> Exchanged:
        self.asked += 1
        await sleep(2 * TRIP_US)
        return self.answer


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
@pytest.mark.parametrize("secure", [True, False])
def test_a_name_with_an_ipv6_address_alone_is_a_refused_connection_after_one_question(
    board: Board, secure: bool
) -> None:
    way = Way(IPV6_ONLY)
    assert way.ask(board, secure=secure) == (HttpFailure.REFUSED, 2 * TRIP_US)
    assert way.asked == 0


def test_a_name_that_lies_leads_to_a_certificate_that_is_not_trusted() -> None:
    way = Way(DNS_LIES)
    assert way.ask() == (HttpFailure.TLS_UNTRUSTED, 4 * TRIP_US)
    assert way.asked == 0


def test_dates_are_looked_at_before_trust() -> None:
    assert Way(DNS_LIES).ask(Board.ESP8266, dates=False)[0] is HttpFailure.TLS


def test_without_tls_a_name_that_lies_leads_to_somebody_elses_page() -> None:
    way = Way(DNS_LIES)
    outcome, _ = way.ask(secure=False)
    assert isinstance(outcome, HttpResponse)
    assert (outcome.status, outcome.headers, way.asked) == (200, {"content-type": "text/html"}, 0)


@together
@pytest.mark.parametrize("alert", TlsAlert)
def test_every_alert_ends_the_handshake_in_the_same_way(alert: TlsAlert) -> None:
    way = Way(alerting(alert))
    assert way.ask() == (HttpFailure.TLS_ALERT, 4 * TRIP_US)
    assert way.asked == 0


def test_an_alert_comes_before_the_certificate_and_its_dates() -> None:
    assert Way(alerting(TlsAlert.PROTOCOL_VERSION)).ask(dates=False)[0] is HttpFailure.TLS_ALERT


def test_without_tls_there_are_no_alerts() -> None:
    assert Way(alerting(TlsAlert.UNKNOWN_CA)).ask(secure=False) == (OK, 2 * TRIP_US)


@pytest.mark.parametrize("board", [Board.ESP32, Board.PICOW])
def test_a_certificate_in_full_segments_never_gets_out_of_a_black_hole(board: Board) -> None:
    way = Way(TUNNEL)
    assert way.ask(board) == (HttpFailure.REFUSED, TIMEOUT_US)
    assert way.asked == 0


def test_small_segments_fit_through_a_black_hole() -> None:
    assert Way(TUNNEL).ask(Board.ESP8266) == (OK, 2 * TRIP_US)
    assert Way(hole(576)).ask(Board.ESP8266) == (OK, 2 * TRIP_US)
    assert Way(hole(575)).ask(Board.ESP8266) == (HttpFailure.REFUSED, TIMEOUT_US)


def test_who_gets_through_a_black_hole_still_looks_at_dates() -> None:
    assert Way(TUNNEL).ask(Board.ESP8266, dates=False) == (HttpFailure.TLS, 4 * TRIP_US)


def test_without_tls_short_answers_get_through_a_black_hole_and_long_ones_do_not() -> None:
    assert Way(TUNNEL).ask(secure=False) == (OK, 2 * TRIP_US)
    way = Way(TUNNEL, HttpResponse(200, b"x" * 8192))
    assert way.ask(secure=False) == (HttpFailure.TIMEOUT, TIMEOUT_US)
    assert way.asked == 1, "the request arrived and was processed"


def test_a_request_that_is_longer_than_the_hole_is_wide_never_arrives() -> None:
    way = Way(hole(100))
    assert way.ask(secure=False) == (HttpFailure.TIMEOUT, TIMEOUT_US)
    assert way.asked == 0


@pytest.mark.parametrize(("hole_bytes", "arrives"), [(260, False), (261, True)])
def test_headers_are_part_of_what_must_fit(hole_bytes: int, arrives: bool) -> None:
    # The answer's 17 bytes of status, 202 of its header and 2 of the empty line, in a packet of IP and TCP's 40.
    answer = HttpResponse(200, b"", {"x": "y" * 197})
    outcome, _ = Way(hole(hole_bytes), answer).ask(secure=False)
    assert outcome == (answer if arrives else HttpFailure.TIMEOUT)


def test_a_failure_on_the_other_side_of_a_black_hole_is_that_failure() -> None:
    class Lossy(Way):
        async def _answer(self) -> Exchanged:
            return HttpFailure.CONNECTION_LOST

    assert Lossy(TUNNEL).ask(secure=False)[0] is HttpFailure.CONNECTION_LOST
