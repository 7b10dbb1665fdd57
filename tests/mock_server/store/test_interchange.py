"""Export and import: everything comes through, and nothing half."""

from __future__ import annotations

import gzip
import os
import sqlite3
import stat
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.host.file_claims import SQLITE_LOGS
from oceanhil.mock_server.store import Database, StoreError, StoreRefusedError, interchange
from oceanhil.mock_server.store.chain import read_chain
from oceanhil.mock_server.store.file_check import check_file
from oceanhil.mock_server.store.file_lock import Claim
from oceanhil.mock_server.store.interchange import export_file, import_file, read_export
from oceanhil.mock_server.store.ledger import ledger_of
from oceanhil.mock_server.store.snapshot_reader import read_facts
from oceanhil.mock_server.store.store_file import open_to_read
from tests.mock_server.store.conftest import JOURNAL_LIMIT, PROFILE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mock_server.store.conftest import Kept


@pytest.fixture
def lived(kept: Kept) -> Kept:
    """Give a file with a bit of everything in it."""
    device = kept.bench.online()
    device.report({"temperature": 21.5, "relay1": True})
    kept.bench.admin("POST", f"/devices/{device.id}/regenerate")
    kept.bench.generate(name="küche ✓")
    kept.bench.change(session_ttl_s=60, maintenance=False, accept_query_token=False)
    kept.bench.admin("PUT", "/clock", {"offset": -3600, "freeze": True})
    kept.bench.send("GET", "/no/such/path", query="a=b")
    kept.save()
    return kept


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_an_import_gives_what_was_exported(lived: Kept, tmp_path: Path, name: str) -> None:
    export_file(lived.path, tmp_path / name, PROFILE.wire)
    import_file(tmp_path / name, tmp_path / "new.db", PROFILE.wire)
    with Database(tmp_path / "new.db", PROFILE.wire, JOURNAL_LIMIT) as new:
        assert new.load() == lived.database.load()
        assert new.start() == lived.database.start()
    assert check_file(tmp_path / "new.db").problems == ()


@pytest.mark.skipif(os.name != "posix", reason="permissions and pipes are POSIX")
def test_an_export_is_for_its_owner_alone_and_takes_no_pipes_place(lived: Kept, tmp_path: Path) -> None:
    export_file(lived.path, tmp_path / "out.jsonl", PROFILE.wire)
    assert stat.S_IMODE((tmp_path / "out.jsonl").stat().st_mode) == 0o600
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    export_file(lived.path, pipe, PROFILE.wire)
    reader.join()
    assert read == [(tmp_path / "out.jsonl").read_bytes()]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_export_is_taken_while_a_server_uses_the_file(lived: Kept, tmp_path: Path) -> None:
    exported = export_file(lived.path, tmp_path / "out.jsonl", PROFILE.wire)
    lived.bench.generate()
    lived.save()
    assert len(exported.snapshot.devices) == 2
    assert len(lived.database.load().devices) == 3


def test_an_export_is_as_its_page_says(lived: Kept, tmp_path: Path) -> None:
    export_file(lived.path, tmp_path / "out.jsonl", PROFILE.wire)
    head, *lines = map(msgspec.json.decode, (tmp_path / "out.jsonl").read_bytes().splitlines())
    assert head == {"format": "oceanhil-server", "version": 1}
    kinds = [kind for line in lines for kind in line]
    assert kinds == ["facts", "device", "device", "retired", "retired", *["journal"] * 4, "end"]
    assert lines[-1] == {"end": len(lines) - 1}


def test_an_export_takes_the_place_of_no_earlier_one(lived: Kept, tmp_path: Path) -> None:
    target = tmp_path / "backup.jsonl"
    target.write_bytes(b"the one before")
    with pytest.raises(StoreRefusedError, match=r"backup\.jsonl. is there already; export into a new file"):
        export_file(lived.path, target, PROFILE.wire)
    assert target.read_bytes() == b"the one before"


