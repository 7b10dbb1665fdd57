"""`oceanhil boards monitor`, on a board that is played: what is shown, in which colour, and how it ends."""

from __future__ import annotations

import contextlib
import queue
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.exceptions import Exit

from oceanhil.analysis.recording.oslog import LogWriter, read_log
from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.commands.boards import monitor
from oceanhil.app.commands.boards.monitor import watch
from oceanhil.hil.boards.entry import BoardEntry, Time
from oceanhil.hil.boards.lease import LeaseLostError
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.link.events import LineSeen, LinkEvent, LogLine, Plugged, SentenceSeen, Unplugged
from oceanhil.hil.link.port_errors import LinkError, UnpluggedError
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind
from tests.caught_signal import caught
from tests.hil.boards.listened import entry

_DUMP = "Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled."
_BOOT = "rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"
Shown = list[tuple[str, str | None]]


def _line(text: str, t_ns: int = 5_000_000) -> LineSeen:
    return LineSeen(LogLine(t_ns, text, text.encode() + b"\r\n"))


class _PlayedBoard:
    """Tells its events when somebody listens; after so many looks at it the user presses Ctrl-C."""

    def __init__(self, events: Sequence[LinkEvent], error: Exception | None = None, looks: int | None = None) -> None:
        self.told: list[str] = []
        self.leases_seen: list[str] = []
        self._events = events
        self._error = error
        self._looks = len(events) if looks is None else looks
        self.link = self.bench = self
        self.control: SimpleNamespace | None = None

    def subscribe(self, listener: Callable[[LinkEvent], None]) -> Callable[[], None]:
        for event in self._events:
            listener(event)
        self.told.append("listen")
        return lambda: self.told.append("end")

    def reset(self) -> None:
        self.told.append("reset")

    def check(self) -> None:
        if self._looks == 0:
            raise self._error or KeyboardInterrupt
        self._looks -= 1


