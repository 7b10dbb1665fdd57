"""HTTP in sentences: messages, their parts, and what is made of parts that come twice, late or not at all."""

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.agent.bridge import (
    MAX_MESSAGE_BYTES,
    BridgeError,
    MessageAssembler,
    answer_commands,
    decode_request,
    decode_response,
    encode_request,
    encode_response,
    request_events,
)
from oceanhil.protocol.agent.commands import HttpAnswer, parse_command
from oceanhil.protocol.agent.events import HttpEvent, parse_event
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode
from oceanhil.protocol.http import HttpRequest, HttpResponse
from tests.protocol.agent.vectors import BridgeVector, load_vectors, octets

VECTORS = load_vectors().bridge
NAMES = st.from_regex(r"\A[a-z][a-z0-9-]{0,10}\Z")
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=20)
HEADERS = st.dictionaries(NAMES, VALUES.map(lambda text: text.strip(" \t")), max_size=5)
BODIES = st.binary(max_size=1500)
PATHS = st.from_regex(r"\A/[!-~]{0,30}\Z").map(lambda path: path.replace("?", ""))
REQUESTS = st.builds(
    HttpRequest, st.sampled_from(["GET", "POST"]), PATHS, HEADERS, BODIES, st.just("a=1") | st.just("")
)
RESPONSES = st.builds(HttpResponse, st.integers(100, 599), BODIES, HEADERS)
LONG = HttpResponse(200, random.Random(5).randbytes(1000))


@pytest.mark.parametrize("vector", [each for each in VECTORS if each.request], ids=lambda vector: vector.name)
def test_each_published_request_goes_out_as_published(vector: BridgeVector) -> None:
    assert vector.request is not None
    fields = vector.request
    request = HttpRequest(fields.method, fields.path, fields.headers, octets(fields.body), fields.query)
    assert encode_request(request) == octets(vector.message)
    assert zlib.crc32(octets(vector.message)) == vector.crc32
    assert decode_request(octets(vector.message)) == request
    events = request_events(vector.exchange, request)
    assert [encode(Sentence(SentenceKind.EVENT, 0, event.to_words())) for event in events] == [
        octets(line) for line in vector.events
    ]


@pytest.mark.parametrize("vector", [each for each in VECTORS if each.response], ids=lambda vector: vector.name)
def test_each_published_answer_comes_back_as_published(vector: BridgeVector) -> None:
    assert vector.response is not None
    fields = vector.response
    response = HttpResponse(fields.status, octets(fields.body), fields.headers)
    assert encode_response(response) == octets(vector.message)
    assert decode_response(octets(vector.message)) == response
    commands = answer_commands(vector.exchange, response)
    lines = [
        encode(Sentence(SentenceKind.COMMAND, sequence, command.to_words()))
        for sequence, command in enumerate(commands, vector.first_sequence)
    ]
    assert lines == [octets(line) for line in vector.commands]


@pytest.mark.slow
@given(REQUESTS)
def test_any_request_survives_its_parts(request: HttpRequest) -> None:
    assembler = MessageAssembler()
    messages = [assembler.add(event) for event in request_events(7, request)]
    assert messages[:-1] == [None] * (len(messages) - 1)
    assert messages[-1] is not None
    assert decode_request(messages[-1], request.peer) == request


@pytest.mark.slow
@given(RESPONSES)
def test_any_answer_survives_its_parts(response: HttpResponse) -> None:
    assembler = MessageAssembler()
    *_, message = [assembler.add(command) for command in answer_commands(7, response)]
    assert message is not None
    assert decode_response(message) == response


@pytest.mark.slow
@given(RESPONSES)
def test_every_part_fits_into_a_sentence(response: HttpResponse) -> None:
    for command in answer_commands(9999, response):
        encode(Sentence(SentenceKind.COMMAND, 9999, command.to_words()))
        assert parse_command(command.to_words()) == command
        event = HttpEvent(command.exchange, command.part, command.parts, command.crc32, command.data)
        assert parse_event(event.to_words()) == event


@given(st.randoms(use_true_random=False))
def test_parts_may_come_in_any_order_and_twice(order: random.Random) -> None:
    parts = [*answer_commands(3, LONG), *answer_commands(3, LONG)]
    order.shuffle(parts)
    assembler = MessageAssembler()
    whole = [message for part in parts if (message := assembler.add(part)) is not None]
    assert whole == [encode_response(LONG)]


