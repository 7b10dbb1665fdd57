from collections.abc import Awaitable

import pytest

from oceanhil.boards import family as family_of
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import RecordVerdict, StorePolicy
from oceanhil.simulator.boot_rom import banner
from oceanhil.simulator.fuses import FuseFault
from oceanhil.simulator.network import AccessPoint, HttpFailure, RemoteHost
from oceanhil.simulator.resets import ResetReason
from tests.simulator.answers import NOW_S, answers, registered
from tests.simulator.fake_bench import MACS, SECOND_US, SHORT_TOKEN, BoardOnBench

SAVED = Line.EEPROM_SAVED.build()
ONLINE = Line.ONLINE.build()


@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_fresh_board_goes_online_and_keeps_the_token(family: Board, store: StorePolicy) -> None:
    on_bench = BoardOnBench(family, store)
    bench = on_bench.power_on()
    assert bench.lines[-1] == ONLINE
    record = on_bench.board.stored_record().record
    assert record is not None
    assert record.token == SHORT_TOKEN
    assert [reading.record for reading, _ in bench.saves] == [record]


@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_after_power_loss_the_token_is_still_there(family: Board, store: StorePolicy) -> None:
    on_bench = BoardOnBench(family, store).registered()
    bench = on_bench.power_on()
    assert any(line.startswith("[EEPROM] Token loaded") for line in bench.lines)
    assert not any(request.path.endswith("register/") for request in on_bench.requests)
    assert bench.lines[-1] == ONLINE


@pytest.mark.parametrize("reason", [reason for reason in ResetReason if reason is not ResetReason.POWER_ON])
@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_reset_is_a_new_boot_with_the_banner_of_its_cause(family: Board, reason: ResetReason) -> None:
    on_bench = BoardOnBench(family)
    bench = on_bench.power_on()
    bench.rom_lines.clear()
    on_bench.board.reset(reason)
    assert bench.boots == [(1, ResetReason.POWER_ON), (2, reason)]
    assert tuple(bench.rom_lines) == banner(family, reason)


def test_a_board_without_power_does_not_answer_the_reset_pin() -> None:
    on_bench = BoardOnBench()
    on_bench.board.reset(ResetReason.PIN)
    assert on_bench.bench.boots == []


def test_power_that_is_there_already_changes_nothing() -> None:
    on_bench = BoardOnBench()
    on_bench.power_on()
    assert len(on_bench.power_on().boots) == 1


def test_without_power_nothing_happens() -> None:
    on_bench = BoardOnBench()
    on_bench.power_on()
    on_bench.board.power_off()
    before = len(on_bench.requests), len(on_bench.bench.lines)
    on_bench.run(3600)
    assert (len(on_bench.requests), len(on_bench.bench.lines)) == before


def test_a_line_that_power_loss_interrupts_is_shown_as_far_as_it_got() -> None:
    on_bench = BoardOnBench()
    bench = on_bench.power_on(1)
    assert bench.lines[-1] == "[EEPROM] Empty"
    on_bench.board.power_off()
    assert bench.lines[-1] == "[WiFi] Connecting..."


def test_a_board_without_firmware_halts_and_says_so() -> None:
    on_bench = BoardOnBench()
    on_bench.board.firmware = None
    assert on_bench.power_on().halts == ["no firmware"]


@pytest.mark.parametrize("fault", FuseFault)
@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_board_without_a_mac_halts_with_a_line_that_says_why(family: Board, fault: FuseFault) -> None:
    on_bench = BoardOnBench(family)
    on_bench.board.fuse_fault = fault
    bench = on_bench.power_on()
    assert bench.lines[0] == Line.DEVICE_ID_FAILED.build()
    assert bench.lines[1].startswith("[SYSTEM] Halted: ")
    assert bench.halts == ["program ended"]


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_device_names_the_mac_in_its_fuses(family: Board) -> None:
    on_bench = BoardOnBench(family)
    assert on_bench.power_on().lines[0] == f"[SYSTEM] Device ID: {family.device_id_prefix}{MACS[family].upper()}"
    assert format_mac(bytes.fromhex(MACS[family])).encode() in on_bench.requests[0].body


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_requests_come_from_the_address_that_the_network_leased(family: Board) -> None:
    on_bench = BoardOnBench(family)
    on_bench.power_on()
    assert {request.peer for request in on_bench.requests} == {"192.168.1.100"}


@pytest.mark.parametrize(("family", "checks"), [(Board.ESP32, False), (Board.ESP8266, True), (Board.PICOW, True)])
def test_in_1970_bearssl_refuses_the_certificate_and_esp32_does_not_look(family: Board, checks: bool) -> None:
    on_bench = BoardOnBench(family, sntp=False)
    lines = on_bench.power_on().lines
    assert (Line.TLS_DATES.build() in lines) is checks
    assert (ONLINE in lines) is not checks
    assert bool(on_bench.requests) is not checks


@pytest.mark.parametrize("skew_years", [-2, 11])
def test_bearssl_refuses_the_certificate_outside_its_dates_in_both_directions(skew_years: int) -> None:
    on_bench = BoardOnBench(Board.PICOW, sntp=False)
    on_bench.board.power_on_unix_us = (NOW_S + skew_years * 31_557_600) * SECOND_US
    assert Line.TLS_DATES.build() in on_bench.power_on().lines


