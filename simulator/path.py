"""What a board's network stack makes of a path that is broken below HTTP: which error, and after how long.

What is it: DNS, TCP and the TLS handshake as far as a broken path shows in them, for boards on the Arduino cores. With
a sound path nothing of this is asked: a handshake then is a part of the exchange's round trip.

Where the outcomes come from:
- `HTTPClient` of all three cores gives -1 for whatever goes wrong before the connection stands: no address for the
  name, no TCP connection, no handshake. -11 is an answer that is late. (esp8266/Arduino and espressif/arduino-esp32,
  `HTTPClient::connect`, `sendRequest`; esp8266/Arduino issue 2556 shows it.)
- A fatal alert: mbed TLS gives MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, -30592, for each of them (arduino-esp32 issues 846
  and 5710); BearSSL BR_ERR_RECV_FATAL_ALERT, 256, plus the alert's number (esp8266/Arduino issue 7678). What both know
  is that there was one.
- Another host's certificate: mbed TLS gives MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, BearSSL BR_ERR_X509_NOT_TRUSTED or
  BR_ERR_X509_BAD_SERVER_NAME. Dates come first where they are checked at all: BearSSL looks at them while the
  certificate arrives, before it knows who signed it (bearssl_x509.h, "minimal" engine).
- Addresses: the cores are built with IPv4 alone, or ask for an IPv4 address first and take no other unless a sketch
  switches IPv6 on (LWIP_IPV6=0 in the default of esp8266's boards.txt; `WiFi.enableIPv6` of arduino-esp32).
- A black hole: whoever sends fills segments up to the size that the board announced (`Family.segment_bytes`), and a
  certificate chain is longer than one. Where such a packet does not fit, the handshake waits until the client's
  patience ends; where it fits, as with ESP8266's 536 bytes nearly everywhere, nothing is noticed.

What it must not know: which server answers, and what the program does then.
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.protocol.faults import AnswerChange, PathFault, PathTrouble, changed
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest, HttpResponse
from oceanhil.simulator.kernel import sleep

_HEADERS_BYTES: Final = 40
"""Of an IPv4 packet with a TCP segment, without options."""
_DNS_TRIPS: Final = 2
_HANDSHAKE_TRIPS: Final = 4
_PORTAL: Final = changed(HttpResponse(HTTPStatus.OK), AnswerChange.PORTAL)

Send = Callable[[HttpRequest, int], Awaitable[Exchanged]]


class Stack(msgspec.Struct, frozen=True):
    """What of a board's stack a broken path meets.

    `is_secure`: it speaks TLS; `trusts_dates`: no certificate is too old or too young for it now; `segment_bytes`: the
    largest TCP segment that it takes; `trip_us`: how long a packet is under way.
    """

    is_secure: bool
    trusts_dates: bool
    segment_bytes: int
    trip_us: int


async def exchange_across(
    fault: PathFault, stack: Stack, request: HttpRequest, timeout_us: int, send: Send
) -> Exchanged:
    """Exchange a request over a path with this fault; `send` exchanges it over a sound one, within µs."""
    match fault.trouble:
        case PathTrouble.IPV6_ONLY:
            await sleep(_DNS_TRIPS * stack.trip_us)
            return HttpFailure.REFUSED
        case PathTrouble.TLS_ALERT if stack.is_secure:
            await sleep(_HANDSHAKE_TRIPS * stack.trip_us)
            return HttpFailure.TLS_ALERT
        case PathTrouble.DNS_LIES:
            return await _ask_another_host(stack)
        case PathTrouble.MTU_BLACK_HOLE:
            assert fault.mtu_bytes is not None
            largest = fault.mtu_bytes - _HEADERS_BYTES
            if not stack.is_secure:
                return await _ask_through_a_hole(largest, stack, request, timeout_us, send)
            if stack.segment_bytes > largest:
                await sleep(timeout_us)
                return HttpFailure.REFUSED
            return await _handshake(stack) or await send(request, timeout_us)
        case _:
            return await _handshake(stack) or await send(request, timeout_us)


async def _handshake(stack: Stack) -> HttpFailure | None:
    """Do the handshake with the server itself; None when it succeeds, which takes no time of its own."""
    if not stack.is_secure or stack.trusts_dates:
        return None
    await sleep(_HANDSHAKE_TRIPS * stack.trip_us)
    return HttpFailure.TLS


async def _ask_another_host(stack: Stack) -> Exchanged:
    """Meet whoever lives at the wrong address: a certificate of its own, or without TLS its page for every request."""
    await sleep(_HANDSHAKE_TRIPS * stack.trip_us)
    if not stack.is_secure:
        return _PORTAL
    return HttpFailure.TLS_UNTRUSTED if stack.trusts_dates else HttpFailure.TLS


async def _ask_through_a_hole(
    largest: int, stack: Stack, request: HttpRequest, timeout_us: int, send: Send
) -> Exchanged:
    """Exchange in the clear: what fits into a short packet arrives, a longer request or answer does not."""
    if min(_request_bytes(request), stack.segment_bytes) > largest:
        await sleep(timeout_us)
        return HttpFailure.TIMEOUT
    outcome = await send(request, timeout_us)
    if isinstance(outcome, HttpResponse) and min(_response_bytes(outcome), stack.segment_bytes) > largest:
        await sleep(max(0, timeout_us - _DNS_TRIPS * stack.trip_us))
        return HttpFailure.TIMEOUT
    return outcome


def _request_bytes(request: HttpRequest) -> int:
    return len(f"{request.method} {request.path} HTTP/1.1\r\n") + _written_bytes(request.headers, request.body)


def _response_bytes(response: HttpResponse) -> int:
    return len(f"HTTP/1.1 {response.status} OK\r\n") + _written_bytes(response.headers, response.body)


def _written_bytes(headers: Mapping[str, str], body: bytes) -> int:
    return sum(len(f"{name}: {value}\r\n") for name, value in headers.items()) + len("\r\n") + len(body)