def test_a_lost_part_is_known_by_its_number() -> None:
    first, second, *rest = answer_commands(3, LONG)
    assembler = MessageAssembler()
    assert (assembler.missing, assembler.exchange) == ((), None)
    for part in (first, *rest):
        assert assembler.add(part) is None
    assert (assembler.missing, assembler.exchange) == ((2,), 3)
    assert assembler.add(second) == encode_response(LONG)
    assert assembler.missing == ()


def test_another_exchange_drops_what_was_collected() -> None:
    assembler = MessageAssembler()
    assembler.add(answer_commands(3, LONG)[0])
    (other,) = answer_commands(4, HttpResponse(204))
    assert assembler.add(other) == encode_response(HttpResponse(204))
    assert assembler.exchange is None


def test_a_message_whose_checksum_is_wrong_is_missing_as_a_whole() -> None:
    bent = [HttpAnswer(3, 1, 2, 0, b"HTTP/1.1 200 \r\n"), HttpAnswer(3, 2, 2, 0, b"\r\n")]
    assembler = MessageAssembler()
    assert [assembler.add(part) for part in bent] == [None, None]
    assert assembler.missing == (1, 2)


def test_a_part_beyond_the_last_is_ignored() -> None:
    assembler = MessageAssembler()
    assert assembler.add(HttpAnswer(3, 5, 2, 0, b"x")) is None
    assert assembler.missing == (1, 2)


def test_the_same_message_is_taken_again_after_a_restart() -> None:
    (part,) = answer_commands(1, HttpResponse(204))
    assembler = MessageAssembler()
    assert assembler.add(part) is not None
    assert assembler.add(part) is None
    assembler.forget()
    assert assembler.add(part) is not None


def test_a_message_over_16_kilobytes_cannot_be_sent() -> None:
    head = len(encode_response(HttpResponse(200)))
    assert len(answer_commands(1, HttpResponse(200, bytes(MAX_MESSAGE_BYTES - head)))) == 64
    with pytest.raises(BridgeError, match="16385 bytes, expected 16384 at most"):
        answer_commands(1, HttpResponse(200, bytes(MAX_MESSAGE_BYTES - head + 1)))


@pytest.mark.parametrize(
    "request_",
    [
        HttpRequest("GET", "/a b"),
        HttpRequest("GET", "/a?b"),
        HttpRequest("", "/"),
        HttpRequest("GET", "/", {"a": "x\r\nb: y"}),
        HttpRequest("GET", "/", {"a:b": "x"}),
        HttpRequest("GET", "/", {"": "x"}),
        HttpRequest("GET", "/", {"a": " x"}),
        HttpRequest("GET", "/", {"a": "\u20ac"}),
    ],
    ids=str,
)
def test_requests_that_would_be_read_as_others_are_not_written(request_: HttpRequest) -> None:
    with pytest.raises(BridgeError):
        encode_request(request_)


@pytest.mark.parametrize(
    "message",
    [b"", b"GET / HTTP/1.1\r\n", b"GET /\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n", b"GET / HTTP/1.1\r\nnocolon\r\n\r\n"],
)
def test_bytes_that_are_no_request_are_refused(message: bytes) -> None:
    with pytest.raises(BridgeError):
        decode_request(message)


@pytest.mark.parametrize("message", [b"HTTP/1.1 20 \r\n\r\n", b"HTTP/2 200 \r\n\r\n", b"HTTP/1.1\r\n\r\n", b"\r\n\r\n"])
def test_bytes_that_are_no_answer_are_refused(message: bytes) -> None:
    with pytest.raises(BridgeError):
        decode_response(message)


@given(st.binary(max_size=300) | REQUESTS.map(encode_request) | RESPONSES.map(encode_response))
def test_any_bytes_are_a_message_or_are_refused(message: bytes) -> None:
    for decode in (decode_request, decode_response):
        try:
            assert decode(message) is not None
        except BridgeError:
            continue


def test_header_names_are_read_in_lower_case_and_values_of_one_name_are_joined() -> None:
    message = b"HTTP/1.1 200 OK then\r\nVary:  A\t\r\nvary: B\r\n\r\n"
    assert decode_response(message) == HttpResponse(200, b"", {"vary": "A, B"})


def test_an_answer_without_words_for_its_status_is_read_and_one_without_a_status_is_not() -> None:
    assert decode_response(b"HTTP/1.1 204\r\n\r\n") == HttpResponse(204, b"", {})
    with pytest.raises(BridgeError, match=r"start line 'HTTP/1\.1', expected three words"):
        decode_response(b"HTTP/1.1\r\n\r\n")
