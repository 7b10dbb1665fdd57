"""`oceanhil boards probe` and `restore`, without a board: every way in which a look can end, and what is said of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import msgspec
import pytest
from click.exceptions import Exit

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.app.commands.boards import probe, restoration
from oceanhil.app.commands.boards.probe import look, probe_all
from oceanhil.app.commands.boards.restoration import restore
from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.boards.lease import PlaceLeaseError
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.boards.verdicts import BoardVerdict, Health
from oceanhil.hil.download import board_flash as raw_access
from oceanhil.hil.download.download_errors import ChipMismatchError, DownloadError, NoSyncError, WrongBoardError
from oceanhil.hil.link.port_errors import LinkError, PortBusyError
from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.protocol.board import Board
from tests.hil.boards.listened import ESP32_BOOT, MAC, AnsweringAgent, ScriptedLink, entry, info
from tests.hil.boards.owners import somebody

_KEY = "mac-246f28aabbcc"
_WELL = Health(
    verdict=BoardVerdict.OK,
    kind=Board.ESP32,
    mac="24:6F:28:AA:BB:CC",
    firmware="ocean 1.2",
    driver="idf-5.5.1",
    boots=2,
)
_ILL = Health(
    verdict=BoardVerdict.BOOT_LOOP, reason="'desk' started 3 times", kind=Board.ESP32, last_lines=("one", "two")
)
pytestmark = pytest.mark.usefixtures("folder")


def _leases() -> Leases:
    return Leases(Path("state", "leases"))


class _Agent(AnsweringAgent):
    """An agent of which is known whether it was closed."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


class _Opened:
    """Stands for the opening of a port: plays a board, or refuses as the machine would."""

    def __init__(self, error: Exception | None = None, agent: _Agent | None = None) -> None:
        self.error = error
        self.agent = agent or _Agent()
        self.link = ScriptedLink(ESP32_BOOT)
        self.purposes: list[str] = []

    @contextlib.contextmanager
    def __call__(self, described: BoardEntry) -> Iterator[SimpleNamespace]:
        lease = _leases().peek(_KEY).lease
        self.purposes.append(lease.owner.purpose if lease else "nobody holds it")
        if self.error is not None:
            raise self.error
        yield SimpleNamespace(entry=described, bench=self.link, control=None, agent=lambda: self.agent)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> _Opened:
    stand_in = _Opened()
    monkeypatch.setattr(probe, "opened", stand_in)
    monkeypatch.setattr(restoration, "opened", stand_in)
    return stand_in


def _look(of: BoardEntry | None = None, *, by_esptool: bool = False) -> Health:
    return look(of or entry(), listen_s=0.01, by_esptool=by_esptool)


def test_a_look_is_made_under_a_lease_that_says_what_for_and_ends_with_it(port: _Opened) -> None:
    assert _look().verdict is BoardVerdict.OK
    assert port.purposes == ["boards probe"]
    assert _leases().peek(_KEY).lease is None


def test_the_agent_is_asked_where_there_is_one_and_closed_in_any_case(port: _Opened) -> None:
    assert (_look(entry(agent=True)).firmware, port.link.resets, port.agent.is_closed) == ("ocean 1.2", 0, True)
    port.agent.is_closed = False
    assert (_look().firmware, port.link.resets, port.agent.is_closed) == ("", 1, True)


def test_one_listens_as_long_as_one_is_told(port: _Opened) -> None:
    port.link = ScriptedLink()
    assert _look().reason.startswith("'desk' said nothing in 0.0 s;")


def test_a_board_that_somebody_holds_is_left_alone(port: _Opened) -> None:
    _leases().acquire(_KEY, somebody("alice"))
    health = _look()
    assert health.verdict is BoardVerdict.LEASED
    assert health.reason.startswith("board 'desk' is not free: held by alice@bench-host:4711")
    assert port.purposes == []


def test_a_damaged_lease_is_of_its_board_alone(port: _Opened, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("state", "leases", f"{_KEY}.json")
    path.parent.mkdir(parents=True)
    path.write_text("?", "utf-8")
    other = replace(entry(), name="other", mac=bytes(6))
    assert probe_all([entry(), other], listen_s=0.01, by_esptool=False, as_json=False) == 25
    first, second = capsys.readouterr().out.splitlines()[:2]
    assert first.startswith(f"desk: leased: the lease '{path.absolute()}' is damaged")
    assert second.startswith("other: ")


def test_a_place_that_cannot_be_had_is_of_its_board_alone(port: _Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: BoardLease) -> BoardLease:
        raise PlaceLeaseError("desk", "labgrid has no place 'desk'; it has: none")

    monkeypatch.setattr(BoardLease, "__enter__", refuse)
    assert _look() == Health(
        verdict=BoardVerdict.PORT_FAILED, reason="board 'desk': labgrid has no place 'desk'; it has: none"
    )
    assert port.purposes == []


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (PortBusyError("busy"), BoardVerdict.PORT_BUSY),
        (LinkError("odd"), BoardVerdict.PORT_FAILED),
        (VirtualBoardError("gone"), BoardVerdict.PORT_FAILED),
    ],
)
def test_a_port_that_fails_is_a_verdict(port: _Opened, error: Exception, verdict: BoardVerdict) -> None:
    port.error = error
    assert _look() == Health(verdict=verdict, reason=f"board 'desk': {error}")


