"""The core's agent, against the protocol's own vectors and the words of docs/agent-protocol.md."""

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.hil.worlds.native.abi import HALTED, WAITING
from oceanhil.protocol.agent.bridge import MessageAssembler, answer_commands, decode_request, encode_request
from oceanhil.protocol.agent.commands import Info
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.protocol.agent.events import HttpEvent, parse_event
from oceanhil.protocol.agent.replies import BoardInfo
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.record import TokenRecord, encode_reference
from tests.firmware.agent_board import FAILED, POWER_LOST, TOKEN, AgentBoard
from tests.protocol.agent.vectors import RefusedVector, WrongVector, load_vectors, octets


def command(*words: str, sequence: int = 0) -> bytes:
    return encode(Sentence(SentenceKind.COMMAND, sequence, words))


PING = command("PING", sequence=5)


def online(board: AgentBoard) -> list[HttpRequest]:
    """Serve the board's requests until it says that it is online."""
    return serve(board, until="[INFO] Device ONLINE")


def serve(board: AgentBoard, until: str, answers: dict[str, HttpResponse] | None = None) -> list[HttpRequest]:
    served: list[HttpRequest] = []
    heard = 0
    for _ in range(40):
        board.step()
        assembler, request, number = MessageAssembler(), None, 0
        for sentence in board.sentences(heard):
            if sentence.kind is SentenceKind.EVENT and sentence.words[0] == "HTTP":
                event = parse_event(sentence.words)
                assert isinstance(event, HttpEvent)
                number = event.exchange
                if (message := assembler.add(event)) is not None:
                    request = decode_request(message)
        heard = len(board.line)
        if request is not None:
            served.append(request)
            reply(board, number, (answers or ANSWERS)[f"{request.method} {request.path}"])
        if until in board.log:
            return served
        board.run_ms(100)
    raise AssertionError(board.log)


def reply(board: AgentBoard, number: int, response: HttpResponse) -> None:
    for count, part in enumerate(answer_commands(number, response), 1):
        assert board.ask(*part.to_words(), sequence=count).kind is SentenceKind.OK


ANSWERS = {
    "POST /api/device/register/": HttpResponse(200, b'{"permanent_token":"oc_perm_%s"}' % (b"P" * 43)),
    "POST /api/device/session/": HttpResponse(200, b'{"session_id":"%s","expires_in":3600}' % (b"5" * 32)),
    "GET /api/device/state/": HttpResponse(200, b'{"relay1":true}' + b" " * 700),
    "POST /api/device/state/": HttpResponse(200, b"{}"),
}


def test_info_says_who_answers_and_what_it_can_do() -> None:
    info = BoardInfo.from_words(AgentBoard().ask(*Info().to_words()).words)
    assert (info.firmware, info.firmware_version, info.driver) == ("core", "1.0.0", "test")
    assert (info.mac.hex(), info.window, info.state.value) == ("5ccf7f146a18", 1, "running")
    assert set(info.capabilities) == {
        "hold",
        "cut",
        "eeprom",
        "flash",
        "clock",
        "outputs",
        "mac",
        "mac-override",
        "provision",
        "http",
    }


@pytest.mark.parametrize("refusal", load_vectors().refused, ids=lambda each: ",".join(each.words)[:30])
def test_a_wrong_command_is_refused_with_the_code_of_the_vectors_or_as_not_supported(refusal: RefusedVector) -> None:
    found = AgentBoard(eeprom=bytearray(64)).refused(*refusal.words)
    assert found == refusal.code or (found == "not-supported" and refusal.words[0] == "CLOCK")


def test_a_boot_begins_with_its_event_and_then_the_log() -> None:
    board = AgentBoard()
    board.step()
    assert board.line.startswith(b"$HEV,0,BOOT,1,power-on,test*")
    assert board.log.startswith("[SYSTEM] Device ID: ESP32_5CCF7F146A18\n[EEPROM] Empty\n")
    assert [each.words for each in board.sentences()][1] == ("LOAD", "empty")


