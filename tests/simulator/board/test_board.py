from collections.abc import Awaitable

import pytest

from oceanhil.boards import family as family_of
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import MacFault
from oceanhil.protocol.http import HttpFailure
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import RecordVerdict, StorePolicy
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.surroundings import Host
from oceanhil.simulator.board.resets import banner
from oceanhil.simulator.network import AccessPoint
from tests.simulator.answers import NOW_S, answers, registered
from tests.simulator.board.fake_observer import MACS, SECOND_US, SHORT_TOKEN, ObservedBoard
from tests.together import together

SAVED = Line.EEPROM_SAVED.build()
ONLINE = Line.ONLINE.build()


@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_fresh_board_goes_online_and_keeps_the_token(family: Board, store: StorePolicy) -> None:
    observed = ObservedBoard(family, store)
    observer = observed.power_on()
    assert observer.lines[-1] == ONLINE
    record = observed.board.stored_record().record
    assert record is not None
    assert record.token == SHORT_TOKEN
    assert [reading.record for reading, _ in observer.saves] == [record]


@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_after_power_loss_the_token_is_still_there(family: Board, store: StorePolicy) -> None:
    observed = ObservedBoard(family, store).registered()
    observer = observed.power_on()
    assert any(line.startswith("[EEPROM] Token loaded") for line in observer.lines)
    assert not any(request.path.endswith("register/") for request in observed.requests)
    assert observer.lines[-1] == ONLINE


@together
@pytest.mark.parametrize("reason", [reason for reason in ResetReason if reason is not ResetReason.POWER_ON])
@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_reset_is_a_new_boot_with_the_banner_of_its_cause(family: Board, reason: ResetReason) -> None:
    observed = ObservedBoard(family)
    observer = observed.power_on()
    observer.rom_lines.clear()
    observed.board.reset(reason)
    assert observer.boots == [(1, ResetReason.POWER_ON), (2, reason)]
    assert tuple(observer.rom_lines) == banner(family, reason)


def test_a_board_without_power_does_not_answer_the_reset_pin() -> None:
    observed = ObservedBoard()
    observed.board.reset(ResetReason.PIN)
    assert observed.observer.boots == []


def test_power_that_is_there_already_changes_nothing() -> None:
    observed = ObservedBoard()
    observed.power_on()
    assert len(observed.power_on().boots) == 1


def test_without_power_nothing_happens() -> None:
    observed = ObservedBoard()
    observed.power_on()
    observed.board.power_off()
    before = len(observed.requests), len(observed.observer.lines)
    observed.run(3600)
    assert (len(observed.requests), len(observed.observer.lines)) == before


def test_a_line_that_power_loss_interrupts_is_shown_as_far_as_it_got() -> None:
    observed = ObservedBoard()
    observer = observed.power_on(1)
    assert observer.lines[-1] == "[EEPROM] Empty"
    observed.board.power_off()
    assert observer.lines[-1] == "[WiFi] Connecting..."


def test_a_board_without_firmware_halts_and_says_so() -> None:
    observed = ObservedBoard()
    observed.board.firmware = None
    assert observed.power_on().halts == ["no firmware"]


@pytest.mark.parametrize("fault", MacFault)
@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_board_without_a_mac_halts_with_a_line_that_says_why(family: Board, fault: MacFault) -> None:
    observed = ObservedBoard(family)
    observed.board.fuse_fault = fault
    observer = observed.power_on()
    assert observer.lines[0] == Line.DEVICE_ID_FAILED.build()
    assert observer.lines[1].startswith("[SYSTEM] Halted: ")
    assert observer.halts == ["program ended"]


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_device_names_the_mac_in_its_fuses(family: Board) -> None:
    observed = ObservedBoard(family)
    assert observed.power_on().lines[0] == f"[SYSTEM] Device ID: {family.device_id_prefix}{MACS[family].upper()}"
    assert format_mac(bytes.fromhex(MACS[family])).encode() in observed.requests[0].body


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_requests_come_from_the_address_that_the_network_leased(family: Board) -> None:
    observed = ObservedBoard(family)
    observed.power_on()
    assert {request.peer for request in observed.requests} == {"192.168.1.100"}


@pytest.mark.parametrize(("family", "checks"), [(Board.ESP32, False), (Board.ESP8266, True), (Board.PICOW, True)])
def test_in_1970_bearssl_refuses_the_certificate_and_esp32_does_not_look(family: Board, checks: bool) -> None:
    observed = ObservedBoard(family, sntp=False)
    lines = observed.power_on().lines
    assert (Line.TLS_DATES.build() in lines) is checks
    assert (ONLINE in lines) is not checks
    assert bool(observed.requests) is not checks


@pytest.mark.parametrize("skew_years", [-2, 11])
def test_bearssl_refuses_the_certificate_outside_its_dates_in_both_directions(skew_years: int) -> None:
    observed = ObservedBoard(Board.PICOW, sntp=False)
    observed.board.power_on_unix_us = (NOW_S + skew_years * 31_557_600) * SECOND_US
    assert Line.TLS_DATES.build() in observed.power_on().lines


def test_plain_http_needs_no_clock() -> None:
    assert ObservedBoard(Board.ESP8266, sntp=False, tls=False).power_on().lines[-1] == ONLINE


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_clock_is_set_from_the_time_server(family: Board) -> None:
    observed = ObservedBoard(family)
    observed.power_on()
    assert observed.board.unix_us() == NOW_S * SECOND_US + observed.kernel.now_us