def test_an_export_that_the_disk_did_not_take_leaves_nothing(
    lived: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kept.jsonl"

    def refuse(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(StoreError, match="cannot be written: input/output error"):
        export_file(lived.path, target, PROFILE.wire)
    assert not [path.name for path in tmp_path.iterdir() if "kept" in path.name]


def test_a_packed_export_is_gzip(lived: Kept, tmp_path: Path) -> None:
    for name in ("out.jsonl", "out.jsonl.gz"):
        export_file(lived.path, tmp_path / name, PROFILE.wire)
    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()) == (tmp_path / "out.jsonl").read_bytes()


def test_a_cut_export_is_refused_wherever_it_was_cut(lived: Kept, tmp_path: Path) -> None:
    export_file(lived.path, tmp_path / "out.jsonl", PROFILE.wire)
    content = (tmp_path / "out.jsonl").read_bytes()
    ends_of_lines = [place + 1 for place, byte in enumerate(content[:-1]) if byte == ord("\n")]
    for length in (*ends_of_lines, *range(0, len(content) - 2, 101)):
        (tmp_path / "cut.jsonl").write_bytes(content[:length])
        with pytest.raises(StoreRefusedError):
            import_file(tmp_path / "cut.jsonl", tmp_path / "new.db", PROFILE.wire)
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"format": "oceanhil-server", "version": 2}', "has version 2, this oceanhil knows up to 1"),
        (b'{"format": "other", "version": 1}', "is an export of 'other'"),
        (b"not JSON", "line 1 is not as expected"),
        (b"", "line 1 is not as expected"),
    ],
)
def test_something_else_is_refused(tmp_path: Path, line: bytes, expected: str) -> None:
    (tmp_path / "in.jsonl").write_bytes(line)
    with pytest.raises(StoreRefusedError, match=expected):
        import_file(tmp_path / "in.jsonl", tmp_path / "new.db", PROFILE.wire)


def test_an_import_overwrites_nothing(lived: Kept, tmp_path: Path) -> None:
    export_file(lived.path, tmp_path / "out.jsonl", PROFILE.wire)
    before = lived.path.read_bytes()
    with pytest.raises(StoreRefusedError, match="is there already; import into a new file"):
        import_file(tmp_path / "out.jsonl", lived.path, PROFILE.wire)
    assert lived.path.read_bytes() == before


def test_the_line_that_cannot_be_read_is_named(lived: Kept, tmp_path: Path) -> None:
    export_file(lived.path, tmp_path / "out.jsonl", PROFILE.wire)
    lines = (tmp_path / "out.jsonl").read_bytes().splitlines()
    for number in (2, 3, len(lines)):
        broken = [*lines[: number - 1], b"{", *lines[number:]]
        (tmp_path / "in.jsonl").write_bytes(b"\n".join(broken))
        with pytest.raises(StoreRefusedError, match=f"line {number} is not as expected"):
            import_file(tmp_path / "in.jsonl", tmp_path / "new.db", PROFILE.wire)


def test_a_packed_export_with_a_wrong_byte_is_refused_wherever_it_is(lived: Kept, tmp_path: Path) -> None:
    export_file(lived.path, tmp_path / "out.jsonl.gz", PROFILE.wire)
    packed = (tmp_path / "out.jsonl.gz").read_bytes()
    header_bytes = packed.index(b"\0", 10) + 1
    for place in range(header_bytes, len(packed), 37):
        damaged = bytearray(packed)
        damaged[place] ^= 0xFF
        (tmp_path / "in.jsonl.gz").write_bytes(damaged)
        with pytest.raises(StoreRefusedError):
            import_file(tmp_path / "in.jsonl.gz", tmp_path / "new.db", PROFILE.wire)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**400])
@pytest.mark.parametrize("field", ["starts", "last_seq"])
def test_a_number_that_no_database_holds_is_refused_with_its_line(tmp_path: Path, field: str, number: int) -> None:
    facts = {"starts": 1, "last_seq": 0, "clock": {}, "settings": {}} | {field: number}
    text = str(facts).replace("'", '"')
    source = tmp_path / "out.jsonl"
    source.write_text(f'{{"format":"oceanhil-server","version":1}}\n{{"facts":{text}}}\n{{"end":1}}\n', "utf-8")
    with pytest.raises(StoreRefusedError, match="line 2 is not as expected"):
        import_file(source, tmp_path / "new.db", PROFILE.wire)
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


