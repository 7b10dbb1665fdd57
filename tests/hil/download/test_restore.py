import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.download.backup import SafeFlash, Vault
from oceanhil.hil.download.download_errors import RestoreError
from oceanhil.hil.download.restore import NotRestored, RestoreAtEnd, pending_notice, restore_pending
from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.host.owners import Owner
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from tests.hil.boards.owners import somebody
from tests.hil.storage_access.fake_raw import FlashRaw

REGION = Region("eeprom", 0, 2 * SECTOR_BYTES)
CHANGED = {0: bytes(SECTOR_BYTES)}
ROOT = Path(__file__).parents[3]


@dataclass
class Bench:
    folder: Path
    told: list[str] = field(default_factory=list)

    @property
    def journal(self) -> Journal:
        return Journal(self.folder / "journal")

    def board(self, name: str) -> tuple[SafeFlash, FlashRaw]:
        raw = FlashRaw(Flash(16 * SECTOR_BYTES))
        vault = Vault(self.folder / "backups", self.journal, lambda: 1_763_636_701)
        return SafeFlash(name, f"usb-{name}", raw, lambda: (REGION,), vault), raw


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_every_changed_board_is_back_at_the_end(bench: Bench) -> None:
    boards = [bench.board(name) for name in ("one", "two", "three")]
    with RestoreAtEnd(bench.told.append) as at_end:
        for safe, _ in boards:
            at_end.watch(safe)
        boards[0][0].write_sectors(CHANGED)
        boards[2][0].write_sectors(CHANGED)
    assert all(raw.flash.is_blank(0) for _, raw in boards)
    assert (bench.told, boards[1][1].writes) == ([], [])


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError, SystemExit])
def test_it_is_back_however_the_run_ends(bench: Bench, stop: type[BaseException]) -> None:
    safe, raw = bench.board("desk")

    def run() -> None:
        with RestoreAtEnd(bench.told.append) as at_end:
            at_end.watch(safe)
            safe.write_sectors(CHANGED)
            raise stop

    with pytest.raises(stop):
        run()
    assert raw.flash.is_blank(0)


def test_one_that_cannot_be_put_back_is_named_and_the_others_are_put_back(bench: Bench) -> None:
    (lost, lost_raw), (kept, kept_raw) = bench.board("lost"), bench.board("kept")
    with RestoreAtEnd(bench.told.append) as at_end:
        at_end.watch(lost)
        at_end.watch(kept)
        lost.write_sectors(CHANGED)
        kept.write_sectors(CHANGED)
        lost_raw.gone = "the port is gone"
    (failed,) = at_end.failures
    assert kept_raw.flash.is_blank(0)
    assert bench.told == [str(failed)]
    assert "board 'lost' is not restored: the port is gone" in bench.told[0]
    assert f"'{failed.backups[0]}'; put them back with `oceanhil boards restore lost`" in bench.told[0]


def test_the_path_of_a_backup_is_told_once() -> None:
    path = Path("/state/backups/a-long-name.bin")
    by_hand = ("oceanhil boards restore desk", f"esptool write-flash 0x9000 {path}")
    failure = NotRestored("desk", f"it is gone; backup at {str(path)!r}", (path,), by_hand)
    told = f"board 'desk' is not restored: it is gone; put it back with `{by_hand[0]}` or `{by_hand[1]}`"
    assert str(failure) == told


def test_what_a_killed_run_left_is_told_and_put_back_only_when_asked(bench: Bench) -> None:
    safe, raw = bench.board("desk")
    safe.write_sectors(CHANGED)
    (notice,) = pending_notice("desk", bench.journal.pending("usb-desk"))
    assert notice.startswith("board 'desk': ")
    assert notice.endswith("put it back with `oceanhil boards restore desk`")
    assert not raw.flash.is_blank(0)
    assert restore_pending("usb-desk", raw, bench.journal) == (REGION,)
    assert raw.flash.is_blank(0)
    assert bench.journal.pending("usb-desk") == ()


def test_of_several_pending_backups_the_oldest_is_put_back(bench: Bench) -> None:
    first, raw = bench.board("desk")
    first.write_sectors(CHANGED)
    second, second_raw = bench.board("desk")
    second_raw.flash = raw.flash
    second.write_sectors({0: b"\x11" * SECTOR_BYTES})
    restore_pending("usb-desk", raw, bench.journal)
    assert raw.flash.is_blank(0)
    assert bench.journal.pending("usb-desk") == ()