@pytest.fixture
def shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What is printed with its colour, where it is 22:13:20.123 and the monotonic clock began."""
    del folder
    found: Shown = []
    clock = SimpleNamespace(
        time_ns=lambda: 1_700_000_000_123_000_000, monotonic_ns=lambda: 1_000_000, monotonic=lambda: 7.0
    )
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(monitor, "time", clock)

    def echo(text: str, *, colour: str | None = None, err: bool = False) -> None:
        if not err:
            found.append((text, colour))

    monkeypatch.setattr(monitor, "echo", echo)
    return found


def _watch(
    monkeypatch: pytest.MonkeyPatch,
    board: _PlayedBoard,
    *,
    of: BoardEntry | None = None,
    log: Path | None = None,
    sentences: bool = False,
    reset: bool = False,
    for_s: float | None = None,
) -> _PlayedBoard:
    @contextlib.contextmanager
    def opened(described: BoardEntry, writer: LogWriter | None) -> Iterator[SimpleNamespace]:
        lease = Leases(Path("state", "leases")).peek("mac-246f28aabbcc").lease
        board.leases_seen.append(lease.owner.purpose if lease else "")
        if writer is not None:
            writer.received(0, b"recorded\n")
        yield SimpleNamespace(entry=described, link=board, reset=board.reset, control=board.control)

    monkeypatch.setattr(monitor, "opened", opened)
    watch(of or entry(), log=log, sentences=sentences, reset=reset, for_s=for_s)
    return board


def test_each_kind_of_row_has_its_time_its_mark_and_its_colour(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = LineSeen(LogLine(6_000_000, "\\xff\\x80\\x1c\\x00", b"\xff\x80\x1c\x00\xe0\x92\n"))
    gone, back = Unplugged(8_000_000), Plugged(1_000_000_000, "/dev/x")
    _watch(monkeypatch, _PlayedBoard([_line(_BOOT), _line("[SYSTEM] fine"), noise, gone, back]))
    assert shown == [
        ("22:13:20.127 desk -- watchdog reset (RTCWDT_RTC_RESET)", "cyan"),
        (f"22:13:20.127 desk {_BOOT}", None),
        ("22:13:20.127 desk [SYSTEM] fine", None),
        ("22:13:20.128 desk -- no text: the boot ROM's or another baud rate, or a bad contact", "yellow"),
        ("22:13:20.130 desk -- unplugged", "yellow"),
        ("22:13:21.122 desk -- plugged in again at /dev/x", "yellow"),
    ]


def test_the_lines_of_a_crash_are_red_and_its_name_is_marked_when_it_is_over(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    _watch(monkeypatch, _PlayedBoard([_line(_DUMP)]))
    assert shown[0] == (f"22:13:20.127 desk {_DUMP}", "red")
    named, colour = shown[1]
    assert named.startswith("22:13:20.123 desk -- crash: ")
    assert "LoadProhibited" in named
    assert (colour, len(shown)) == ("red", 2)


def test_a_crash_whose_program_cannot_be_read_is_named_all_the_same(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _watch(monkeypatch, _PlayedBoard([_line(_DUMP)]), of=replace(entry(), elf=tmp_path / "gone.elf"))
    assert "crash: " in shown[1][0]
    assert "LoadProhibited" in shown[1][0]
    assert "gone.elf" in shown[1][0]


def test_no_colour_of_the_board_gets_to_the_screen(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    _watch(monkeypatch, _PlayedBoard([_line("\x1b[31mI (20) boot\x1b[0m")]))
    assert shown == [("22:13:20.127 desk I (20) boot", None)]


@pytest.mark.parametrize("asked", [True, False])
def test_sentences_come_unmarked_and_only_when_they_are_asked_for(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    sentence = SentenceSeen(5_000_000, Sentence(SentenceKind.EVENT, 0, ("BOOT", "1")))
    _watch(monkeypatch, _PlayedBoard([sentence]), sentences=asked)
    assert [text.startswith("22:13:20.127 desk $HEV,0,BOOT,1*") for text, _ in shown] == [True] * asked


@pytest.mark.parametrize(("reset", "told"), [(True, ["listen", "reset", "end"]), (False, ["listen", "end"])])
def test_a_reset_comes_when_somebody_listens_and_only_when_it_is_asked_for(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, reset: bool, told: list[str]
) -> None:
    board = _watch(monkeypatch, _PlayedBoard([]), reset=reset)
    assert (board.told, board.leases_seen, shown) == (told, ["boards monitor"], [])
    assert Leases(Path("state", "leases")).peek("mac-246f28aabbcc").lease is None


def test_it_ends_with_its_time(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([10.0, 10.0, 10.0, 11.9, 11.9, 12.0])
    monkeypatch.setattr("oceanhil.app.commands.boards.monitor.time.monotonic", lambda: next(moments))
    _watch(monkeypatch, _PlayedBoard([_line("one"), _line("two"), _line("three")], looks=99), for_s=2.0)
    assert [text for text, _ in shown] == ["22:13:20.127 desk one", "22:13:20.127 desk two"]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UnpluggedError("unplugged for 10 s"), 24, "Error: board 'desk': unplugged for 10 s\n"),
        (LinkError("odd"), 23, "Error: board 'desk': odd\n"),
        (VirtualBoardError("it is gone"), 23, "Error: board 'desk': it is gone\n"),
    ],
)
@pytest.mark.usefixtures("shown")
def test_a_port_that_fails_ends_it_with_the_code_of_its_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, code: int, said: str
) -> None:
    with pytest.raises(Exit) as ended:
        _watch(monkeypatch, _PlayedBoard([], error))
    assert (ended.value.exit_code, capsys.readouterr().err) == (code, said)


@pytest.mark.usefixtures("shown")
def test_a_recording_says_whose_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    described = replace(entry(), port="/dev/ttyX", baud=9_600)
    _watch(monkeypatch, _PlayedBoard([]), of=described, log=tmp_path / "a.oslog")
    log = read_log(tmp_path / "a.oslog")
    assert (log.head.board, log.head.port, log.head.baud) == ("desk", "/dev/ttyX", 9_600)
    assert log.head.started.tzinfo is not None
    assert [record.text for record in log.records] == ["recorded\n"]


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_recording_that_is_asked_to_end_is_whole(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: signal.Signals
) -> None:
    del shown

    class Ended(_PlayedBoard):
        def check(self) -> None:
            signal.raise_signal(number)
            pytest.fail("it went on")

    @contextlib.contextmanager
    def opened(described: BoardEntry, writer: LogWriter) -> Iterator[SimpleNamespace]:
        writer.received(0, b"no end")
        yield SimpleNamespace(entry=described, link=Ended([]), control=None)

    monkeypatch.setattr(monitor, "opened", opened)
    path = tmp_path / "session.oslog"
    with caught(number):
        watch(entry(), log=path, sentences=False, reset=False, for_s=None)
    assert [record.data for record in read_log(path).records] == [b"no end"]


def test_a_recording_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentRefusedError) as refused:
        _watch(monkeypatch, _PlayedBoard([]), log=tmp_path / "no" / "a.oslog")
    path = str(tmp_path / "no" / "a.oslog")
    assert refused.value.message == f"the recording {path!r} cannot be written: no such file or directory"


@pytest.mark.usefixtures("folder")
def test_a_program_that_cannot_be_read_is_told_before_a_crash_comes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _watch(monkeypatch, _PlayedBoard([]), of=replace(entry(), elf=tmp_path / "gone.elf"))
    assert "note: crashes of 'desk' will not be decoded: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("reset", "time_is", "done"),
    [
        (False, Time.REAL, []),
        (True, Time.REAL, ["power True held False", "power False held False"]),
        (True, Time.HELD, ["power True held False", "reset", "power False held False"]),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_board_without_power_is_told_or_has_it_while_it_is_watched(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, reset: bool, time_is: Time, done: list[str]
) -> None:
    def power(*, on: bool, hold: bool = False) -> None:
        board.told.append(f"power {on} held {hold}")

    board = _PlayedBoard([])
    board.control = SimpleNamespace(ask=lambda: SimpleNamespace(powered=False), power=power)
    _watch(monkeypatch, board, of=replace(entry(), agent=True, time=time_is), reset=reset)
    assert [told for told in board.told if told not in {"listen", "end"}] == done
    said = "note: 'desk' has no power and prints nothing; --reset gives it power meanwhile\n"
    assert capsys.readouterr().err == ("" if reset else said)


@pytest.mark.usefixtures("shown")
def test_a_recording_that_is_there_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = tmp_path / "a.oslog"
    log.write_text("what nobody can record again")
    with pytest.raises(WrongInputError, match=r"a\.oslog' is there already; choose a new file with --log") as refused:
        _watch(monkeypatch, _PlayedBoard([]), log=log)
    assert (refused.value.exit_code, log.read_text()) == (2, "what nobody can record again")


@pytest.mark.usefixtures("folder")
def test_a_port_that_cannot_be_opened_leaves_no_recording_in_the_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refused(_: BoardEntry, __: LogWriter | None) -> contextlib.nullcontext[None]:
        raise LinkError("no such port")

    monkeypatch.setattr(monitor, "opened", refused)
    for _ in range(2):
        with pytest.raises(Exit):
            watch(entry(), log=tmp_path / "a.oslog", sentences=False, reset=False, for_s=None)
    assert not (tmp_path / "a.oslog").exists()


@pytest.mark.usefixtures("shown")
def test_a_recording_that_ended_early_is_told_at_the_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def failed(writer: LogWriter, _: int, __: bytes) -> None:
        writer.failure = OSError(28, "No space left on device")

    monkeypatch.setattr(LogWriter, "received", failed)
    with pytest.raises(EnvironmentRefusedError, match=r"a\.oslog' ended early: no space left on device"):
        _watch(monkeypatch, _PlayedBoard([]), log=tmp_path / "a.oslog")


def test_a_recording_that_ends_is_told_at_once_and_once_however_the_session_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failed(writer: LogWriter, _: int, __: bytes) -> None:
        writer.failure = OSError(28, "No space left on device")

    monkeypatch.setattr(LogWriter, "received", failed)
    with pytest.raises(Exit):
        _watch(monkeypatch, _PlayedBoard([_line("a")] * 3, UnpluggedError("gone")), log=folder / "a.oslog")
    warned = [line for line in capsys.readouterr().err.splitlines() if "ended early" in line]
    assert len(warned) == 1
    assert warned[0].startswith("warning: the recording '")
    assert warned[0].endswith("a.oslog' ended early: no space left on device; the board is watched on without it")


@pytest.mark.parametrize(("for_s", "waited"), [(None, [0.5, 0.5]), (0.6, [0.5, 0.25])])
@pytest.mark.usefixtures("shown")
def test_lease_and_port_are_looked_at_twice_a_second_while_nothing_comes(
    monkeypatch: pytest.MonkeyPatch, for_s: float | None, waited: list[float]
) -> None:
    asked: list[float] = []

    class Quiet(queue.SimpleQueue[object]):
        """A queue into which nothing is put; it notes how long it was waited for."""

        def get(self, block: bool = True, timeout: float | None = None) -> object:
            assert block
            asked.append(-1.0 if timeout is None else round(timeout, 3))
            raise queue.Empty

    moments = iter([0.0, 0.0, 0.0, 0.5, 0.35, 0.7])
    monkeypatch.setattr("oceanhil.app.commands.boards.monitor.time.monotonic", lambda: next(moments))
    monkeypatch.setattr(monitor, "queue", SimpleNamespace(SimpleQueue=Quiet, Empty=queue.Empty))
    _watch(monkeypatch, _PlayedBoard([], looks=2), for_s=for_s)
    assert asked == waited


def test_a_board_that_is_gone_when_its_time_is_nearly_up_is_not_waited_for(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock goes on between two looks at it: what is left may be less than nothing."""
    moments = iter([0.0, 0.9, 1.1, 1.2])
    monkeypatch.setattr("oceanhil.app.commands.boards.monitor.time.monotonic", lambda: next(moments))
    _watch(monkeypatch, _PlayedBoard([], looks=9), for_s=1.0)
    assert shown == []


def test_a_board_that_was_taken_away_is_watched_no_longer(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_: object) -> None:
        raise LeaseLostError("it was released by force")

    monkeypatch.setattr("oceanhil.hil.boards.held_lease.HeldLease.check", lost)
    with pytest.raises(EnvironmentRefusedError, match="it was released by force"):
        _watch(monkeypatch, _PlayedBoard([_line("[SYSTEM] fine")]))
    assert shown == []