FACTS = b'{"facts":{"starts":3,"last_seq":0,"clock":{},"settings":{}}}'
HEAD = b'{"format":"oceanhil-server","version":1}'


def export_of(folder: Path, *lines: bytes) -> Path:
    """Write an export of these lines between head and end."""
    path = folder / "out.jsonl"
    path.write_bytes(b"\n".join((HEAD, *lines, b'{"end":%d}' % len(lines), b"")))
    return path


@pytest.mark.parametrize(
    ("refuse", "said"),
    [
        (sqlite3.OperationalError("database or disk is full"), "new.db': database or disk is full"),
        (OSError(28, "No space left on device"), "new.db' cannot be made: no space left on device"),
        (OSError("A Disk that says nothing"), "new.db' cannot be made: a disk that says nothing"),
    ],
)
def test_an_import_that_the_disk_does_not_take_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refuse: Exception, said: str
) -> None:
    def fail(*_: object) -> None:
        raise refuse

    source, target = export_of(tmp_path, FACTS), tmp_path / "new.db"
    monkeypatch.setattr(interchange, "write_changes", fail)
    with pytest.raises(StoreError, match=rf"{said}$"):
        import_file(source, target, PROFILE.wire)
    monkeypatch.undo()
    assert {path.name for path in tmp_path.iterdir()} - {"new.db.lock"} == {"out.jsonl"}
    assert import_file(source, target, PROFILE.wire).starts == 3


def test_an_imported_file_is_closed_begins_its_chain_and_is_one_file(tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    ledger_of(target).write_text("of a file that is gone")
    import_file(export_of(tmp_path, FACTS), target, PROFILE.wire)
    assert {path.name for path in tmp_path.iterdir()} - {"new.db.lock"} == {"new.db", "out.jsonl"}
    with closing(open_to_read(target)) as connection:
        facts, chain = read_facts(connection), read_chain(connection)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert (facts.starts, facts.closed) == (3, 1)
    # The reset, the settings and the clock.
    assert [(entry.entry, entry.changes) for entry in chain.values()] == [(0, 0), (1, 3)]
    Claim(target).release()


def test_what_the_log_of_a_file_holds_that_is_gone_does_not_get_into_the_imported_one(
    lived: Kept, tmp_path: Path
) -> None:
    source, target = export_of(tmp_path, FACTS), tmp_path / "new.db"
    for ending in SQLITE_LOGS:
        found = lived.path.with_name(lived.path.name + ending)
        target.with_name(target.name + ending).write_bytes(found.read_bytes() if found.exists() else b"")
    assert target.with_name(f"{target.name}-wal").stat().st_size > 0
    import_file(source, target, PROFILE.wire)
    with Database(target, PROFILE.wire, JOURNAL_LIMIT) as new:
        assert new.load() == read_export(source).snapshot


@pytest.mark.parametrize("part", ["facts", "clock", "device", "retired", "journal"])
def test_a_field_of_a_newer_oceanhil_is_refused_and_not_left_out(lived: Kept, tmp_path: Path, part: str) -> None:
    source = tmp_path / "out.jsonl"
    export_file(lived.path, source, PROFILE.wire)
    source.write_bytes(source.read_bytes().replace(b'"%b":{' % part.encode(), b'"%b":{"colour":1,' % part.encode(), 1))
    with pytest.raises(StoreRefusedError, match=r"line \d+ is not as expected: .*unknown field `colour`"):
        read_export(source)


def test_an_import_is_refused_while_a_server_makes_the_file(tmp_path: Path) -> None:
    source = export_of(tmp_path, FACTS)
    with Claim(tmp_path / "new.db"), pytest.raises(StoreError, match="is in use by another server"):
        import_file(source, tmp_path / "new.db", PROFILE.wire)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "the second line must be the facts"),
        ([b'{"device":null}'], "the second line must be the facts"),
        ([FACTS, FACTS[:-1]], "line 3 is not as expected"),
        ([FACTS, b'{"unknown":1}'], "line 3 is not as expected"),
        ([FACTS, b'{"end":7}'], ""),
    ],
)
def test_lines_that_are_no_export_are_refused(tmp_path: Path, lines: list[bytes], said: str) -> None:
    source = export_of(tmp_path, *lines)
    if not said:
        assert read_export(source).starts == 3
        return
    with pytest.raises(StoreRefusedError, match=said):
        read_export(source)


