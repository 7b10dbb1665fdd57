"""What was acknowledged and is missing is counted, whatever happened to the file, by `check` and at the next start."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.mock_server.store import Database
from oceanhil.mock_server.store.ledger import LINE_BYTES, LINES
from oceanhil.mock_server.store.schema import MIGRATIONS, bring_up
from tests.mock_server.store.conftest import JOURNAL_LIMIT, PROFILE
from tests.mock_server.store.processes import Running
from tests.mock_server.store.served import serve

if TYPE_CHECKING:
    from typing import BinaryIO

    from tests.mock_server.store.conftest import Kept

pytestmark = pytest.mark.slow

FRAME_BYTES = 24 + 4096
NUMBER = 6


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """Give a file whose server was killed after six acknowledged changes, its newest ones in the log."""
    running = Running(tmp_path / "a.db")
    running.make_devices(NUMBER)
    running.kill()
    return tmp_path / "a.db"


def command(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["server", *map(str, words)])
    assert "Traceback" not in result.output
    return result.exit_code, result.output


def start_refusal(path: Path) -> str:
    code, said = Running(path).refusal()
    assert (code, said.count("\n")) == (2, 1), said
    return said


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_what_a_killed_server_acknowledged_is_all_there(killed: Path) -> None:
    before = log_of(killed).read_bytes()
    assert command("check", killed)[0] == 0
    assert log_of(killed).read_bytes() == before
    with Database(killed, PROFILE.wire, JOURNAL_LIMIT) as database:
        assert len(database.load().devices) == NUMBER


def test_a_flipped_bit_of_the_log_is_told_with_the_number_of_what_is_gone(killed: Path) -> None:
    frames = (log_of(killed).stat().st_size - 32) // FRAME_BYTES
    counts = set()
    for frame in range(frames):
        copied = copy_of(killed, f"flipped-{frame}")
        flip(log_of(copied), 32 + frame * FRAME_BYTES + 2000)
        code, said = command("check", copied)
        missing = NUMBER - left_in(copied)
        counts.add(missing)
        assert (code == 1, lack(missing) in said) == (missing > 0, missing > 0), said
    assert counts >= set(range(1, NUMBER + 1))


def lack(missing: int) -> str:
    first = "" if missing == 1 else f"{NUMBER - missing + 1}\N{EN DASH}"
    are = "is" if missing == 1 else "are"
    return f"{missing} of {NUMBER} acknowledged changes {are} missing: {first}{NUMBER}"


def left_in(path: Path) -> int:
    """Count the devices that can still be read, in a copy."""
    other = copy_of(path, "counted")
    command("accept-loss", other)
    with Database(other, PROFILE.wire, JOURNAL_LIMIT) as database:
        number = len(database.load().devices)
    shutil.rmtree(other.parent)
    return number


def copy_of(path: Path, name: str) -> Path:
    folder = path.parent / name
    folder.mkdir()
    for part in path.parent.glob(f"{path.name}*"):
        if part.is_file():
            shutil.copy(part, folder)
    return folder / path.name


@pytest.mark.parametrize("harm", ["deleted", "emptied", "halved"])
def test_a_log_that_is_gone_is_told(killed: Path, harm: str) -> None:
    log = log_of(killed)
    if harm == "deleted":
        log.unlink()
    else:
        os.truncate(log, 0 if harm == "emptied" else log.stat().st_size // 2)
    code, said = command("check", killed)
    assert code == 1
    assert f"of {NUMBER} acknowledged changes are missing" in said


def test_a_server_does_not_start_on_it_and_leaves_it_as_it_is(killed: Path) -> None:
    flip(log_of(killed), log_of(killed).stat().st_size // 2)
    before = {path.name: path.read_bytes() for path in killed.parent.glob("a.db*") if not path.name.endswith("-shm")}
    said = start_refusal(killed)
    assert "acknowledged changes are missing" in said
    assert "'oceanhil server accept-loss FILE'" in said
    for name, content in before.items():
        assert (killed.parent / name).read_bytes() == content, name


def test_an_older_file_put_back_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    for _ in range(2):
        running = Running(path)
        running.make_devices(2)
        assert running.stop() == (0, "")
        if not (tmp_path / "older.db").exists():
            shutil.copy(path, tmp_path / "older.db")
    assert command("check", path)[0] == 0
    shutil.copy(tmp_path / "older.db", path)
    assert "2 of 4 acknowledged changes are missing: 3\N{EN DASH}4, the first made at 20" in command("check", path)[1]
    assert "2 of 4 acknowledged changes are missing" in start_refusal(path)


def test_a_file_that_was_deleted_is_told_and_none_is_made_in_its_place(killed: Path) -> None:
    killed.unlink()
    log_of(killed).unlink()
    assert "6 of 6 acknowledged changes are missing" in start_refusal(killed)
    assert not killed.exists()
    code, said = command("accept-loss", killed)
    assert (code, "is not there; put it back, or delete 'a.db-ledger' and begin anew" in said) == (1, True)
    (killed.parent / "a.db-ledger").unlink()
    Running(killed).kill()


def test_after_accepting_the_loss_a_server_goes_on_and_the_next_loss_is_counted_anew(killed: Path) -> None:
    flip(log_of(killed), log_of(killed).stat().st_size // 2)
    left = left_in(killed)
    code, said = command("accept-loss", killed)
    lost = NUMBER - left
    assert (code, f"{killed}: given up: {lost} of {NUMBER} acknowledged changes are missing" in said) == (0, True), said
    assert command("check", killed)[0] == 0
    assert command("accept-loss", killed) == (0, f"{killed}: nothing is missing\n")
    running = Running(killed)
    running.make_devices(3)
    running.kill()
    log_of(killed).unlink()
    assert f"of {left + 3} acknowledged changes are missing" in command("check", killed)[1]


def test_a_copy_of_a_file_that_was_closed_is_whole_without_its_ledger(tmp_path: Path) -> None:
    running = Running(tmp_path / "a.db")
    running.make_devices(2)
    running.stop()
    shutil.copy(tmp_path / "a.db", tmp_path / "b.db")
    assert command("check", tmp_path / "b.db")[0] == 0
    copied = Running(tmp_path / "b.db")
    copied.make_devices(1)
    assert copied.stop() == (0, "")
    assert command("check", tmp_path / "b.db")[0] == 0


@pytest.mark.parametrize("with_log", [False, True])
def test_a_copy_made_under_a_server_is_no_backup_and_told(tmp_path: Path, with_log: bool) -> None:
    first = Running(tmp_path / "a.db")
    first.make_devices(2)
    assert first.stop() == (0, "")
    running = Running(tmp_path / "a.db")
    running.make_devices(2)
    for name in ("a.db", "a.db-wal") if with_log else ("a.db",):
        shutil.copy(tmp_path / name, tmp_path / name.replace("a.db", "b.db"))
    running.stop()
    said = (
        "its ledger 'b.db-ledger' is missing, and the file was not closed: nobody can tell whether something is missing"
    )
    assert said in command("check", tmp_path / "b.db")[1]
    assert said in start_refusal(tmp_path / "b.db")


def test_a_ledger_of_another_file_is_told(tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        running = Running(tmp_path / name)
        running.make_devices(1)
        running.stop()
    shutil.copy(tmp_path / "a.db-ledger", tmp_path / "b.db-ledger")
    assert "its ledger belongs to another file" in start_refusal(tmp_path / "b.db")


def test_a_ledger_of_an_older_file_that_went_another_way_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Running(path).stop()
    shutil.copytree(tmp_path, tmp_path / "other")
    for name in (path, tmp_path / "other" / "a.db"):
        running = Running(name)
        running.make_devices(2)
        running.stop()
    shutil.copy(tmp_path / "other" / "a.db", path)
    assert "2 of 2 acknowledged changes are missing" in command("check", path)[1]


def test_an_export_of_a_file_that_lacks_something_says_so(killed: Path) -> None:
    log_of(killed).unlink()
    code, said = command("export", killed, killed.with_name("out.jsonl"))
    assert code == 1
    assert f"of {NUMBER} acknowledged changes are missing" in said
    assert killed.with_name("out.jsonl").exists()


def test_an_import_beside_the_ledger_of_a_file_that_is_gone_begins_its_own(tmp_path: Path) -> None:
    running = Running(tmp_path / "a.db")
    running.make_devices(3)
    running.stop()
    assert command("export", tmp_path / "a.db", tmp_path / "out.jsonl")[0] == 0
    (tmp_path / "a.db").unlink()
    assert command("import", tmp_path / "out.jsonl", tmp_path / "a.db")[0] == 0
    assert command("check", tmp_path / "a.db")[0] == 0
    second = Running(tmp_path / "a.db")
    second.make_devices(1)
    second.kill()
    assert command("check", tmp_path / "a.db")[0] == 0


def test_a_file_of_before_the_ledger_is_checked_and_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        bring_up(connection, MIGRATIONS[:1])
    assert command("check", path)[0] == 0
    assert command("export", path, tmp_path / "out.jsonl")[0] == 0
    running = Running(path)
    running.make_devices(1)
    running.kill()
    assert command("check", path)[0] == 0
    log_of(path).unlink()
    assert command("check", path)[0] != 0


def test_more_transactions_than_the_ledger_has_lines(kept: Kept) -> None:
    for _ in range(LINES + 10):
        kept.bench.generate()
        kept.save()
    kept.database.close()
    shutil.copy(kept.path, kept.path.with_name("older.db"))
    kept.database = Database(kept.path, PROFILE.wire, JOURNAL_LIMIT)
    for _ in range(LINES + 10):
        kept.bench.generate()
        kept.save()
    kept.database.close()
    assert command("check", kept.path)[0] == 0
    kept.path.with_name("older.db").replace(kept.path)
    said = command("check", kept.path)[1]
    number = LINES + 10
    assert f"{number} of {2 * number} acknowledged changes are missing: {number + 1}\N{EN DASH}{2 * number}\n" in said


@pytest.mark.parametrize("line", range(4))
def test_a_line_of_the_ledger_that_was_torn_makes_no_false_alarm(kept: Kept, line: int) -> None:
    """Of the newest line too: what it told of was not acknowledged."""
    for _ in range(3):
        kept.bench.generate()
        kept.save()
    kept.database.close()
    ledger = kept.path.with_name("server.db-ledger")
    with ledger.open("r+b") as file:
        file.seek(line * LINE_BYTES)
        file.write(b"torn")
    assert command("check", kept.path)[0] == 0
    with Database(kept.path, PROFILE.wire, JOURNAL_LIMIT) as database:
        assert len(database.load().devices) == 3


def test_a_ledger_of_garbage_is_no_empty_one(kept: Kept) -> None:
    kept.bench.generate()
    kept.save()
    kept.database.close()
    kept.path.with_name("server.db-ledger").write_bytes(b"\xff\n" * 5000)
    assert "its ledger 'server.db-ledger' cannot be read: nobody can tell" in command("check", kept.path)[1]


def test_nothing_is_acknowledged_while_the_ledger_takes_nothing(tmp_path: Path) -> None:
    async def run(full: BinaryIO) -> None:
        async with serve(tmp_path / "a.db") as served:
            ledger = served.keeper._file._ledger
            good, ledger._file = ledger._file, full
            assert (await served.ask("POST", "/_admin/devices", {"board": "esp32"}))[0] == 503
            assert await served.state() == "read_only"
            ledger._file = good
            await served.until_state("durable")
            await served.generate()

    with Path("/dev/full").open("wb", buffering=0) as full:
        asyncio.run(run(full))
    assert command("check", tmp_path / "a.db")[0] == 0