def ended(observed: ObservedBoard, request: Awaitable[object]) -> tuple[object, int]:
    """What an exchange led to, and how many µs it took."""
    results, start_us = list[object](), observed.kernel.now_us

    async def wait() -> None:
        results.append(await request)

    observed.kernel.spawn(wait(), lambda error: None)
    observed.kernel.run_while(lambda: not results, start_us + 60 * SECOND_US)
    return results[0], observed.kernel.now_us - start_us


def test_no_failure_of_a_request_takes_no_time_at_all() -> None:
    observed = ObservedBoard(Board.PICOW, sntp=False)
    board = observed.board
    assert ended(observed, board.http("GET", "/", {}, b"", 5000)) == (HttpFailure.NOT_CONNECTED, 1000)
    assert ended(observed, board.ask_time(5000)) == (None, 5 * SECOND_US)
    board.station.join()
    assert ended(observed, board.http("GET", "/", {}, b"", 5000)) == (HttpFailure.TLS, 80_000)


def test_a_wrong_password_uses_up_the_time_to_join() -> None:
    observed = ObservedBoard()
    observed.network.access_point = AccessPoint("OceanNet", "changed")
    lines = observed.power_on(19).lines
    assert Line.WIFI_FAILED.build() not in lines
    observed.run(2)
    assert Line.WIFI_FAILED.build() in lines


def test_a_board_finds_a_network_that_comes_back() -> None:
    observed = ObservedBoard()
    observer = observed.power_on()
    home, observed.network.access_point = observed.network.access_point, AccessPoint("Other", "")
    observed.run(60)
    assert Line.WIFI_LOST.build() in observer.lines
    observed.network.access_point = home
    observed.run(120)
    assert observer.lines[-1] == ONLINE


def test_a_blocked_server_shows_as_minus_1() -> None:
    observed = ObservedBoard()
    observed.network.blocked.add(Host.SERVER)
    assert Line.REG_RESPONSE.build(status=-1) in observed.power_on().lines


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_same_seed_gives_the_same_lines_at_the_same_times(family: Board) -> None:
    def life() -> tuple[list[str], list[tuple[str, bytes]]]:
        observed = ObservedBoard(family)
        observed.network.loss_ppm = 200_000
        observed.power_on(600)
        return observed.observer.lines, [(request.path, request.body) for request in observed.requests]

    assert life() == life()


def test_a_drifting_board_still_polls_every_five_seconds_of_its_own() -> None:
    observed = ObservedBoard(answer=answers(register=[registered(SHORT_TOKEN)]))
    observed.power_on()
    observed.board.clock.set_drift(observed.kernel.now_us, 100_000)
    observed.requests.clear()
    observed.run(1000)
    polls = [request for request in observed.requests if request.method == "GET"]
    assert len(polls) in {219, 220, 221}


def test_every_family_has_its_flash_and_at_least_one_driver() -> None:
    assert {family: family_of(family).flash_bytes >> 20 for family in PLATFORM_BOARDS} == {
        Board.ESP32: 4,
        Board.ESP8266: 4,
        Board.PICOW: 2,
    }
    assert all(family_of(family).drivers for family in PLATFORM_BOARDS)


def test_a_board_needs_its_time_to_boot() -> None:
    for family, boot_ms in ((Board.ESP32, 300), (Board.ESP8266, 180), (Board.PICOW, 90)):
        observed = ObservedBoard(family)
        assert observed.power_on((boot_ms - 1) / 1000).lines == []
        observed.run(0.001)
        assert observed.observer.lines[0].startswith("[SYSTEM] Device ID: ")


def test_a_reset_starts_uptime_over_and_on_esp8266_the_clock_too() -> None:
    observed = ObservedBoard(Board.ESP8266)
    observed.power_on()
    observed.board.reset(ResetReason.SOFTWARE)
    assert (observed.board.millis(), observed.board.unix_us()) == (0, 0)


def test_after_a_reset_the_network_has_to_be_joined_again() -> None:
    observed = ObservedBoard()
    observed.power_on()
    observed.board.reset(ResetReason.PIN)
    assert not observed.board.wifi_connected()
    observed.run(20)
    assert observed.observer.lines.count("[WiFi] IP Address: 192.168.1.100") == 2


def test_a_board_without_power_is_in_no_network() -> None:
    observed = ObservedBoard()
    observed.power_on()
    observed.board.power_off()
    assert not observed.board.wifi_connected()


def test_what_each_boot_read_is_told() -> None:
    observed = ObservedBoard().registered()
    verdicts = [reading.verdict for reading in observed.power_on().reads]
    assert verdicts == [RecordVerdict.EMPTY, RecordVerdict.VALID]


@pytest.mark.parametrize(
    ("unix_s", "valid"),
    [(1_764_547_190, False), (1_764_547_200, True), (2_082_758_390, True), (2_082_758_400, False)],
)
def test_the_certificate_is_valid_from_december_2025_to_the_end_of_2035(unix_s: int, valid: bool) -> None:
    observed = ObservedBoard(Board.PICOW, sntp=False, tls=True)
    observed.board.power_on_unix_us = NOW_S * SECOND_US
    observer = observed.power_on()
    observer.lines.clear()
    observed.board.set_unix_us(unix_s * SECOND_US)
    observed.run(5)
    assert (Line.TLS_DATES.build() not in observer.lines) is valid