def test_plain_http_needs_no_clock() -> None:
    assert BoardOnBench(Board.ESP8266, sntp=False, tls=False).power_on().lines[-1] == ONLINE


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_clock_is_set_from_the_time_server(family: Board) -> None:
    on_bench = BoardOnBench(family)
    on_bench.power_on()
    assert on_bench.board.unix_us() == NOW_S * SECOND_US + on_bench.kernel.now_us


def ended(on_bench: BoardOnBench, request: Awaitable[object]) -> tuple[object, int]:
    """What an exchange led to, and how many µs it took."""
    results, start_us = list[object](), on_bench.kernel.now_us

    async def wait() -> None:
        results.append(await request)

    on_bench.kernel.spawn(wait(), lambda error: None)
    on_bench.kernel.run_while(lambda: not results, start_us + 60 * SECOND_US)
    return results[0], on_bench.kernel.now_us - start_us


def test_no_failure_of_a_request_takes_no_time_at_all() -> None:
    on_bench = BoardOnBench(Board.PICOW, sntp=False)
    board = on_bench.board
    assert ended(on_bench, board.http("GET", "/", {}, b"", 5000)) == (HttpFailure.NOT_CONNECTED, 1000)
    assert ended(on_bench, board.ask_time(5000)) == (None, 5 * SECOND_US)
    board.station.join()
    assert ended(on_bench, board.http("GET", "/", {}, b"", 5000)) == (HttpFailure.TLS, 80_000)


def test_a_wrong_password_uses_up_the_time_to_join() -> None:
    on_bench = BoardOnBench()
    on_bench.network.access_point = AccessPoint("OceanNet", "changed")
    lines = on_bench.power_on(19).lines
    assert Line.WIFI_FAILED.build() not in lines
    on_bench.run(2)
    assert Line.WIFI_FAILED.build() in lines


def test_a_board_finds_a_network_that_comes_back() -> None:
    on_bench = BoardOnBench()
    bench = on_bench.power_on()
    home, on_bench.network.access_point = on_bench.network.access_point, AccessPoint("Other", "")
    on_bench.run(60)
    assert Line.WIFI_LOST.build() in bench.lines
    on_bench.network.access_point = home
    on_bench.run(120)
    assert bench.lines[-1] == ONLINE


def test_a_blocked_server_shows_as_minus_1() -> None:
    on_bench = BoardOnBench()
    on_bench.network.blocked.add(RemoteHost.SERVER)
    assert Line.REG_RESPONSE.build(status=-1) in on_bench.power_on().lines


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_same_seed_gives_the_same_lines_at_the_same_times(family: Board) -> None:
    def life() -> tuple[list[str], list[tuple[str, bytes]]]:
        on_bench = BoardOnBench(family)
        on_bench.network.loss_ppm = 200_000
        on_bench.power_on(600)
        return on_bench.bench.lines, [(request.path, request.body) for request in on_bench.requests]

    assert life() == life()


def test_a_drifting_board_still_polls_every_five_seconds_of_its_own() -> None:
    on_bench = BoardOnBench(answer=answers(register=[registered(SHORT_TOKEN)]))
    on_bench.power_on()
    on_bench.board.clock.set_drift(on_bench.kernel.now_us, 100_000)
    on_bench.requests.clear()
    on_bench.run(1000)
    polls = [request for request in on_bench.requests if request.method == "GET"]
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
        on_bench = BoardOnBench(family)
        assert on_bench.power_on((boot_ms - 1) / 1000).lines == []
        on_bench.run(0.001)
        assert on_bench.bench.lines[0].startswith("[SYSTEM] Device ID: ")


def test_a_reset_starts_uptime_over_and_on_esp8266_the_clock_too() -> None:
    on_bench = BoardOnBench(Board.ESP8266)
    on_bench.power_on()
    on_bench.board.reset(ResetReason.SOFTWARE)
    assert (on_bench.board.millis(), on_bench.board.unix_us()) == (0, 0)


def test_after_a_reset_the_network_has_to_be_joined_again() -> None:
    on_bench = BoardOnBench()
    on_bench.power_on()
    on_bench.board.reset(ResetReason.PIN)
    assert not on_bench.board.wifi_connected()
    on_bench.run(20)
    assert on_bench.bench.lines.count("[WiFi] IP Address: 192.168.1.100") == 2


def test_a_board_without_power_is_in_no_network() -> None:
    on_bench = BoardOnBench()
    on_bench.power_on()
    on_bench.board.power_off()
    assert not on_bench.board.wifi_connected()


def test_what_each_boot_read_is_told() -> None:
    on_bench = BoardOnBench().registered()
    verdicts = [reading.verdict for reading in on_bench.power_on().reads]
    assert verdicts == [RecordVerdict.EMPTY, RecordVerdict.VALID]


@pytest.mark.parametrize(
    ("unix_s", "valid"),
    [(1_764_547_190, False), (1_764_547_200, True), (2_082_758_390, True), (2_082_758_400, False)],
)
def test_the_certificate_is_valid_from_december_2025_to_the_end_of_2035(unix_s: int, valid: bool) -> None:
    on_bench = BoardOnBench(Board.PICOW, sntp=False, tls=True)
    on_bench.board.power_on_unix_us = NOW_S * SECOND_US
    bench = on_bench.power_on()
    bench.lines.clear()
    on_bench.board.set_unix_us(unix_s * SECOND_US)
    on_bench.run(5)
    assert (Line.TLS_DATES.build() not in bench.lines) is valid