def test_over_the_bridge_the_device_comes_online_and_switches_its_relay() -> None:
    board = AgentBoard()
    requests = online(board)
    assert [f"{each.method} {each.path}" for each in requests[:3]] == list(ANSWERS)[:3]
    assert b'"ip":"192.0.2.1"' in requests[0].body
    assert requests[2].headers["x-device-token"] == "oc_perm_" + "P" * 43
    assert board.relays == [1]
    assert ("RELAYS", "on", "off") in [each.words for each in board.sentences()]
    assert ("SAVE", "valid", "0") in [each.words for each in board.sentences()]


def test_a_stored_token_with_a_line_break_is_damage_and_goes_into_no_header() -> None:
    record = TokenRecord("oc_perm_x\r\nx-admin: 1", sequence=1)
    board = AgentBoard(slots={0: encode_reference(record)})
    requests = online(board)
    assert ("LOAD", "bad token") in [each.words for each in board.sentences()]
    assert {each.headers.get("x-device-token") for each in requests} == {None, "oc_perm_" + "P" * 43}


def test_a_sentence_in_a_message_of_the_server_is_no_event() -> None:
    board = AgentBoard()
    refusal = HttpResponse(400, b'{"success":false,"error":"$HEV,0,CUT,12*06"}')
    serve(board, "[REG] Registration failed", {"POST /api/device/register/": refusal})
    assert "[REG] Registration failed: ?HEV,0,CUT,12*06\n" in board.log
    assert ("CUT", "12") not in [each.words for each in board.sentences()]


def test_no_answer_ends_the_exchange_after_its_time() -> None:
    board = AgentBoard()
    board.run_ms(15_000)
    assert "[REG] HTTP Response: -11\n" in board.log


def test_a_hold_ends_the_exchange() -> None:
    board = AgentBoard()
    board.run_ms(500)
    board.ask("HOLD")
    assert board.refused("HTTP", "FAIL", "1", "-1") == "no-exchange"


def test_a_failure_of_the_bench_is_what_the_firmware_shows() -> None:
    board = AgentBoard()
    board.run_ms(1000)
    assert board.ask("HTTP", "FAIL", "1", "-5").kind is SentenceKind.OK
    board.step()
    assert "[REG] HTTP Response: -5\n" in board.log
    assert board.refused("HTTP", "FAIL", "1", "-5") == "no-exchange"


def test_parts_are_sent_again_on_request() -> None:
    board = AgentBoard(token=3 * TOKEN)
    board.step()
    first = [each for each in board.sentences() if each.words[:1] == ("HTTP",)]
    again = board.hear(command("HTTP", "RESEND", "1", "2"))
    assert len(first) > 1
    assert again[:-1] == first[1:]


def test_an_answer_with_a_wrong_crc_is_refused_and_may_come_again() -> None:
    board = AgentBoard()
    board.run_ms(1000)
    (part,) = answer_commands(1, ANSWERS["POST /api/device/register/"])
    wrong = (*part.to_words()[:5], str(part.crc32 ^ 1), part.to_words()[6])
    assert board.refused(*wrong) == "bad-argument"
    reply(board, 1, ANSWERS["POST /api/device/register/"])
    board.step()
    assert "Registration successful!" in board.log


def test_a_part_that_comes_twice_does_no_harm() -> None:
    board = AgentBoard()
    board.run_ms(1000)
    parts = answer_commands(1, HttpResponse(500, b"x" * 600))
    for part in (parts[0], parts[0], parts[1], parts[0], parts[2]):
        assert board.ask(*part.to_words()).kind is SentenceKind.OK
    board.step()
    assert "[REG] HTTP Response: 500\n" in board.log


@pytest.mark.parametrize(
    "message", [b"HTTP/1.0 200 \r\n\r\n", b"HTTP/1.1 2x0 \r\n\r\n", b"HTTP/1.1 200 \r\nno colon\r\n\r\n", b"x"]
)
def test_parts_that_are_no_answer_are_refused(message: bytes) -> None:
    board = AgentBoard()
    board.run_ms(1000)
    assert board.refused("HTTP", "ANSWER", "1", "1", "1", str(zlib.crc32(message)), message.hex()) == "bad-argument"


def test_retry_after_arrives_over_the_bridge() -> None:
    board = AgentBoard()
    board.run_ms(1000)
    reply(board, 1, HttpResponse(429, b"", {"Retry-After": "77"}))
    board.step()
    assert "[SYSTEM] Next attempt in 77 s\n" in board.log