@pytest.mark.parametrize(
    ("first", "later"),
    [((3, 2), (3, 3)), ((3, 3), (3, 2)), ((4, 2), (3, 4)), ((3, 4), (4, 2)), ((3, 2), (4, 2)), ((3, 2), (6, 1))],
)
def test_what_stood_there_before_all_of_them_is_put_back_wherever_their_regions_lie(
    bench: Bench, first: tuple[int, int], later: tuple[int, int]
) -> None:
    raw = FlashRaw(Flash(16 * SECTOR_BYTES))
    for index in range(16):
        raw.write_sectors({index: bytes([index]) * SECTOR_BYTES})
    before = raw.flash.dump(0, 16 * SECTOR_BYTES)
    for number, (sector, sectors) in enumerate((first, later)):
        region = Region("nvs", sector * SECTOR_BYTES, sectors * SECTOR_BYTES)
        vault = _vault_of(bench, somebody(f"run {number}"))
        killed = SafeFlash("desk", "usb-desk", raw, partial(tuple, [region]), vault)
        killed.write_sectors({index: bytes([0xA0 + number]) * SECTOR_BYTES for index in region.sectors})
    put_back = restore_pending("usb-desk", raw, bench.journal)
    assert raw.flash.dump(0, 16 * SECTOR_BYTES) == before
    assert sorted(index for region in put_back for index in region.sectors) == sorted(
        {*range(first[0], sum(first)), *range(later[0], sum(later))}
    )
    assert bench.journal.pending("usb-desk") == ()


def test_what_a_former_version_noted_under_another_key_is_struck_out_there(bench: Bench) -> None:
    safe, raw = bench.board("desk")
    safe.write_sectors(CHANGED)
    assert restore_pending("usb-desk+0123456789ab", raw, bench.journal) == (REGION,)
    assert raw.flash.is_blank(0)
    assert bench.journal.everything() == ()


def test_a_later_runs_own_restore_leaves_the_older_entry(bench: Bench) -> None:
    killed, raw = bench.board("desk")
    killed.write_sectors(CHANGED)
    later, later_raw = bench.board("desk")
    later_raw.flash = raw.flash
    later.write_sectors({0: b"\x11" * SECTOR_BYTES})
    later.restore()
    (entry,) = bench.journal.pending("usb-desk")
    assert entry.backup_path == str(killed.saved[0].path)
    assert raw.flash.dump(0, 1) == b"\0"


def test_nothing_is_written_when_one_of_the_backups_is_damaged(bench: Bench) -> None:
    safe, raw = bench.board("desk")
    safe.write_sectors(CHANGED)
    safe.saved[0].path.write_bytes(b"")
    raw.writes.clear()
    with pytest.raises(RestoreError, match="damaged"):
        restore_pending("usb-desk", raw, bench.journal)
    assert raw.writes == []
    assert len(bench.journal.pending("usb-desk")) == 1


def test_the_first_ctrl_c_waits_until_a_board_is_back(bench: Bench) -> None:
    safe, raw = bench.board("desk")
    safe.write_sectors(CHANGED)
    before = signal.getsignal(signal.SIGINT)

    class Interrupted(FlashRaw):
        def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
            signal.raise_signal(signal.SIGINT)
            super().write_sectors(sectors)

    safe._raw = Interrupted(raw.flash)
    with pytest.raises(KeyboardInterrupt), RestoreAtEnd(bench.told.append) as at_end:
        at_end.watch(safe)
    assert raw.flash.is_blank(0)
    assert bench.told == ["restoring first what this run changed: desk; press Ctrl-C again to leave it changed"]
    assert signal.getsignal(signal.SIGINT) is before


def test_the_second_ctrl_c_leaves_it_changed_and_says_so(bench: Bench) -> None:
    safe, raw = bench.board("desk")
    safe.write_sectors(CHANGED)

    class TwiceInterrupted(FlashRaw):
        def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            super().write_sectors(sectors)

    safe._raw = TwiceInterrupted(raw.flash)
    at_end = RestoreAtEnd(bench.told.append)
    at_end.watch(safe)
    with pytest.raises(KeyboardInterrupt):
        at_end.restore_all()
    assert not raw.flash.is_blank(0)
    assert "board 'desk' is not restored: interrupted" in bench.told[1]


class _Heir:
    """Puts the board `desk` back when this run is gone."""

    names = frozenset({"desk"})
    promise = "the heir puts it back"