class _Session:
    """A session in download mode that finds a chip, or does not."""

    def __init__(self, error: DownloadError | None = None) -> None:
        self._error = error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End."""

    def identify(self) -> SimpleNamespace:
        if self._error is not None:
            raise self._error
        return SimpleNamespace(mac=MAC, name="ESP32-D0WD-V3")


@pytest.mark.usefixtures("port")
def test_the_boot_rom_tells_chip_and_mac(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_access, "download_session", lambda _: _Session())
    assert _look(by_esptool=True) == Health(
        verdict=BoardVerdict.OK, kind=Board.ESP32, mac="24:6F:28:AA:BB:CC", firmware="ESP32-D0WD-V3"
    )


@pytest.mark.usefixtures("port")
@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (ChipMismatchError("ESP32", "ESP8266"), BoardVerdict.WRONG_BOARD),
        (WrongBoardError(MAC, bytes(6)), BoardVerdict.WRONG_MAC),
        (NoSyncError("/dev/x"), BoardVerdict.SILENT),
        (DownloadError("no esptool"), BoardVerdict.PORT_FAILED),
    ],
)
def test_what_the_boot_rom_does_not_tell_has_its_verdict(
    monkeypatch: pytest.MonkeyPatch, error: DownloadError, verdict: BoardVerdict
) -> None:
    monkeypatch.setattr(raw_access, "download_session", lambda _: _Session(error))
    assert _look(by_esptool=True) == Health(verdict=verdict, reason=f"board 'desk': {error}")


def _probed(
    monkeypatch: pytest.MonkeyPatch, healths: dict[str, Health], *, as_json: bool = False, **given: bytes | None
) -> int:
    boards = [replace(entry(), name=name, **given) for name in healths]  # type: ignore[arg-type]

    def looked(of: BoardEntry, *, listen_s: float, by_esptool: bool) -> Health:
        assert (listen_s, by_esptool) == (2.5, True)
        return healths[of.name]

    monkeypatch.setattr(probe, "look", looked)
    return probe_all(boards, listen_s=2.5, by_esptool=True, as_json=as_json)


def test_what_was_found_is_one_line_a_board_with_its_last_lines_if_it_is_ill(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    speaks = Health(verdict=BoardVerdict.OK)
    assert _probed(monkeypatch, {"a": _WELL, "b": _ILL, "c": speaks, "d": Health(verdict=BoardVerdict.SILENT)}) == 15
    assert capsys.readouterr().out.splitlines() == [
        "a: ok: esp32 · 24:6F:28:AA:BB:CC · ocean 1.2 · idf-5.5.1",
        "b: boot-loop: 'desk' started 3 times",
        "    one",
        "    two",
        "c: ok: it speaks",
        "d: silent: ",
    ]


def test_a_name_is_said_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    busy = Health(verdict=BoardVerdict.PORT_BUSY, reason="board 'a': another program has it")
    assert _probed(monkeypatch, {"a": busy}) == BoardVerdict.PORT_BUSY.exit_code
    assert capsys.readouterr().out == "a: port-busy: another program has it\n"


@pytest.mark.parametrize(("mac", "offers"), [(None, True), (MAC, False)])
def test_a_mac_is_offered_to_an_inventory_that_has_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mac: bytes | None, offers: bool
) -> None:
    assert _probed(monkeypatch, {"a": _WELL}, mac=mac) == 0
    assert capsys.readouterr().out.endswith('; add mac = "24:6F:28:AA:BB:CC" to the inventory\n') is offers
    _probed(monkeypatch, {"a": Health(verdict=BoardVerdict.OK, kind=Board.ESP32)}, mac=mac)
    assert capsys.readouterr().out == "a: ok: esp32\n"


def test_boards_with_one_mac_are_named_and_it_is_offered_to_one_entry(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ill = Health(verdict=BoardVerdict.SILENT)
    _probed(monkeypatch, {"a": _WELL, "b": ill, "c": ill, "d": _WELL}, mac=None)
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.endswith('; add mac = "24:6F:28:AA:BB:CC" to the inventory')
    assert last.endswith("; 'a' has this MAC, too: a server takes both for one device, and a board has one entry")


def test_programs_get_one_document_with_every_field(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _probed(monkeypatch, {"a": _WELL, "b": _ILL}, as_json=True) == 15
    said = capsys.readouterr().out
    assert said.startswith('{\n  "boards": [\n    {\n      "name": "a",\n')
    assert msgspec.json.decode(said)["boards"] == [
        {
            "name": "a",
            "verdict": "ok",
            "exit_code": 0,
            "reason": "",
            "kind": "esp32",
            "mac": "24:6F:28:AA:BB:CC",
            "firmware": "ocean 1.2",
            "driver": "idf-5.5.1",
            "last_lines": [],
        },
        {
            "name": "b",
            "verdict": "boot-loop",
            "exit_code": 15,
            "reason": "'desk' started 3 times",
            "kind": "esp32",
            "mac": "",
            "firmware": "",
            "driver": "",
            "last_lines": ["one", "two"],
        },
    ]


def test_the_first_board_that_is_not_well_gives_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    silent = Health(verdict=BoardVerdict.SILENT)
    assert _probed(monkeypatch, {"a": _WELL, "b": silent, "c": _ILL}) == 14
    assert _probed(monkeypatch, {"a": _WELL}) == 0
    capsys.readouterr()
    assert _probed(monkeypatch, {"d": silent}, as_json=True) == 14
    assert msgspec.json.decode(capsys.readouterr().out)["boards"][0]["kind"] == ""


@pytest.fixture
def pending(folder: Path) -> Journal:
    journal = Journal(folder / "state" / "journal")
    journal.opened(_KEY, Path("/backups/a.bin"), "NVS partition")
    return journal


@pytest.mark.usefixtures("pending")
def test_what_is_being_put_back_is_named_and_done_under_a_lease(
    port: _Opened, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    regions = (Region("NVS partition", 0x9000, 0x5000), Region("otadata", 0xE000, 0x2000))
    monkeypatch.setattr(restoration, "stopped_flash", lambda _: contextlib.nullcontext("flash"))
    asked: list[tuple[str, str]] = []

    def put_back(key: str, flash: str, _: Journal) -> tuple[Region, ...]:
        asked.append((key, flash))
        return regions

    monkeypatch.setattr(restoration, "restore_pending", put_back)
    restore(entry())
    assert capsys.readouterr().out == "'desk': restored NVS partition, otadata\n"
    assert (port.purposes, asked) == (["boards restore"], [(_KEY, "flash")])
    assert _leases().peek(_KEY).lease is None


def test_what_a_former_version_noted_of_a_board_with_another_name_is_not_put_back(port: _Opened) -> None:
    """Two ports had one key: what was saved of one board must not go onto the other."""
    twin = replace(entry(), mac=None, port="/rack/1")
    journal = Journal(Path("state", "journal"))
    journal.opened("port-rack_1", Path("/backups/a.bin"), "board 'other': nvs")
    with pytest.raises(EnvironmentRefusedError, match=r"may be another: board 'other': nvs changed .*'port-rack_1'"):
        restore(twin)
    assert port.purposes == []
    assert len(journal.everything()) == 1


@pytest.mark.usefixtures("pending")
@pytest.mark.parametrize(
    ("error", "code"),
    [(PortBusyError("busy"), 21), (LinkError("odd"), 23), (VirtualBoardError("gone"), 23)],
)
def test_a_port_that_fails_ends_a_restore_with_the_code_of_its_verdict(
    port: _Opened, capsys: pytest.CaptureFixture[str], error: Exception, code: int
) -> None:
    port.error = error
    with pytest.raises(Exit) as ended:
        restore(entry())
    assert (ended.value.exit_code, capsys.readouterr().err) == (code, f"Error: board 'desk': {error}\n")


@pytest.mark.usefixtures("pending")
@pytest.mark.parametrize("error", [AgentError("deaf"), StorageAccessError("worn")])
def test_a_board_that_cannot_be_put_back_is_told_with_the_reason(port: _Opened, error: Exception) -> None:
    port.error = error
    with pytest.raises(EnvironmentRefusedError) as refused:
        restore(entry())
    assert refused.value.message == f"board 'desk' is not restored: {error}"


def test_a_restore_of_a_board_that_somebody_holds_is_refused(port: _Opened, capsys: pytest.CaptureFixture[str]) -> None:
    _leases().acquire(_KEY, somebody("alice"))
    with pytest.raises(Exit) as ended:
        restore(entry())
    assert ended.value.exit_code == 25
    assert "held by alice" in capsys.readouterr().err
    assert port.purposes == []


def test_the_board_that_the_agent_is_asked_about_is_that_of_the_entry(port: _Opened) -> None:
    port.agent = _Agent(info(Board.PICOW))
    assert _look(entry(agent=True)).verdict is BoardVerdict.WRONG_BOARD
