"""An answer as bytes: what each of its forms looks like, and that its pieces make up the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.app.raw_http import Asked, pieces, render
from oceanhil.mock_server.core import AnswerDisturbance
from oceanhil.protocol.http import HttpResponse

OK = HttpResponse(200, b"body", {"content-type": "text/plain", "date": "today", "server": "s"})
PLAIN = Asked(is_head=False, is_http_1_0=False, is_kept_alive=True)


def test_an_answer_has_status_line_headers_length_and_body() -> None:
    head, body = render(OK, PLAIN)
    assert (
        head == b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ndate: today\r\nserver: s\r\nContent-Length: 4\r\n\r\n"
    )
    assert body == b"body"


@pytest.mark.parametrize(
    ("is_http_1_0", "is_kept_alive", "said"),
    [
        (True, True, b"Connection: keep-alive"),
        (True, False, b""),
        (False, True, b""),
        (False, False, b"Connection: close"),
    ],
)
def test_what_becomes_of_the_connection_is_said_where_it_is_not_the_rule(
    is_http_1_0: bool, is_kept_alive: bool, said: bytes
) -> None:
    head, _ = render(OK, Asked(is_head=False, is_http_1_0=is_http_1_0, is_kept_alive=is_kept_alive))
    assert (b"Connection:" in head, said in head) == (bool(said), True)
    assert head.startswith(b"HTTP/1.0 200" if is_http_1_0 else b"HTTP/1.1 200")


def test_a_head_says_the_length_of_what_get_would_have() -> None:
    asked = Asked(is_head=True, is_http_1_0=False, is_kept_alive=True)
    assert [b"Content-Length: 4" in render(OK, asked)[0], render(OK, asked)[1]] == [True, b""]
    foreign = HttpResponse(200, b"", {"content-length": "77"})
    assert b"Content-Length: 77\r\n" in render(foreign, asked)[0]


@pytest.mark.parametrize("status", [204, 304])
def test_some_statuses_have_neither_body_nor_length(status: int) -> None:
    head, body = render(HttpResponse(status, b"x"), PLAIN)
    assert (b"length" in head.lower(), body) == (False, b"")


def test_an_unknown_status_has_no_phrase() -> None:
    assert render(HttpResponse(299), PLAIN)[0].startswith(b"HTTP/1.1 299 \r\n")


paces = st.builds(
    AnswerDisturbance,
    st.just(()),
    bytes_per_second=st.none() | st.floats(0.1, 10_000),
    is_head_slow=st.booleans(),
    piece_bytes=st.none() | st.integers(1, 50),
)


@given(st.binary(max_size=200), st.binary(max_size=200), st.none() | paces)
def test_the_pieces_are_the_whole_and_none_is_too_large(
    head: bytes, body: bytes, pace: AnswerDisturbance | None
) -> None:
    sent = list(pieces(head, body, pace))
    assert b"".join(piece for _, piece in sent) == head + body
    if pace is not None and pace.piece_bytes is not None:
        assert all(len(piece) <= pace.piece_bytes for _, piece in sent)


@given(st.binary(min_size=1, max_size=200), st.floats(0.5, 10_000), st.booleans())
def test_a_trickle_takes_as_long_as_its_bytes(body: bytes, per_second: float, is_head_slow: bool) -> None:
    slow = list(pieces(b"head", body, AnswerDisturbance((), bytes_per_second=per_second, is_head_slow=is_head_slow)))
    expected_s = (len(body) + 4 * is_head_slow) / per_second
    assert sum(pause_s for pause_s, _ in slow) == pytest.approx(expected_s)