def test_eeprom_commands_go_through_the_boards_library() -> None:
    board = AgentBoard()
    assert board.refused("EEPROM", "READ", "0", "1") == "out-of-range"
    assert board.ask("EEPROM", "BEGIN", "300").words == ("300",)
    board.ask("EEPROM", "WRITE", "254", "0102F0")
    board.ask("EEPROM", "XOR", "255", "FF")
    assert board.ask("EEPROM", "READ", "253", "5").words == ("FF01FDF0FF",)
    board.ask("EEPROM", "ERASE")
    assert bytes(board.eeprom) == b"\xff" * 300
    assert board.refused("EEPROM", "READ", "299", "2") == "out-of-range"


def test_a_commit_that_fails_is_told() -> None:
    assert AgentBoard(commit_result=FAILED).refused("EEPROM", "COMMIT") == "storage-failed"


def test_raw_flash_is_read_programmed_erased_and_summed_up() -> None:
    board = AgentBoard()
    assert board.ask("FLASH", "WRITE", "4094", "F00F5A").words == ()
    assert board.ask("FLASH", "WRITE", "4095", "F0").words == ()
    assert board.ask("FLASH", "READ", "4093", "5").words == ("FFF0005AFF",)
    first, second = board.ask("FLASH", "HASH", "0", "2").words
    assert (first, second) == tuple(
        sector_digest(board.flash[start : start + 4096]).hex().upper() for start in (0, 4096)
    )
    assert board.ask("FLASH", "ERASE", "4096").words == ()
    assert board.ask("FLASH", "HASH", "4096", "1").words == ("F47A8EC3E9AFF231",)
    assert bytes(board.flash[4094:4097]) == b"\xf0\x00\xff"


def test_a_write_over_the_program_is_refused() -> None:
    board = AgentBoard(program_bytes=4096)
    assert board.refused("FLASH", "ERASE", "0") == "storage-failed"
    assert board.refused("FLASH", "WRITE", "4095", "00") == "storage-failed"
    assert board.flash.count(0xFF) == len(board.flash)


def test_power_that_is_lost_in_a_command_leaves_no_reply_and_nothing_happens_any_more() -> None:
    board = AgentBoard(commit_result=POWER_LOST)
    assert board.hear(command("EEPROM", "COMMIT")) == []
    assert board.hear(command("PING")) == []
    assert board.step() == HALTED


def test_a_remembered_command_is_done_once_however_often_it_comes() -> None:
    board = AgentBoard(eeprom=bytearray(4))
    for _ in range(3):
        board.ask("EEPROM", "XOR", "0", "0F", sequence=9)
    assert board.eeprom[0] == 0x0F
    board.ask("EEPROM", "XOR", "0", "0F", sequence=10)
    board.ask("EEPROM", "XOR", "0", "0F", sequence=9)
    assert board.eeprom[0] == 0x0F


def test_a_refused_command_in_between_makes_the_agent_forget() -> None:
    board = AgentBoard()
    board.ask("EEPROM", "BEGIN", "8")
    board.ask("EEPROM", "XOR", "0", "FF", sequence=7)
    assert board.ask("EEPROM", "XOR", "9", "FF", sequence=8).kind is SentenceKind.ERROR
    board.ask("EEPROM", "XOR", "0", "FF", sequence=7)
    assert board.eeprom[0] == 0xFF


def test_another_command_in_between_makes_the_agent_forget() -> None:
    board = AgentBoard(eeprom=bytearray(4))
    for _ in range(2):
        board.ask("EEPROM", "XOR", "0", "0F", sequence=9)
        board.ask("PING", sequence=10)
    assert board.eeprom[0] == 0


def test_number_zero_is_always_done() -> None:
    board = AgentBoard(eeprom=bytearray(4))
    for _ in range(3):
        board.ask("EEPROM", "XOR", "0", "0F")
    assert board.eeprom[0] == 0x0F


def test_hold_stops_the_program_and_go_starts_the_board_again() -> None:
    board = AgentBoard()
    board.run_ms(500)
    board.ask("HOLD")
    printed = board.log
    board.run_ms(60_000)
    assert (board.log, board.is_held, board.step()) == (printed, True, WAITING)
    board.ask("GO")
    assert board.restarts == [0]
    assert board.step() == HALTED


