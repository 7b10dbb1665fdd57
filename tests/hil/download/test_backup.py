import stat
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.download.backup import SafeFlash, Vault, load_region, save_region
from oceanhil.hil.download.download_errors import BackupError, RestoreError, UnsavedWriteError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from tests.hil.storage_access.fake_raw import FlashRaw

KEY = "mac-5ccf7f146a18"
REGION = Region("eeprom", 2 * SECTOR_BYTES, 2 * SECTOR_BYTES)
SECRET = b"oc_perm_" + b"s" * 24
NOW_S = 1_763_636_701
Open = Callable[..., SafeFlash]


def board() -> FlashRaw:
    raw = FlashRaw(Flash(16 * SECTOR_BYTES))
    raw.flash.load(SECRET, REGION.address)
    return raw


def vault_in(folder: Path) -> Vault:
    return Vault(folder / "backups", Journal(folder / "journal"), lambda: NOW_S)


def safe_over(raw: FlashRaw, folder: Path) -> SafeFlash:
    return SafeFlash("desk", KEY, raw, lambda: (REGION,), vault_in(folder))


def pending(folder: Path) -> list[str]:
    return [entry.backup_path for entry in Journal(folder / "journal").pending(KEY)]


def test_before_the_first_write_what_is_there_is_saved_and_journalled(tmp_path: Path) -> None:
    raw = board()
    before = raw.flash.dump(REGION.address, REGION.length)
    safe_over(raw, tmp_path).write_sectors({2: bytes(SECTOR_BYTES)})
    (path,) = (tmp_path / "backups").iterdir()
    assert path.read_bytes() == before
    assert pending(tmp_path) == [str(path)]


def test_the_file_name_tells_board_time_region_and_digest(tmp_path: Path) -> None:
    safe = safe_over(board(), tmp_path)
    safe.save()
    (saved,) = safe.saved
    assert saved.path.name.startswith("mac-5ccf7f146a18-20251120T110501Z-eeprom-0x2000-0x2000-")
    assert load_region(saved.path) == saved


def test_only_the_owner_may_read_a_backup_since_tokens_are_in_it(tmp_path: Path) -> None:
    safe = safe_over(board(), tmp_path)
    safe.save()
    (path,) = (tmp_path / "backups").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_later_writes_save_nothing_more(tmp_path: Path) -> None:
    safe = safe_over(board(), tmp_path)
    safe.write_sectors({2: bytes(SECTOR_BYTES)})
    safe.write_sectors({2: b"\x11" * SECTOR_BYTES})
    (path,) = (tmp_path / "backups").iterdir()
    assert path.read_bytes().startswith(SECRET)


def test_looking_saves_nothing(tmp_path: Path) -> None:
    safe = safe_over(board(), tmp_path)
    safe.read(0, 16)
    safe.digests(0, 1)
    assert not (tmp_path / "backups").exists()


def test_restoring_puts_everything_back_and_strikes_it_out(tmp_path: Path) -> None:
    raw = board()
    before = raw.everything()
    safe = safe_over(raw, tmp_path)
    safe.write_sectors({2: bytes(SECTOR_BYTES), 3: bytes(SECTOR_BYTES)})
    safe.restore()
    assert raw.everything() == before
    assert pending(tmp_path) == []
    assert list((tmp_path / "backups").iterdir()) == []


def test_restoring_undoes_what_firmware_wrote_too_and_writes_only_what_differs(tmp_path: Path) -> None:
    raw = board()
    safe = safe_over(raw, tmp_path)
    safe.save()
    raw.flash.load(b"by firmware", 3 * SECTOR_BYTES)
    safe.restore()
    assert raw.writes == [(3,)]
    assert raw.flash.is_blank(3)


def test_a_second_restore_does_nothing(tmp_path: Path) -> None:
    raw = board()
    safe = safe_over(raw, tmp_path)
    safe.write_sectors({2: bytes(SECTOR_BYTES)})
    safe.restore()
    raw.writes.clear()
    safe.restore()
    assert raw.writes == []


def test_a_write_outside_of_what_is_saved_is_refused(tmp_path: Path) -> None:
    raw = board()
    with pytest.raises(UnsavedWriteError, match=r"^a write at 0x7000 lies outside of what was saved"):
        safe_over(raw, tmp_path).write_sectors({2: bytes(SECTOR_BYTES), 7: bytes(SECTOR_BYTES)})
    assert raw.writes == []


def test_a_board_that_cannot_be_read_is_not_written(tmp_path: Path) -> None:
    raw = board()
    raw.gone = "the port is gone"
    with pytest.raises(BackupError, match=r"^nothing was written to the board, .*: the port is gone"):
        safe_over(raw, tmp_path).write_sectors({2: bytes(SECTOR_BYTES)})
    assert raw.writes == []


def test_a_folder_that_cannot_be_written_keeps_the_board_as_it_is(tmp_path: Path) -> None:
    raw = board()
    (tmp_path / "backups").write_text("a file")
    with pytest.raises(BackupError, match="nothing was written to the board"):
        safe_over(raw, tmp_path).write_sectors({2: bytes(SECTOR_BYTES)})
    assert raw.writes == []


