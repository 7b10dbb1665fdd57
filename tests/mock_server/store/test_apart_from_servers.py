"""The file without a server: values of every kind come back, what contradicts itself is named, texts are shared."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.changes import Changes, ClockRecord, DeviceRecord, RetiredRecord, Snapshot
from oceanhil.mock_server.core.journal import PollRow, Row
from oceanhil.mock_server.core.storage import StorageState, StorageView
from oceanhil.mock_server.store import Database, Keeper, StoreError, StoreRefusedError
from oceanhil.mock_server.store.chain import entry_after, started_chain
from oceanhil.mock_server.store.change_writer import PollBatch, read_batch, write_changes, write_fact
from oceanhil.mock_server.store.file_check import check_file, contradictions
from oceanhil.mock_server.store.interchange import export_file, import_file, read_export
from oceanhil.mock_server.store.schema import APPLICATION_ID, bring_up, version_of
from oceanhil.mock_server.store.snapshot_reader import SharedTexts, read_facts, read_snapshot
from oceanhil.mock_server.store.store_file import open_to_read, open_to_write
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.messages import DeviceState
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.tokens import TokenKind
from tests.mock_server.store.conftest import JOURNAL_LIMIT, PROFILE
from tests.together import together

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
TIME = st.integers(0, 2**60)
DIGEST = st.binary(min_size=32, max_size=32)
STATES = st.builds(
    DeviceState,
    success=st.just(True),
    relay1=st.booleans(),
    relay2=st.booleans(),
    temperature=st.none() | st.floats(-99, 99),
    humidity=st.none() | st.floats(0, 100),
)
DEVICES = st.builds(
    DeviceRecord,
    # No poll of the journal is of these.
    id=TEXT.map(lambda text: f"id-{text}"),
    name=TEXT,
    board=st.sampled_from(PLATFORM_BOARDS),
    created_us=TIME,
    registration=DIGEST,
    issued_us=TIME,
    used_us=st.none() | TIME,
    permanent=st.none() | DIGEST,
    revoked=st.booleans(),
    reserved=st.booleans(),
    mac=st.none() | st.binary(min_size=6, max_size=6),
    device_id=st.none() | TEXT,
    ip=st.none() | TEXT,
    contact_us=st.none() | TIME,
    state=STATES,
    tags=st.lists(TEXT, max_size=3).map(tuple),
)
RETIRED = st.builds(RetiredRecord, DIGEST, TEXT, st.sampled_from(TokenKind), st.sampled_from(ErrorReason))
WORDS = st.text("abc", max_size=4)
ROWS = st.builds(
    Row,
    time_us=TIME,
    method=WORDS,
    path=WORDS,
    query=WORDS,
    status=st.none() | st.integers(100, 599),
    code=WORDS,
    device=WORDS,
    peer=WORDS,
    headers=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
    fault=WORDS,
    note=WORDS,
)
POLLS = st.builds(PollRow, TIME, WORDS, st.none() | WORDS, st.none() | WORDS, WORDS)


def _changes(snapshot: Snapshot, *, is_reset: bool = True) -> Changes:
    return Changes(
        is_reset=is_reset,
        rows=snapshot.rows,
        last_seq=snapshot.last_seq,
        contacts={},
        saved=snapshot.devices,
        retired=snapshot.retired,
        deleted=(),
        settings=snapshot.settings,
        clock=snapshot.clock,
    )


def _write(connection: sqlite3.Connection, changes: Changes, limit: int) -> None:
    entry = entry_after(started_chain(connection, lambda: 0)[-1], changes, 0)
    write_changes(connection, changes, entry, PROFILE.wire, limit)


def _read_back(snapshot: Snapshot, limit: int = 1000) -> Snapshot:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        bring_up(connection)
        _write(connection, _changes(snapshot), limit)
        return read_snapshot(connection, limit)


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.lists(DEVICES, max_size=4, unique_by=lambda device: device.id),
    st.lists(RETIRED, max_size=4, unique_by=lambda token: token.digest),
    st.lists(ROWS | POLLS, max_size=12),
    st.none() | TIME,
    st.integers(-(2**50), 2**50),
)
def test_whatever_is_kept_comes_back(
    devices: list[DeviceRecord],
    retired: list[RetiredRecord],
    rows: list[Row | PollRow],
    frozen_us: int | None,
    offset_us: int,
) -> None:
    kept = Snapshot(devices, retired, {"a": True, "b": 7, "c": "x"}, ClockRecord(offset_us, frozen_us), rows, 90)
    back = _read_back(kept)
    assert (back.devices, list(back.retired), back.settings, back.clock) == (
        devices,
        retired,
        kept.settings,
        kept.clock,
    )
    shown = [row if isinstance(row, Row) else (row.time_us, row.device, row.token or "", row.peer) for row in rows]
    assert [
        row if isinstance(row, Row) else (row.time_us, row.device, row.token, row.peer) for row in back.rows
    ] == shown
    assert back.last_seq == 90


@together
@pytest.mark.parametrize("count", [0, 1, 7, 8, 79, 80, 81, 88, 89, 169])
@pytest.mark.parametrize("limit", [1000, 80])
def test_any_number_of_rows_is_written_and_the_newest_are_kept(count: int, limit: int) -> None:
    rows = [Row(number, "GET", "/", "", 200, "", "", "", (), "", "") for number in range(count)]
    back = _read_back(Snapshot(rows=rows, last_seq=count), limit)
    assert [row.time_us for row in back.rows] == list(range(max(0, count - limit), count))
    assert back.last_seq == count


def test_polls_and_other_requests_come_back_in_their_order() -> None:
    polls = [PollRow(number, "d", "t", "s", "p") for number in range(0, 20, 2)]
    others = [Row(number, "GET", "/", "", 200, "", "d", "p", (), "", "") for number in range(1, 20, 2)]
    rows: list[PollRow | Row] = [*polls, *others]
    rows.sort(key=lambda row: row.time_us)
    back = _read_back(Snapshot(rows=rows, last_seq=20))
    assert [row.time_us for row in back.rows] == list(range(20))
    assert [row.time_us for row in _read_back(Snapshot(rows=rows, last_seq=20), 5).rows] == [15, 16, 17, 18, 19]


def test_polls_are_kept_once_for_each_client() -> None:
    batch = PollBatch()
    for seq, device in enumerate("abaab", 1):
        batch.add(seq, PollRow(seq * 10, device, "oc_perm_" + "x" * 40, None, "::1"))
    last_seq, clients, polls = batch.values()
    assert last_seq == 5
    assert msgspec.json.decode(clients) == [["a", "oc_perm_xxxx…", "", "::1"], ["b", "oc_perm_xxxx…", "", "::1"]]
    assert msgspec.json.decode(polls) == [[1, 10, 0], [2, 20, 1], [3, 30, 0], [4, 40, 0], [5, 50, 1]]
    read = read_batch(clients, polls, str)
    assert [(seq, row.device, row.time_us) for seq, row in read] == [(n, d, n * 10) for n, d in enumerate("abaab", 1)]


def test_equal_texts_are_one_object() -> None:
    shared, one, other = SharedTexts(), "x" * 5, "x" * int("5")
    assert one is not other
    assert shared.text(one) is shared.text(other)
    first, second = shared.headers([(one, "v")]), shared.headers([(other, "v"), (other, "w")])
    assert second == ((one, "v"), (one, "w"))
    assert first[0] is second[0]
    assert second[1][0] is first[0][0]


def test_equal_states_and_times_of_devices_are_one_object() -> None:
    warm = DeviceState(temperature=21.5)
    devices = [_device(name, created_us=10**15, issued_us=10**15, state=warm) for name in "ab"]
    one, other, third = _read_back(Snapshot([*devices, _device("c", created_us=10**15)])).devices
    assert one.state is other.state
    assert (one.state, third.state) == (warm, DeviceState())
    assert one.issued_us is one.created_us
    assert (third.created_us, third.issued_us) == (10**15, 0)


def _device(name: str, **given: object) -> DeviceRecord:
    record = DeviceRecord(
        name,
        name,
        Board.ESP32,
        0,
        name.encode() * 32,
        0,
        None,
        None,
        False,
        False,
        None,
        None,
        None,
        None,
        DeviceState(),
    )
    return msgspec.structs.replace(record, **given)


MAC = b"123456"


@pytest.mark.parametrize(
    ("snapshot", "expected"),
    [
        (Snapshot([_device("a"), _device("b")]), []),
        (Snapshot([_device("a", mac=MAC), _device("b", mac=b"654321")]), []),
        (Snapshot([_device("a", mac=MAC), _device("b", mac=MAC)]), ["devices 'a' and 'b' have the same MAC"]),
        (
            Snapshot([_device("a", permanent=b"p")]),
            ["device 'a' has a permanent token and never registered"],
        ),
        (Snapshot([_device("a", permanent=b"p", used_us=0)]), []),
        (
            Snapshot([_device(name, permanent=b"p", used_us=1) for name in "ab"]),
            ["the permanent token of 'b' has ended and is live"],
        ),
        (
            Snapshot(
                [_device("a", permanent=b"p", used_us=1)],
                [RetiredRecord(b"p", "a", TokenKind.PERMANENT, ErrorReason.TOKEN_REVOKED)],
            ),
            ["the permanent token of 'a' has ended and is live"],
        ),
        (
            Snapshot([_device("a")], [RetiredRecord(b"x", "b", TokenKind.PERMANENT, ErrorReason.TOKEN_REVOKED)]),
            ["a retired token belongs to no device: 'b'"],
        ),
        (Snapshot(rows=[PollRow(0, "", "", "", "")] * 2, last_seq=2), []),
        (
            Snapshot(rows=[PollRow(0, "", "", "", "")] * 2, last_seq=1),
            ["the journal has 2 rows, more than its last number 1"],
        ),
    ],
)
def test_what_cannot_be_true_together_is_said(snapshot: Snapshot, expected: list[str]) -> None:
    assert contradictions(snapshot) == expected


def test_a_checked_file_is_counted_and_let_go(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Database(path, PROFILE.wire, JOURNAL_LIMIT) as database:
        rows = [PollRow(number, "a", "", "", "") for number in range(3)]
        token = RetiredRecord(b"x", "a", TokenKind.PERMANENT, ErrorReason.TOKEN_REVOKED)
        database.write(_changes(Snapshot([_device("a"), _device("b")], [token], rows=rows, last_seq=9)))
    found = check_file(path)
    assert (found.devices, found.retired, found.journal, found.last_seq, found.problems) == (2, 1, 3, 9, ())
    (tmp_path / "a.db").rename(tmp_path / "moved.db")


def test_facts_have_their_names_and_defaults() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        assert version_of(connection) == 0
        bring_up(connection)
        facts = read_facts(connection)
        assert msgspec.structs.astuple(facts) == (0, 0, 0, None, 0)
        for value, name in enumerate(("starts", "last_seq", "offset_us", "frozen_us", "closed"), 1):
            write_fact(connection, name, value)
        facts = read_facts(connection)
        assert (facts.starts, facts.last_seq, facts.offset_us, facts.frozen_us, facts.closed) == (1, 2, 3, 4, 5)
        assert APPLICATION_ID.to_bytes(4, "big") == b"OHIL"


def test_what_was_deleted_is_gone_from_every_table() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        bring_up(connection)
        token = RetiredRecord(b"x", "a", TokenKind.PERMANENT, ErrorReason.TOKEN_REVOKED)
        first = Snapshot([_device("a", contact_us=5), _device("b", contact_us=6)], [token])
        _write(connection, _changes(first), 10)
        gone = msgspec.structs.replace(_changes(Snapshot(), is_reset=False), deleted=("a",), contacts={"a": 7, "b": 8})
        _write(connection, gone, 10)
        back = read_snapshot(connection, 10)
        assert [(device.id, device.contact_us) for device in back.devices] == [("b", 8)]
        assert back.retired == []
        assert connection.execute("SELECT device FROM contacts").fetchall() == [("b",)]


def test_a_half_made_file_is_neither_read_nor_left(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreRefusedError, match="it is empty; start a server with it first"):
        open_to_read(tmp_path / "empty.db")
    with pytest.raises(StoreError, match=r"cannot be opened: no such file"):
        open_to_read(tmp_path / "none.db")
    with pytest.raises(StoreError, match=r"cannot be opened: is a directory"):
        open_to_write(tmp_path)
    with pytest.raises(StoreError, match="cannot be read: no such file"):
        read_export(tmp_path / "none.jsonl")
    with pytest.raises(StoreError, match=r"cannot be made: folder .* does not exist; make it first"):
        Database(tmp_path / "no" / "a.db", PROFILE.wire, 1)


def test_an_import_is_whole_beside_a_file_of_somebody_else_s(tmp_path: Path) -> None:
    source, target = tmp_path / "out.jsonl", tmp_path / "new.db"
    with Database(tmp_path / "a.db", PROFILE.wire, JOURNAL_LIMIT) as database:
        database.write(_changes(Snapshot([_device("a")])))
    exported = export_file(tmp_path / "a.db", source, PROFILE.wire)
    (tmp_path / "new.db.part").write_bytes(b"somebody else's")
    imported = import_file(source, target, PROFILE.wire)
    assert (imported.starts, imported.snapshot) == (exported.starts, exported.snapshot)
    assert {each.name for each in tmp_path.glob("new.db*")} - {"new.db.lock"} == {"new.db", "new.db.part"}
    assert (tmp_path / "new.db.part").read_bytes() == b"somebody else's"
    with pytest.raises(StoreRefusedError, match="is there already"):
        import_file(source, target, PROFILE.wire)


def test_a_keeper_counts_its_commits_and_says_how_things_are_kept(tmp_path: Path) -> None:
    async def act() -> None:
        core, told = Core(load_profile(), 1), list[StorageView]()
        keeper = Keeper(core, tmp_path / "a.db", lambda: 5, tell=told.append)
        await keeper.start()
        assert (core.storage.state, keeper.commit_count) == (StorageState.DURABLE, 0)
        device = core.create_device(Board.ESP32, "a", 5)
        assert keeper.concerns(device.id)
        assert keeper.concerns("")
        assert not keeper.concerns("other")
        assert await keeper.settle()
        assert not keeper.concerns(device.id)
        assert (keeper.commit_count, await keeper.settle()) == (1, True)
        core.put_settings({"maintenance": True}, 5)
        assert keeper.concerns("other")
        await keeper.close()
        await keeper.close()
        assert (keeper.commit_count, told, await keeper.settle()) == (2, [], False)

    asyncio.run(act())


def test_a_keeper_that_cannot_start_lets_go_of_the_file(tmp_path: Path) -> None:
    with Database(tmp_path / "a.db", PROFILE.wire, JOURNAL_LIMIT) as database:
        database.write(_changes(Snapshot(settings={"no_such_setting": 1})))

    async def act() -> None:
        keeper = Keeper(Core(load_profile(), 1), tmp_path / "a.db", lambda: 5)
        with pytest.raises(StoreRefusedError, match="does not fit the profile: unknown setting 'no_such_setting'"):
            await keeper.start()
        assert not await keeper.settle()

    asyncio.run(act())
    Database(tmp_path / "a.db", PROFILE.wire, JOURNAL_LIMIT).close()


def test_a_damaged_file_is_not_exported(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Database(path, PROFILE.wire, JOURNAL_LIMIT) as database:
        database.write(_changes(Snapshot([_device("a")])))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE devices SET board = 'toaster'")
    with pytest.raises(StoreRefusedError, match=r"cannot be used: it is damaged"):
        export_file(path, tmp_path / "out.jsonl", PROFILE.wire)
    assert not (tmp_path / "out.jsonl").exists()