def test_a_board_that_begins_held_prints_nothing_and_counts_no_boot() -> None:
    board = AgentBoard(held=True)
    board.run_ms(1000)
    assert board.line == b""
    assert BoardInfo.from_words(board.ask("INFO").words).boots == 0


@pytest.mark.parametrize(("reason", "number"), [("pin", 1), ("software", 2), ("watchdog", 3), ("brownout", 4)])
def test_a_restart_is_answered_and_then_done(reason: str, number: int) -> None:
    board = AgentBoard()
    assert board.ask("RESTART", reason).kind is SentenceKind.OK
    assert board.restarts == [number]


def test_provisioning_is_handed_to_the_board_and_restarts_it() -> None:
    board = AgentBoard()
    board.ask("PROVISION", "SET", "wifi-ssid", "Café, 5 $")
    board.ask("PROVISION", "APPLY")
    assert board.collected == {"wifi-ssid": "Café, 5 $"}
    assert board.restarts == [1]


@pytest.mark.parametrize("words", [("store", TOKEN), (TOKEN, "wifi-ssid"), (TOKEN,), ("store", TOKEN, TOKEN)])
def test_no_refusal_repeats_a_value(words: tuple[str, ...]) -> None:
    board = AgentBoard(provision_result=FAILED)
    assert board.refused("PROVISION", "SET", *words) == "bad-argument"
    assert TOKEN not in board.line.decode()


def test_factory_holds_the_board() -> None:
    board = AgentBoard()
    board.ask("FACTORY")
    assert (board.factories, board.is_held) == (1, True)


def test_clock_mac_and_cuts_reach_the_board() -> None:
    board = AgentBoard()
    board.ask("CLOCK", "SET", "-5")
    board.ask("CUT", "ARM", "2", "39")
    board.ask("MAC", "SET", "010203040506")
    assert (board.clock_us, board.cuts) == (-5, [(2, 39)])
    assert board.ask("CLOCK", "GET").words == ("-5", "0")
    assert board.ask("MAC", "READ").words == ("010203040506",)


def test_a_mac_that_cannot_be_read_halts_the_program_and_is_told() -> None:
    board = AgentBoard(mac=None)
    assert board.step() == HALTED
    assert board.log.endswith("[SYSTEM] Device ID generation failed\n[SYSTEM] Halted: broken fuses\n")
    assert board.sentences()[-1].words == ("HALT", "broken fuses")
    assert board.refused("MAC", "READ") == "unreadable"


# As lines these two are wrong; in a stream there is a right one in them.
WRONG_IN_A_STREAM = [
    each for each in load_vectors().wrong if each.name not in {"something before it", "something after it"}
]


@pytest.mark.parametrize("wrong", WRONG_IN_A_STREAM, ids=lambda each: each.name)
def test_what_is_no_sentence_is_not_answered(wrong: WrongVector) -> None:
    board = AgentBoard()
    assert board.hear(octets(wrong.line)) == []
    assert board.hear(b"\n" + PING)[0].kind is SentenceKind.OK


@pytest.mark.parametrize(
    "noise", [b"$", b"$HIL,", b"$HIL,1,PI$", b"$HIL," + b"x" * 700, b"\xff" * 50, b"$HIL,1,PING*00\r\n"]
)
def test_noise_before_a_command_does_not_hide_it(noise: bytes) -> None:
    assert [each.sequence for each in AgentBoard().hear(noise + PING)] == [5]


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=40) | st.sampled_from([PING, b"$HIL,", b"$", b"*", b",", b"\r\n"]), max_size=12))
def test_no_bytes_whatever_stop_the_agent(pieces: list[bytes]) -> None:
    board = AgentBoard()
    for piece in pieces:
        board.hear(piece)
    assert board.hear(b"\n" + PING)[-1].sequence == 5


def test_no_sentence_and_no_line_shows_a_whole_token() -> None:
    board = AgentBoard()
    online(board)
    events = [each for each in board.sentences() if each.words[:1] != ("HTTP",)]
    assert TOKEN not in board.log + str(events)
    assert "oc_perm_" + "P" * 10 not in board.log + str(events)


def test_the_request_of_the_bridge_is_the_one_that_the_encoder_makes() -> None:
    board = AgentBoard()
    requests = online(board)
    assert requests
    for request in requests:
        assert decode_request(encode_request(request)) == request
