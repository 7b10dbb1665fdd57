"""Export and import: everything comes through, and nothing half."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import msgspec
import pytest

from mock_server.store import Database, StoreError, StoreRefusedError
from mock_server.store.checking import check_file
from mock_server.store.interchange import export_file, import_file
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
    kept.bench.generate(name="küche ✓\0")
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


def test_an_export_that_the_disk_did_not_take_leaves_the_one_before(
    lived: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kept.jsonl"
    target.write_bytes(b"the one before")

    def refuse(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(StoreError, match="cannot be written: input/output error"):
        export_file(lived.path, target, PROFILE.wire)
    assert [path.name for path in tmp_path.glob("kept.*")] == ["kept.jsonl"]
    assert target.read_bytes() == b"the one before"


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