def test_a_journal_that_cannot_be_written_keeps_the_board_as_it_is(tmp_path: Path) -> None:
    raw = board()
    (tmp_path / "journal").write_text("a file")
    with pytest.raises(BackupError, match=r"^nothing was written to the board"):
        safe_over(raw, tmp_path).write_sectors({2: bytes(SECTOR_BYTES)})
    assert raw.writes == []


def test_a_read_that_its_digest_contradicts_is_no_backup(tmp_path: Path) -> None:
    class Noisy(FlashRaw):
        def read(self, address: int, length: int) -> bytes:
            return b"\x00" + super().read(address, length)[1:]

    raw = Noisy(board().flash)
    with pytest.raises(BackupError, match="could not be read twice the same"):
        safe_over(raw, tmp_path).write_sectors({2: bytes(SECTOR_BYTES)})
    assert raw.writes == []


def test_a_board_that_does_not_take_its_contents_back_is_reported_with_the_backup(tmp_path: Path) -> None:
    raw = board()
    safe = safe_over(raw, tmp_path)
    safe.write_sectors({2: bytes(SECTOR_BYTES)})
    raw.forgets_writes = True
    with pytest.raises(RestoreError, match=r"the sectors at 0x2000 do not read back as saved; backup at '.*\.bin'"):
        safe.restore()
    assert len(pending(tmp_path)) == 1


def test_what_is_back_when_the_next_region_fails_is_no_longer_among_what_is_to_be_put_back(tmp_path: Path) -> None:
    class HalfWorn(FlashRaw):
        def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
            taken = {index: data for index, data in sectors.items() if index < 8 or not data.strip(b"\0")}
            super().write_sectors(taken)

    raw, other = HalfWorn(board().flash), Region("otadata", 8 * SECTOR_BYTES, SECTOR_BYTES)
    safe = SafeFlash("desk", KEY, raw, lambda: (REGION, other), vault_in(tmp_path), by_hand=lambda each: str(each.path))
    safe.write_sectors({2: bytes(SECTOR_BYTES), 8: bytes(SECTOR_BYTES)})
    with pytest.raises(RestoreError, match="0x8000 do not read back"):
        safe.restore()
    assert [each.region for each in safe.saved] == [other]
    assert [Path(command).is_file() for command in safe.by_hand()[1:]] == [True]
    with pytest.raises(UnsavedWriteError):
        safe.write_sectors({2: bytes(SECTOR_BYTES)})


def test_a_damaged_backup_is_not_used(tmp_path: Path) -> None:
    safe = safe_over(board(), tmp_path)
    safe.save()
    (saved,) = safe.saved
    saved.path.write_bytes(bytes(REGION.length))
    with pytest.raises(RestoreError, match="its SHA-256 is not the one in its name"):
        load_region(saved.path)


@pytest.mark.parametrize("name", ["x.bin", "a-20251120T110501Z-e-0x0-0x10-00.bin"])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RestoreError, match="is no backup: expected a name as"):
        load_region(tmp_path / name)


def test_a_backup_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    safe = safe_over(board(), tmp_path)
    safe.save()
    (saved,) = safe.saved
    saved.path.unlink()
    with pytest.raises(RestoreError, match="cannot be read: no such file"):
        load_region(saved.path)


def test_two_boards_that_hold_the_same_have_two_backups_however_alike_their_keys(tmp_path: Path) -> None:
    taken, region = datetime.fromtimestamp(NOW_S, UTC), Region("eeprom", 0, SECTOR_BYTES)
    keys = ("usb-A.1", "usb-A-1", "usb-A_1", "usb-A_1+0123456789ab")
    assert len({save_region(tmp_path, key, region, bytes(SECTOR_BYTES), taken).path for key in keys}) == len(keys)


@pytest.mark.slow
@settings(max_examples=30)
@given(st.text(min_size=1, max_size=30), st.text(max_size=16), st.integers(0, 1000), st.binary(min_size=1, max_size=8))
def test_any_key_and_region_name_survive_in_a_file_name(
    tmp_path_factory: pytest.TempPathFactory, key: str, name: str, sector: int, data: bytes
) -> None:
    from datetime import UTC, datetime

    region = Region(name, sector * SECTOR_BYTES, SECTOR_BYTES)
    whole = data.ljust(SECTOR_BYTES, b"\0")
    folder = tmp_path_factory.mktemp("backups")
    saved = save_region(folder, key, region, whole, datetime.fromtimestamp(NOW_S, UTC))
    again = load_region(saved.path)
    assert (again.region.address, again.region.length, again.data) == (region.address, region.length, whole)


def test_boards_with_keys_of_any_length_have_backups_of_their_own(tmp_path: Path) -> None:
    region, taken = Region("a_label_of_sixteen", 0xFF_FFFF_F000, SECTOR_BYTES), datetime(2026, 3, 1, tzinfo=UTC)
    keys = [f"port-{'a' * length}{end}" for length in (120, 190) for end in ("1", "2")]
    paths = [save_region(tmp_path, key, region, bytes(SECTOR_BYTES), taken).path for key in keys]
    assert len(set(paths)) == len(keys)
    assert [load_region(path).region for path in paths] == [region] * len(keys)
