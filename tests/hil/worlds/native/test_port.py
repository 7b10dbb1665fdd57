"""A core's board as C calls it: what reaches the simulator, when, and that a core without power has no effect."""

import ctypes
from collections.abc import Iterator

import pytest

from oceanhil.hil.worlds.native.abi import READING, Started, Status
from oceanhil.hil.worlds.native.port import CoreError
from oceanhil.protocol.http import HttpFailure, HttpResponse
from oceanhil.simulator.flash.chip import PowerCut
from tests.hil.worlds.native.wired import Answer, Wired, request, wired

BODY, DONE = 2, 3


@pytest.fixture
def board() -> Iterator[Wired]:
    with wired() as made:
        yield made


def poll(board: Wired) -> tuple[int, Answer]:
    buffer = ctypes.create_string_buffer(256)
    answer = Answer(buffer=ctypes.addressof(buffer), capacity=256)
    return board.call("http_poll", ctypes.addressof(answer)), answer


def test_text_reaches_the_console_in_utf_8_when_the_step_is_over(board: Wired) -> None:
    board.say("[REG] ✓ done\n".encode())
    assert board.hardware.lines == []
    board.core.take()
    assert board.hardware.lines == ["[REG] ✓ done"]


def test_what_was_printed_before_a_storage_call_is_heard_before_it(board: Wired) -> None:
    board.say(b"saving\n")
    board.call("slot_read", 0, ctypes.create_string_buffer(8), 8)
    assert board.hardware.lines == ["saving"]


def test_a_slot_that_the_driver_refuses_to_read_is_a_call_that_failed(board: Wired) -> None:
    board.hardware.storage.slots.unread = 1
    buffer = ctypes.create_string_buffer(8)
    assert [board.call("slot_read", 0, buffer, 8) for _ in range(2)] == [Status.FAILED, Status.OK]


def test_a_record_with_a_verdict_that_there_is_not_is_the_cores_mistake(board: Wired) -> None:
    noted = READING.pack(7, 0, 0, 0, 0, b"", b"")
    board.call("note_save", ctypes.create_string_buffer(noted))
    with pytest.raises(CoreError, match="verdict 7, expected 0 to 6"):
        board.core.take()


@pytest.mark.parametrize("length", [4095, 4096, 4097, 9000])
def test_text_of_any_length_is_printed_whole_and_in_order(board: Wired, length: int) -> None:
    for text in (b"before\n", b"x" * length + b"\n", b"after\n"):
        board.say(text)
    board.core.take()
    assert board.hardware.lines == ["before", "x" * length, "after"]


def test_an_unreadable_mac_gives_its_reason(board: Wired) -> None:
    board.hardware.mac = None
    mac, reason = ctypes.create_string_buffer(6), ctypes.create_string_buffer(b"?" * 64)
    assert board.call("mac_read", mac, reason, 64) == Status.FAILED
    assert reason.value.startswith(b"fuse CRC")


def test_less_room_for_the_reason_than_board_h_says_is_the_cores_mistake(board: Wired) -> None:
    board.call("mac_read", ctypes.create_string_buffer(6), ctypes.create_string_buffer(63), 63)
    with pytest.raises(CoreError, match=r"a reason of 63 bytes, board\.h says 64"):
        board.core.take()


def test_a_clock_that_was_set_shows_at_once_what_the_hardware_makes_of_it(board: Wired) -> None:
    board.call("set_unix_us", 5_000_000)
    assert board.call("unix_us") == board.hardware.unix_us() == 5_000_000


def test_what_was_started_is_pending_until_it_was_awaited(board: Wired) -> None:
    address = ctypes.create_string_buffer(46)
    board.call("join_start", b"ssid", 4, b"secret", 6, 15_000)
    assert board.call("join_poll", address, 46) == Status.PENDING
    board.finish()
    assert board.call("join_poll", address, 46) == Status.OK
    assert (address.value, board.hardware.timeouts_ms["join"]) == (b"192.168.1.100", 15_000)


def test_less_room_for_an_address_than_board_h_says_is_the_cores_mistake(board: Wired) -> None:
    board.call("join_start", b"ssid", 4, b"secret", 6, 15_000)
    board.finish()
    board.call("join_poll", ctypes.create_string_buffer(45), 45)
    with pytest.raises(CoreError, match="less room for an address or a body"):
        board.finish()


def test_less_room_for_a_body_than_board_h_says_is_the_cores_mistake(board: Wired) -> None:
    board.hardware.answer = lambda _: HttpResponse(200, b"x" * 300)
    sent = request()
    board.call("http_start", ctypes.addressof(sent))
    board.finish()
    answer = Answer(buffer=ctypes.addressof(ctypes.create_string_buffer(255)), capacity=255)
    board.call("http_poll", ctypes.addressof(answer))
    with pytest.raises(CoreError, match="less room for an address or a body"):
        board.finish()