@pytest.mark.parametrize("end", [b'{"end":0}', b'{"end":2}', b'{"end":-1}', b"{}"])
def test_an_end_that_counts_other_lines_is_refused(tmp_path: Path, end: bytes) -> None:
    source = tmp_path / "out.jsonl"
    source.write_bytes(b"\n".join((HEAD, FACTS, end)))
    with pytest.raises(StoreRefusedError, match=rf"^'{source}' ends too early; take another export$"):
        read_export(source)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b'{"format":"oceanhil-server","version":1}', ""),
        (b'{"format":"oceanhil-server","version":0}', ""),
        (
            b'{"format":"oceanhil-server","version":2}',
            "has version 2, this oceanhil knows up to 1; use the newer one",
        ),
        (b'{"format":"oceanhil","version":1}', "is an export of 'oceanhil', expected one of 'oceanhil server export'"),
    ],
)
def test_the_head_says_whose_export_it_is_and_of_which_version(tmp_path: Path, head: bytes, said: str) -> None:
    source = tmp_path / "out.jsonl"
    source.write_bytes(b"\n".join((head, FACTS, b'{"end":1}')))
    if not said:
        assert read_export(source).starts == 3
        return
    with pytest.raises(StoreRefusedError) as refused:
        read_export(source)
    assert str(refused.value) == f"'{source}' {said}"


@pytest.mark.parametrize(
    ("number", "is_held"), [(2**63 - 1, True), (-(2**63), True), (2**63, False), (-(2**63) - 1, False)]
)
@pytest.mark.parametrize("place", ['"starts":%s', '"clock":{"offset_us":%s}', '"settings":{"session_ttl_s":%s}'])
def test_numbers_of_64_bits_are_held_wherever_they_stand(
    tmp_path: Path, number: int, is_held: bool, place: str
) -> None:
    facts = {"starts": '"starts":1', "last_seq": '"last_seq":0', "clock": '"clock":{}', "settings": '"settings":{}'}
    written = place % number
    facts[written.split('"')[1]] = written
    source = export_of(tmp_path, f'{{"facts":{{{",".join(facts.values())}}}}}'.encode())
    if is_held:
        read_export(source)
        return
    with pytest.raises(
        StoreRefusedError, match=r"line 2 is not as expected: number of \d\d digits, expected one of at"
    ):
        read_export(source)


def test_an_export_into_no_folder_and_of_no_file_is_told(lived: Kept, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no/out\.jsonl' cannot be written: no such file or directory"):
        export_file(lived.path, tmp_path / "no" / "out.jsonl", PROFILE.wire)
    with pytest.raises(StoreError, match=r"none\.db' cannot be opened: no such file"):
        export_file(tmp_path / "none.db", tmp_path / "out.jsonl", PROFILE.wire)
    assert not (tmp_path / "out.jsonl").exists()


def test_the_half_of_an_export_is_a_hidden_file_beside_it(
    lived: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    folder = tmp_path / "exports"
    folder.mkdir()
    monkeypatch.setattr("os.fsync", lambda _: seen.extend(str(path.relative_to(folder)) for path in folder.rglob("*")))
    export_file(lived.path, folder / "out.jsonl.gz", PROFILE.wire)
    (half,) = seen
    assert half.startswith(".out.jsonl.gz.")
    assert [path.name for path in folder.iterdir()] == ["out.jsonl.gz"]
