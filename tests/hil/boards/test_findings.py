"""What is made of what a board says and of what the machine knows: limits, words and codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.app.commands.boards.inventory import ListedBoard, ListedLease, _lease_text, _port
from oceanhil.hil.boards.capabilities import capabilities_of, has_download_mode
from oceanhil.hil.boards.entry import BoardEntry, InventoryError, NetworkBy, PowerBy, PowerCommand, PowerControl, Time
from oceanhil.hil.boards.health import of_info, of_link_error
from oceanhil.hil.boards.held_lease import HeldLease, inherited_leases, inherited_text
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.boards.inventory_text import inventory_text
from oceanhil.hil.boards.journal import Journal, JournalError, Pending
from oceanhil.hil.boards.lease import (
    WAITER_EXPIRY_S,
    BoardState,
    Lease,
    Waiter,
    asked_for,
    renewed,
    settled,
    without,
)
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.boards.line_observation import BOOTS_OF_A_LOOP, LineObservation, is_readable
from oceanhil.hil.boards.monitor import Monitor, RowKind
from oceanhil.hil.boards.power import CommandPower, NoPower, PowerError
from oceanhil.hil.boards.probe import probe
from oceanhil.hil.boards.usb_ids import known_device
from oceanhil.hil.boards.verdicts import Health, Verdict, a_kind, said_of
from oceanhil.hil.link.events import LineSeen, LogLine, Plugged, Unplugged
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import (
    LinkError,
    PortAmbiguousError,
    PortBusyError,
    PortForbiddenError,
    PortMissingError,
    UnpluggedError,
)
from oceanhil.hil.link.spec import PluggedPort
from oceanhil.host.folders import backups_directory, journal_directory, leases_directory, state_directory
from oceanhil.host.owners import Owner, is_surely_dead, this_machine, this_owner
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.scenarios.world import Capability
from tests.hil.boards.listened import ESP32_BOOT, MAC, ScriptedLink, entry, info
from tests.hil.boards.owners import FakeClock, somebody

DOCS = Path(__file__).parents[3] / "docs"


def _heard(*lines: bytes, kind: Board = Board.ESP32, total: int | None = None, listened_s: float = 1.0) -> Health:
    hearing = LineObservation(entry(kind))
    for raw in lines:
        hearing.line(raw.decode("utf-8", "backslashreplace").rstrip("\r\n"), raw)
    hearing.bytes_counted(sum(map(len, lines)) if total is None else total)
    return hearing.judge(listened_s)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"abc\r\n", True),
        (b"ab\r\n", False),
        (b"\0\0abc\0\r\n", True),
        (b"a\tb \x1b[0m\n", True),
        (b"abcdefghi\x80\n", True),
        (b"abcdefgh\x80\x80\n", False),
        (b"abcdefghi\x7f\n", True),
        (b"abcdefgh\x1f\x1f\n", False),
        ("Gerät ✓ ä ö ü\n".encode(), True),
        ("äöü\n".encode(), True),
        (b"\xff\xfe\xfd\n", False),
        (b"", False),
    ],
)
def test_a_line_is_text_if_nine_of_ten_bytes_are(raw: bytes, expected: bool) -> None:
    assert is_readable(raw) is expected


@pytest.mark.parametrize(("boots", "verdict"), [(1, Verdict.OK), (2, Verdict.OK), (3, Verdict.BOOT_LOOP)])
def test_three_starts_while_one_listens_are_a_loop(boots: int, verdict: Verdict) -> None:
    health = _heard(*ESP32_BOOT * boots)
    assert (health.verdict, health.boots) == (verdict, boots)
    assert BOOTS_OF_A_LOOP == 3
    if verdict is Verdict.BOOT_LOOP:
        assert health.reason.startswith("'desk' started 3 times in 1.0 s")
        assert "'oceanhil boards monitor desk'" in health.reason


@pytest.mark.parametrize(("count", "verdict"), [(23, Verdict.SILENT), (24, Verdict.WRONG_BAUD)])
def test_noise_is_told_from_silence_by_its_amount(count: int, verdict: Verdict) -> None:
    assert _heard(total=count).verdict is verdict


@pytest.mark.parametrize(
    ("total", "listened_s", "verdict"),
    [(4096, 0.1, Verdict.OK), (4097, 0.1, Verdict.FLOODS), (10_368, 1.0, Verdict.OK), (10_369, 1.0, Verdict.FLOODS)],
)
def test_a_flood_is_nine_tenths_of_what_the_line_carries(total: int, listened_s: float, verdict: Verdict) -> None:
    assert _heard(b"[SYSTEM] hello\n", total=total, listened_s=listened_s).verdict is verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (b"rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO))\n", Verdict.DOWNLOAD_MODE),
        (b"rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n", Verdict.OK),
        (b"ESP-ROM:esp32s3-20210327\n", Verdict.WRONG_BOARD),
        (b" ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n", Verdict.WRONG_BOARD),
        (b"invalid header: 0xffffffff\n", Verdict.NO_FIRMWARE),
        (b"flash read err, 1000\n", Verdict.NO_FIRMWARE),
        (b"csum err\n", Verdict.NO_FIRMWARE),
        (b"ets_main.c 371\n", Verdict.NO_FIRMWARE),
        (b"[SYSTEM] Device ID: ESP32_246F28AABBCC\n", Verdict.OK),
        (b"[SYSTEM] Device ID: ESP32_CCBBAA286F24\n", Verdict.OK),
        (b"[SYSTEM] Device ID: ESP32_246F28000001\n", Verdict.WRONG_MAC),
        (b"[SYSTEM] Device ID: PICOW_246F28AABBCC\n", Verdict.WRONG_BOARD),
    ],
)
def test_each_line_that_says_something_has_its_verdict(line: bytes, verdict: Verdict) -> None:
    assert _heard(line).verdict is verdict


@pytest.mark.parametrize(("mode", "verdict"), [(b"1", Verdict.DOWNLOAD_MODE), (b"3", Verdict.OK)])
def test_an_esp8266_says_its_mode_as_a_number(mode: bytes, verdict: Verdict) -> None:
    line = b" ets Jan  8 2013,rst cause:2, boot mode:(" + mode + b",6)\n"
    assert _heard(line, kind=Board.ESP8266).verdict is verdict


def test_a_start_after_download_mode_is_a_start() -> None:
    down = b"rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0))\n"
    assert _heard(down, ESP32_BOOT[1]).verdict is Verdict.OK


def test_what_was_heard_is_kept_as_far_as_it_may_be_shown() -> None:
    token = b"oc_perm_" + b"a" * 43
    lines = [b"line %d\n" % number for number in range(9)] + [token + b"\n"]
    health = _heard(*lines)
    assert health.last_lines == (*(f"line {number}" for number in range(2, 9)), "oc_perm_aaaa…")
    own = _heard(b"[SYSTEM] Device ID: ESP32_246F28AABBCC\n")
    assert (own.kind, own.mac) == (Board.ESP32, "24:6F:28:AA:BB:CC")
    assert (_heard().kind, _heard().mac, _heard().boots) == (None, "", 0)


def test_listening_ends_when_more_would_change_nothing() -> None:
    hearing = LineObservation(entry())
    assert (hearing.is_alive, hearing.is_conclusive, hearing.has_text) == (False, False, False)
    hearing.line("x", ESP32_BOOT[1])
    hearing.line(ESP32_BOOT[1].decode(), ESP32_BOOT[1])
    assert (hearing.is_alive, hearing.is_conclusive, hearing.has_text) == (True, False, True)
    hearing.line("invalid header: 0xffffffff", b"invalid header: 0xffffffff")
    assert not hearing.is_alive


def test_every_verdict_has_an_exit_code_of_its_own_as_documented() -> None:
    page = (DOCS / "boards.md").read_text("utf-8")
    codes = {verdict: verdict.exit_code for verdict in Verdict}
    assert len(set(codes.values())) == len(Verdict)
    assert codes[Verdict.OK] == 0
    for verdict, code in codes.items():
        assert verdict.value in page
        assert str(code) in page


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (PortMissingError, Verdict.PORT_MISSING),
        (PortAmbiguousError, Verdict.PORT_MISSING),
        (PortBusyError, Verdict.PORT_BUSY),
        (PortForbiddenError, Verdict.PORT_FORBIDDEN),
        (UnpluggedError, Verdict.UNPLUGGED),
        (LinkError, Verdict.PORT_FAILED),
    ],
)
def test_each_trouble_with_a_port_has_its_verdict(error: type[LinkError], verdict: Verdict) -> None:
    health = of_link_error(entry(), error("why"))
    assert (health.verdict, health.reason) == (verdict, "board 'desk': why")


def test_what_an_agent_tells_is_kept() -> None:
    health = of_info(entry(), info())
    assert (health.kind, health.mac, health.firmware) == (Board.ESP32, "24:6F:28:AA:BB:CC", "ocean 1.2")
    assert (health.driver, health.boots, health.is_ok, str(health)) == ("idf-5.5.1", 3, True, "ok")
    assert of_info(entry(mac=None), info(mac=bytes(6))).is_ok
    empty = Health(verdict=Verdict.SILENT)
    assert (empty.reason, empty.mac, empty.firmware, empty.driver, empty.boots) == ("", "", "", "", 0)
    assert str(empty) == "silent"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("it hangs", "board 'desk': it hangs"),
        ("'desk' said nothing", "board 'desk': it said nothing"),
        ("board 'desk' is leased", "board 'desk' is leased"),
    ],
)
def test_a_sentence_about_a_board_begins_with_its_name(reason: str, said: str) -> None:
    assert said_of("desk", reason) == said
    assert [a_kind(kind) for kind in PLATFORM_BOARDS] == ["an esp32", "an esp8266", "a picow"]


LEASE = Lease(somebody(), "t", 90.0, 100.0, 60.0)
WAITER = Waiter(somebody("bob"), "w", 95.0, 100.0)


@pytest.mark.parametrize(("now_s", "is_held"), [(159.9, True), (160.0, False)])
def test_a_lease_ends_with_its_time(now_s: float, is_held: bool) -> None:
    assert (settled(BoardState(LEASE), now_s, lambda _: False).lease is not None) is is_held


@pytest.mark.parametrize(("now_s", "waits"), [(114.9, True), (115.0, False)])
def test_a_place_in_the_queue_ends_with_its_time(now_s: float, waits: bool) -> None:
    assert bool(settled(BoardState(LEASE, (WAITER,)), now_s, lambda _: False).queue) is waits
    assert WAITER_EXPIRY_S == 15.0


def test_what_claims_to_be_from_the_future_counts_from_now() -> None:
    state = settled(BoardState(LEASE, (WAITER,)), 50.0, lambda _: False)
    assert state.lease is not None
    assert (state.lease.heartbeat_unix_s, state.lease.acquired_unix_s, state.lease.expires_unix_s) == (50, 50, 110)
    assert [(each.heartbeat_unix_s, each.since_unix_s) for each in state.queue] == [(50, 95)]
    past = settled(BoardState(LEASE), 100.0, lambda _: False).lease
    assert past == LEASE


def test_the_dead_hold_and_wait_for_nothing() -> None:
    assert settled(BoardState(LEASE, (WAITER,)), 101.0, lambda owner: True) == BoardState()
    alone = settled(BoardState(LEASE, (WAITER,)), 101.0, lambda owner: owner.user == "alice")
    assert (alone.lease, alone.queue) == (None, (WAITER,))


def test_a_heartbeat_moves_the_end_and_only_of_its_own_lease() -> None:
    state = renewed(BoardState(LEASE), "t", 120.0)
    assert state is not None
    assert state.lease is not None
    assert (state.lease.expires_unix_s, state.lease.acquired_unix_s) == (180.0, 90.0)
    assert renewed(BoardState(LEASE), "other", 120.0) is None
    assert renewed(BoardState(), "t", 120.0) is None


def test_who_asks_again_keeps_the_place_and_gives_a_sign() -> None:
    state = asked_for(BoardState(LEASE, (WAITER,)), somebody("bob"), "w", 110.0, 60.0)
    assert [(each.token, each.since_unix_s, each.heartbeat_unix_s) for each in state.queue] == [("w", 95.0, 110.0)]
    more = asked_for(state, somebody("carol"), "c", 111.0, 60.0)
    assert [(each.token, each.heartbeat_unix_s) for each in more.queue] == [("w", 110.0), ("c", 111.0)]
    assert without(more, "w").queue == more.queue[1:]
    assert without(more, "t").lease is None
    free = asked_for(BoardState(None, (WAITER,)), somebody("bob"), "w", 110.0, 30.0)
    assert free == BoardState(Lease(somebody("bob"), "w", 110.0, 110.0, 30.0))
    assert BoardState().version == 1


def test_a_held_lease_knows_its_key_and_shares_it(tmp_path: Path) -> None:
    leases = Leases(tmp_path, now=FakeClock())
    with HeldLease(leases, "key", somebody(), inherited={}) as held:
        assert held.key == "key"
        text = inherited_text({"key": held.token, "other": "x"})
        assert inherited_leases({"OCEANHIL_LEASES": text}) == {"key": held.token, "other": "x"}
        assert held.renew().token == held.token
        with HeldLease(leases, "key", somebody("bob"), inherited={"key": held.token}) as shared:
            assert shared.token == held.token
        held.check()
        assert leases.peek("key").lease is not None
    assert leases.peek("key").lease is None
    assert inherited_leases({"OCEANHIL_LEASES": "a= b c=d"}) == {"c": "d"}


def test_an_owner_is_told_with_run_and_purpose() -> None:
    assert str(Owner("u", "h", 7, "m")) == "u@h:7"
    assert str(Owner("u", "h", 7, "m", "r")) == "u@h:7, run r"
    assert str(Owner("u", "h", 7, "m", "", "p")) == "u@h:7, p"
    own = this_owner("r", "p")
    assert (own.run_id, own.purpose, own.machine) == ("r", "p", this_machine())
    assert not is_surely_dead(own, this_machine())
    assert not is_surely_dead(Owner("u", "h", 2**22 + 1, "elsewhere"), this_machine())


def test_the_folders_of_the_bench_are_told_apart(tmp_path: Path) -> None:
    state = state_directory({"OCEANHIL_STATE": str(tmp_path)})
    assert state == tmp_path
    folders = (leases_directory(state), journal_directory(state), backups_directory(state))
    assert [folder.relative_to(tmp_path).as_posix() for folder in folders] == ["leases", "journal", "backups"]
    assert state_directory({}).name == "oceanhil"


def test_the_journal_strikes_out_one_backup_or_all(tmp_path: Path) -> None:
    journal = Journal(tmp_path, now=lambda: 7.0, owner=somebody())
    for name in ("a", "b"):
        journal.opened("key", tmp_path / name, "eeprom")
    assert [Path(each.backup_path).name for each in journal.pending("key")] == ["a", "b"]
    assert journal.pending("key")[0] == Pending("key", str(tmp_path / "a"), "eeprom", 7.0, somebody())
    journal.closed("key", tmp_path / "a")
    assert [Path(each.backup_path).name for each in journal.everything()] == ["b"]
    assert "eeprom changed by alice@bench-host:4711" in str(journal.everything()[0])
    journal.closed("key")
    assert journal.everything() == ()
    assert list(tmp_path.glob("*.json")) == []
    (tmp_path / "key.json").write_bytes(b"{")
    with pytest.raises(JournalError, match=r"is damaged .* restored by hand"):
        journal.pending("key")


def _entry(**given: object) -> BoardEntry:
    fields: dict[str, object] = {"name": "desk", "kind": Board.ESP32, "lines": ModemPolicy.NONE, "port": "/dev/x"}
    return BoardEntry(**{**fields, "power": PowerBy.NONE, "network": NetworkBy.BRIDGE, **given})  # type: ignore[arg-type]


CONTROL = PowerControl("unix:/x")
STORED = {Capability.STORAGE_READ, Capability.STORAGE_WRITE}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, set()),
        ({"power": PowerBy.RESET_LINE}, {Capability.POWER}),
        ({"lines": ModemPolicy.CLASSIC}, STORED),
        ({"lines": ModemPolicy.USB_JTAG}, STORED),
        ({"lines": ModemPolicy.CLASSIC, "kind": Board.PICOW}, set()),
        ({"lines": ModemPolicy.CLASSIC, "image": ("make",)}, {*STORED, Capability.FLASHING}),
        ({"image": ("make",)}, set()),
        ({"power": CONTROL}, {*STORED, Capability.POWER, Capability.FLASHING, Capability.SERIAL_FAULTS}),
        ({"power": CONTROL, "kind": Board.PICOW}, {Capability.POWER, Capability.SERIAL_FAULTS}),
        ({"network": NetworkBy.RADIO}, {Capability.WIFI}),
        ({"time": Time.HELD}, {Capability.VIRTUAL_TIME}),
    ],
)
def test_a_board_can_what_its_entry_says(given: dict[str, object], expected: set[Capability]) -> None:
    assert capabilities_of(_entry(**given)) == expected
    assert has_download_mode(_entry(**given)) == (expected >= STORED)


def test_an_agent_and_a_radio_of_its_own_add_what_they_can() -> None:
    agent = capabilities_of(_entry(agent=True))
    assert {Capability.CRASH, Capability.DEVICE_CLOCK, Capability.MAC_OVERRIDE, Capability.POWER_CUT} <= agent
    assert {Capability.FLASHING, Capability.STORAGE_WATCH, *STORED} <= agent
    both = capabilities_of(_entry(power=CONTROL, network=NetworkBy.RADIO))
    assert {Capability.WIFI, Capability.RADIO} <= both


@pytest.mark.parametrize(
    ("vid_pid", "name", "kinds"),
    [
        ("10c4:ea60", "Silicon Labs CP210x", ["esp32", "esp8266"]),
        ("10c4:ea63", "Silicon Labs CP210x", ["esp32", "esp8266"]),
        ("10c4:ea64", "Silicon Labs CP2102C", ["esp32", "esp8266"]),
        ("10c4:ea70", "Silicon Labs CP2105", ["esp32", "esp8266"]),
        ("10c4:ea71", "Silicon Labs CP2108", ["esp32", "esp8266"]),
        ("1a86:7523", "WCH CH340", ["esp8266", "esp32"]),
        ("1a86:7522", "WCH CH340", ["esp8266", "esp32"]),
        ("1a86:5523", "WCH CH341", ["esp8266", "esp32"]),
        ("1a86:55d4", "WCH CH9102", ["esp32", "esp8266"]),
        ("1a86:55d3", "WCH CH343", ["esp32", "esp8266"]),
        ("0403:6001", "FTDI FT232R", ["esp32", "esp8266"]),
        ("0403:6010", "FTDI FT2232H", ["esp32", "esp8266"]),
        ("0403:6014", "FTDI FT232H", ["esp32", "esp8266"]),
        ("0403:6015", "FTDI FT-X", ["esp32", "esp8266"]),
        ("067b:2303", "Prolific PL2303", ["esp32", "esp8266"]),
        ("303a:1001", "Espressif USB Serial/JTAG", ["esp32s3", "esp32c3"]),
        ("303a:1002", "Espressif USB bridge", ["esp32", "esp8266"]),
        ("2e8a:000a", "Raspberry Pi Pico", ["picow"]),
    ],
)
def test_published_usb_ids_are_known(vid_pid: str, name: str, kinds: list[str]) -> None:
    device = known_device(vid_pid)
    assert device is not None
    assert (device.name, [kind.value for kind in device.kinds]) == (name, kinds)


@pytest.mark.parametrize("vid_pid", ["2e8a:0003", "2e8a:000f", "2e8a:000c", "dead:beef", ""])
def test_what_is_no_running_board_is_not_known(vid_pid: str) -> None:
    assert known_device(vid_pid) is None


@pytest.mark.parametrize(("direction", "words"), [("on", "--give"), ("off", "--take")])
def test_a_switch_that_fails_says_which_way(tmp_path: Path, direction: str, words: str) -> None:
    power = CommandPower("desk", PowerCommand(("no-such-program", "--give"), ("no-such-program", "--take")), tmp_path)
    with pytest.raises(PowerError) as error:
        getattr(power, direction)()
    assert f"did not turn {direction}: 'no-such-program {words}'" in str(error.value)
    assert "cannot be started: no such file or directory; correct power in the inventory" in str(error.value)


def test_a_board_without_a_switch_is_always_on() -> None:
    NoPower("desk").on()
    with pytest.raises(PowerError, match="board 'desk' has no power switch"):
        NoPower("desk").off()


@pytest.mark.parametrize("rate", [9_600, 57_600, 230_400, 460_800, 921_600, 74_880])
def test_every_usual_rate_is_tried(rate: int) -> None:
    health = probe(entry(), ScriptedLink(ESP32_BOOT, baud=rate), lambda link: None, listen_s=0.001, guess_s=0.001)  # type: ignore[arg-type, return-value]
    assert health.reason.endswith(f"it is readable at {rate}: set baud = {rate}")
    assert health.last_lines == tuple(line.decode().strip() for line in ESP32_BOOT)


def test_ports_that_come_and_go_are_told() -> None:
    monitor = Monitor(Board.ESP32)
    rows = [*monitor.rows(Unplugged(1)), *monitor.rows(Plugged(2, "/dev/ttyUSB1"))]
    assert [(row.t_ns, row.kind, row.text) for row in rows] == [
        (1, RowKind.PORT, "unplugged"),
        (2, RowKind.PORT, "plugged in again at /dev/ttyUSB1"),
    ]
    own = Monitor(Board.ESP32, in_panic=lambda panic: "my words")
    abort = LineSeen(LogLine(3, "abort() was called at PC 0x400d1a2e on core 1", b"x"))
    rows = [*own.rows(abort), *own.end(4)]
    assert [(row.t_ns, row.kind, row.text) for row in rows[1:]] == [(4, RowKind.PANIC, "crash: my words")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", "boards.toml:1: is not valid TOML: expected '=' after a key in a key/value pair"),
        ("\n\n[board", "boards.toml:3: is not valid TOML: expected ']' at the end of a table declaration"),
        ("a = 1\nb = [\n", "boards.toml:3: is not valid TOML: invalid value"),
        ("[boards.desk]", "unknown table or key 'boards'; did you mean 'board'?"),
        ("[bord.desk]", "a board is '[board.NAME]', a bench '[bench.NAME]'"),
        ("board = 1", "boards.toml:1: "),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_told_with_its_line(text: str, expected: str) -> None:
    with pytest.raises(InventoryError) as error:
        parse_inventory(text, Path("boards.toml"))
    assert expected in str(error.value)
    assert len(error.value.mistakes) == 1


@pytest.mark.parametrize("server", ["http://192.0.2.1:8080", "http://192.0.2.1:8080/", "http://192.0.2.1:8080//"])
def test_a_servers_address_ends_without_a_slash(server: str) -> None:
    text = f'[board.desk]\nkind = "esp32"\nport = "/dev/x"\n[bench.one]\nserver = "{server}"\n'
    bench = parse_inventory(text, Path("boards.toml")).bench("one")
    assert (bench.server, bench.bind, [each.name for each in bench.boards]) == ("http://192.0.2.1:8080", "", ["desk"])


def test_what_is_plugged_in_is_written_as_an_inventory() -> None:
    ports = [
        PluggedPort("/dev/ttyUSB0", "S1", "10c4:ea60", "1-1", "n/a"),
        PluggedPort("/dev/ttyUSB1", "0001", "1a86:7523", "1-2", "CH340"),
        PluggedPort("/dev/ttyACM0", "", "2e8a:000a", "", ""),
        PluggedPort("/dev/ttyUSB2", "S1", "10c4:ea60", "1-3\x1b[2J", ""),
        PluggedPort("/dev/ttyS0", "", "", "", "n/a"),
    ]
    text = inventory_text(ports)
    boards = parse_inventory(text, Path("boards.toml")).boards
    assert {name: (each.usb_serial, each.location, each.port) for name, each in boards.items()} == {
        "esp32-1": ("", "1-1", ""),
        "esp8266": ("", "1-2", ""),
        "picow": ("", "", "/dev/ttyACM0"),
        "esp32-2": ("", "1-3\x1b[2J", ""),
    }
    assert "# /dev/ttyUSB0 · Silicon Labs CP210x · 10c4:ea60 · 1-1\n" in text
    assert "#   /dev/ttyS0\n" in text
    assert '[bench.bench1]\nboards = ["esp32-1", "esp8266", "picow", "esp32-2"]' in text
    assert "[board]\n" not in text
    assert 'kind = "esp8266" # a guess; or esp32' in text
    assert "Nothing that looks like a board" in inventory_text([])


def _listed(**given: object) -> ListedBoard:
    fields: dict[str, object] = {"name": "desk", "kind": "esp32", "port": "/dev/x", "there": True, "key": "k"}
    empty = {"capabilities": (), "lease": None, "queue": (), "pending": ()}
    return ListedBoard(**{**fields, **empty, **given})  # type: ignore[arg-type]


def test_a_lease_is_told_with_its_holder_and_who_waits() -> None:
    assert _lease_text(_listed()) == "free"
    assert _lease_text(_listed(queue=("a", "b"))) == "free; 2 waiting: a; b"
    held = _lease_text(_listed(lease=ListedLease("alice", 0.0, 1_000_000.0)))
    assert held.startswith("alice, until ")
    assert _lease_text(_listed(damage="the file is broken")) == "the file is broken"


def test_whether_a_board_is_there_is_known_of_ports_of_this_machine_only(tmp_path: Path) -> None:
    plugged = [PluggedPort("COM7", "S1", "10c4:ea60")]
    there = tmp_path / "tty"
    there.touch()
    assert _port(_entry(port="socket://192.0.2.1:1"), plugged) == ("socket://192.0.2.1:1", None)
    assert _port(_entry(port=str(there)), plugged) == (str(there), True)
    assert _port(_entry(port="COM7"), plugged) == ("COM7", True)
    assert _port(_entry(port="COM8"), plugged) == ("COM8", False)
    assert _port(_entry(port="", usb_serial="S1"), plugged) == ("COM7", True)
    assert _port(_entry(port="", usb_serial="S2"), plugged) == ("USB serial 'S2'", False)
    assert entry().mac == MAC


def test_what_shows_that_there_is_no_firmware_is_quoted() -> None:
    health = _heard(
        b"ets Jul 29 2019\n", b"rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST)\n", b"invalid header: 0xffffffff\n"
    )
    assert "has no firmware to start ('invalid header: 0xffffffff')" in health.reason


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_mistake_in_a_table_is_told(count: int) -> None:
    wrong = "".join(f"wrong{number} = 1\n" for number in range(count))
    with pytest.raises(InventoryError) as error:
        parse_inventory(f'[board.desk]\nkind = "esp32"\nport = "/dev/x"\n{wrong}', Path("boards.toml"))
    assert len(error.value.mistakes) == count
    with pytest.raises(InventoryError) as error:
        parse_inventory(
            f'[board.desk]\nport = "/dev/x"\neeprom = {{offset = 1, size = 2, more = 3}}\n{wrong}', Path("b")
        )
    # The family is missing, both numbers are no multiples of a sector, and `more` is unknown.
    assert len(error.value.mistakes) == count + 4