def test_a_request_arrives_as_it_was_sent(board: Wired) -> None:
    board.hardware.answer = lambda _: HttpResponse(200)
    sent = request(b"\0\xff{}", name=b"caf\xe9", other=b"")
    board.call("http_start", ctypes.addressof(sent))
    board.finish()
    (arrived,) = board.hardware.sent
    assert (arrived.method, arrived.path, arrived.body) == ("POST", "/state", b"\0\xff{}")
    assert (arrived.headers, board.hardware.timeouts_ms["POST"]) == ({"name": "café", "other": ""}, 9000)


def test_a_request_that_is_too_long_is_the_cores_mistake(board: Wired) -> None:
    sent = request(b"x" * 5000)
    board.call("http_start", ctypes.addressof(sent))
    with pytest.raises(CoreError, match="too long"):
        board.finish()


def test_a_body_comes_in_pieces_of_the_buffer(board: Wired) -> None:
    board.hardware.answer = lambda _: HttpResponse(200, b"x" * 300, {"retry-after": "7"})
    sent = request()
    board.call("http_start", ctypes.addressof(sent))
    board.finish()
    assert poll(board)[0] == BODY
    result, answer = poll(board)
    assert (result, answer.received, answer.status) == (DONE, 44, 200)
    assert ctypes.string_at(answer.retry_after, answer.retry_after_bytes) == b" 7\t"


def test_an_exchange_without_an_answer_gives_the_code_of_its_failure(board: Wired) -> None:
    board.hardware.answer = lambda _: HttpFailure.TIMEOUT
    sent = request()
    board.call("http_start", ctypes.addressof(sent))
    board.finish()
    assert poll(board)[0] == HttpFailure.TIMEOUT.value


@pytest.mark.parametrize("body_bytes", [0, 44, 300])
def test_of_an_answer_that_breaks_off_all_that_came_is_given_and_then_the_failure(
    board: Wired, body_bytes: int
) -> None:
    board.hardware.answer = lambda _: HttpFailure.CONNECTION_LOST
    board.hardware.half_answer = HttpResponse(200, b"x" * body_bytes, {"retry-after": "7"})
    sent = request()
    board.call("http_start", ctypes.addressof(sent))
    board.finish()
    received = 0
    while (came := poll(board))[0] == BODY:
        received += came[1].received
        assert came[1].status == 200
    assert (received, came[0]) == (body_bytes, HttpFailure.CONNECTION_LOST.value)


def test_an_exchange_that_was_never_started_is_not_polled(board: Wired) -> None:
    poll(board)
    with pytest.raises(CoreError, match="not started"):
        board.finish()


def test_a_second_operation_while_one_is_under_way_is_the_cores_mistake(board: Wired) -> None:
    board.call("sntp_start", 1000)
    board.call("sntp_start", 1000)
    with pytest.raises(CoreError, match="second operation"):
        board.finish()


def test_flash_settles_once_for_each_time_it_is_asked_for(board: Wired) -> None:
    board.say(b"saved\n")
    assert board.call("flash_settled") == Status.PENDING
    board.finish()
    assert board.call("flash_settled") == Status.OK
    assert board.call("flash_settled") == Status.PENDING


def test_a_power_cut_is_kept_and_passes_through_no_foreign_frame(board: Wired) -> None:
    assert board.call("slot_write", 0, b"record", 6) == Status.POWER_LOST
    with pytest.raises(PowerCut):
        board.core.take()


def test_after_a_power_cut_nothing_that_the_core_does_has_an_effect(board: Wired) -> None:
    board.call("slot_write", 0, b"record", 6)
    board.say(b"still here\n")
    assert board.call("slot_write", 1, b"record", 6) == Status.POWER_LOST
    board.call("sntp_start", 1000)
    with pytest.raises(CoreError, match=r"power was lost, and the core went on: it called console_write"):
        board.core.take()
    assert (board.hardware.text, board.hardware.storage.slots.writes) == ("", [])
    assert board.core.started == Started.NOTHING


def test_a_core_that_stops_when_power_is_lost_is_in_order(board: Wired) -> None:
    board.call("slot_write", 0, b"record", 6)
    with pytest.raises(PowerCut):
        board.core.take()


def test_two_cores_have_a_board_each(board: Wired) -> None:
    with wired() as other:
        other.say(b"b\n")
        board.say(b"a\n")
        other.core.take()
        board.core.take()
        assert (board.hardware.lines, other.hardware.lines) == (["a"], ["b"])