def test_what_the_second_ctrl_c_leaves_is_told_to_be_left_to_whom(bench: Bench) -> None:
    safe, raw = bench.board("desk")
    safe.write_sectors(CHANGED)

    class TwiceInterrupted(FlashRaw):
        def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            super().write_sectors(sectors)

    safe._raw = TwiceInterrupted(raw.flash)
    at_end = RestoreAtEnd(bench.told.append, _Heir())
    at_end.watch(safe)
    with pytest.raises(KeyboardInterrupt):
        at_end.restore_all()
    assert bench.told == [
        "restoring first what this run changed: desk; press Ctrl-C again to leave that to its keeper",
        "board 'desk' is left to be put back: the heir puts it back",
    ]
    assert at_end.failures == ()
    assert len(bench.journal.pending("usb-desk")) == 1


def test_what_could_not_be_put_back_is_a_failure_that_its_heir_may_mend(bench: Bench) -> None:
    safe, raw = bench.board("desk")
    safe.write_sectors(CHANGED)

    class Gone(FlashRaw):
        def read(self, address: int, length: int) -> bytes:
            raise StorageAccessError("it has no power")

    safe._raw = Gone(raw.flash)
    at_end = RestoreAtEnd(bench.told.append, _Heir())
    at_end.watch(safe)
    assert [failure.name for failure in at_end.restore_all()] == ["desk"]
    assert bench.told[-1] == "board 'desk': the heir puts it back"


def test_of_one_run_only_what_it_changed_is_put_back(bench: Bench) -> None:
    killed, raw = bench.board("desk")
    killed.write_sectors(CHANGED)
    later = SafeFlash("desk", "usb-desk", raw, lambda: (REGION,), _vault_of(bench, somebody("later")))
    later.write_sectors({0: b"\x11" * SECTOR_BYTES})
    assert restore_pending("usb-desk", raw, bench.journal, somebody("nobody")) == ()
    assert raw.flash.dump(0, 1) == b"\x11"
    assert restore_pending("usb-desk", raw, bench.journal, somebody("later")) == (REGION,)
    assert raw.flash.dump(0, 1) == b"\0"
    (entry,) = bench.journal.pending("usb-desk")
    assert entry.backup_path == str(killed.saved[0].path)


def _vault_of(bench: Bench, owner: Owner) -> Vault:
    return Vault(bench.folder / "backups", Journal(bench.folder / "journal", owner=owner), lambda: 1_763_636_800)


SCRIPT = """
import sys
from pathlib import Path
from oceanhil.hil.download.restore import RestoreAtEnd
from tests.hil.download.test_restore import Bench, CHANGED

bench = Bench(Path(sys.argv[1]))
safe, raw = bench.board("desk")
at_end = RestoreAtEnd(print)
at_end.__enter__()
at_end.watch(safe)
safe.write_sectors(CHANGED)
{ending}
"""


def run_script(folder: Path, ending: str) -> None:
    words = [sys.executable, "-c", SCRIPT.format(ending=ending), str(folder)]
    subprocess.run(words, cwd=ROOT, check=False, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)})


@pytest.mark.slow
def test_an_interpreter_that_just_exits_puts_the_board_back(bench: Bench) -> None:
    run_script(bench.folder, "sys.exit(3)")
    assert bench.journal.pending("usb-desk") == ()


@pytest.mark.slow
def test_after_kill_9_the_journal_names_the_board_and_the_backup_is_whole(bench: Bench) -> None:
    run_script(bench.folder, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    raw = FlashRaw(Flash(16 * SECTOR_BYTES))
    raw.flash.load(bytes(SECTOR_BYTES))
    assert restore_pending("usb-desk", raw, bench.journal) == (REGION,)
    assert raw.flash.is_blank(0)


def test_a_restore_that_breaks_off_leaves_the_oldest_backup_pending(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, raw = bench.board("desk")
    first.write_sectors(CHANGED)
    second = SafeFlash("desk", "usb-desk", raw, lambda: (REGION,), Vault(bench.folder, bench.journal, lambda: 1))
    second.write_sectors({0: b"\x01" * SECTOR_BYTES})
    oldest = first.saved[0].path

    def refuse(_: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(type(oldest), "unlink", refuse)
        with pytest.raises(RestoreError):
            restore_pending("usb-desk", raw, bench.journal)
    assert [each.backup_path for each in bench.journal.pending("usb-desk")] == [str(oldest)]
    restore_pending("usb-desk", raw, bench.journal)
    assert raw.flash.is_blank(0)
