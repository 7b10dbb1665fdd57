"""The chain of transactions: what an entry says, and what a file lacks of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.mock_server.core.changes import Changes, ClockRecord, DeviceRecord, RetiredRecord
from oceanhil.mock_server.core.device import INITIAL_STATE
from oceanhil.mock_server.core.journal import PollRow
from oceanhil.mock_server.store import StoreRefusedError
from oceanhil.mock_server.store.chain import (
    Entry,
    Loss,
    compare,
    count_of,
    entry_after,
    read_chain,
    started_chain,
    write_entry,
)
from oceanhil.mock_server.store.ledger import LINES
from oceanhil.mock_server.store.schema import MIGRATIONS, bring_up
from oceanhil.protocol.board import Board
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.tokens import TokenKind
from tests.together import together

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTHING = Changes(
    is_reset=False, rows=(), last_seq=0, contacts={}, saved=(), retired=(), deleted=(), settings=None, clock=None
)
DEVICE = DeviceRecord(
    "a", "pump", Board.ESP32, 0, b"digest", 0, None, None, False, False, None, None, None, None, INITIAL_STATE
)
TOKEN = RetiredRecord(b"digest", "a", TokenKind.PERMANENT, ErrorReason.TOKEN_REVOKED)
FIRST = Entry(7, 0, 0, 0, 0, "00" * 16)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """Give a new file's tables."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        bring_up(made)
        yield made


def changes(**given: object) -> Changes:
    return msgspec.structs.replace(NOTHING, **given)


def entry(
    number: int, *, counted: int = 0, journal: int = 0, time_us: int = 0, digest: str = "", origin: int = 7
) -> Entry:
    return Entry(origin, number, counted, journal, time_us, digest)


def chain(*entries: Entry) -> dict[int, Entry]:
    return {each.entry: each for each in entries}


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({}, 0),
        ({"rows": [PollRow(0, "a", "", "", "")], "last_seq": 1, "contacts": {"a": 5}}, 0),
        ({"retired": [TOKEN]}, 0),
        ({"is_reset": True}, 1),
        ({"settings": {}}, 1),
        ({"clock": ClockRecord()}, 1),
        ({"saved": [DEVICE, DEVICE]}, 2),
        ({"deleted": ["a", "b", "c"]}, 3),
        ({"is_reset": True, "saved": [DEVICE], "deleted": ["a"], "settings": {"a": 1}, "clock": ClockRecord()}, 5),
    ],
)
def test_what_was_acknowledged_is_counted_and_no_poll(given: dict[str, object], count: int) -> None:
    assert count_of(changes(**given)) == count
    assert entry_after(entry(3, counted=10), changes(**given), 0).changes == 10 + count


def test_an_entry_goes_on_from_the_one_before_it() -> None:
    made = entry_after(entry(3, counted=4, journal=5, time_us=6), changes(last_seq=9), 77)
    assert (made.origin, made.entry, made.changes, made.journal, made.time_us) == (7, 4, 4, 9, 77)
    assert len(bytes.fromhex(made.digest)) == 16


def test_the_digest_is_made_of_everything_that_is_acknowledged_and_of_the_digest_before() -> None:
    different: list[dict[str, object]] = [
        {},
        {"is_reset": True},
        {"saved": [DEVICE]},
        {"retired": [TOKEN]},
        {"deleted": ["a"]},
        {"settings": {"a": 1}},
        {"clock": ClockRecord(1)},
    ]
    digests = [entry_after(FIRST, changes(**given), 0).digest for given in different]
    digests.append(entry_after(msgspec.structs.replace(FIRST, digest="01" * 16), NOTHING, 0).digest)
    assert len(set(digests)) == len(digests)
    assert entry_after(FIRST, NOTHING, 0).digest == entry_after(FIRST, changes(last_seq=8), 99).digest == digests[0]


def test_a_text_that_no_file_can_hold_gives_no_entry() -> None:
    with pytest.raises(UnicodeError):
        entry_after(FIRST, changes(deleted=["\ud800"]), 0)


NEWER = [entry(4, counted=2, journal=10, time_us=40), entry(5, counted=3, journal=20, time_us=50)]


@together
@pytest.mark.parametrize(
    ("ledger", "known", "expected"),
    [
        pytest.param([], chain(entry(1, counted=9)), Loss(), id="no ledger to ask"),
        pytest.param(NEWER, chain(*NEWER), Loss(3), id="the same"),
        pytest.param(NEWER, chain(*NEWER, entry(6, counted=4)), Loss(3), id="the file knows more"),
        pytest.param(NEWER, chain(NEWER[1]), Loss(3), id="the file remembers the last one only"),
        pytest.param(NEWER, chain(NEWER[0]), Loss(3, 1, 50, 10), id="the last one is missing"),
        pytest.param(
            NEWER, chain(entry(3, counted=1, journal=4)), Loss(3, 2, 40, 16), id="all of the ledger, not more"
        ),
        pytest.param(NEWER, chain(entry(2, counted=1)), Loss(3, 2, None, 20), id="more than the ledger goes back"),
        pytest.param(NEWER, {}, Loss(3, 3, None, 20), id="everything, and the ledger begins later"),
        pytest.param(NEWER[:1], {}, Loss(2, 2, None, 10), id="everything of a ledger of one line"),
        pytest.param([entry(1, counted=1, time_us=9)], {}, Loss(1, 1, 9), id="everything, from the first one"),
        pytest.param([entry(0), entry(1, counted=1, time_us=9)], chain(entry(0)), Loss(1, 1, 9), id="from the start"),
        pytest.param(
            [entry(0), entry(1, journal=6)], chain(entry(0)), Loss(0, 0, None, 6), id="polls that nobody was told"
        ),
        pytest.param(
            [entry(4, counted=2), entry(5, counted=2, time_us=50), entry(6, counted=3, time_us=60)],
            chain(entry(4, counted=2)),
            Loss(3, 1, 60),
            id="the first that was acknowledged, behind polls",
        ),
        pytest.param(
            [entry(4, counted=2, journal=9), entry(5, counted=3, journal=4)],
            chain(entry(4, counted=2, journal=9)),
            Loss(3, 1, 0, 0),
            id="a reset begins the journal anew",
        ),
        pytest.param(
            NEWER,
            chain(entry(5, counted=3, origin=8)),
            Loss(doubt="its ledger belongs to another file"),
            id="another's",
        ),
        pytest.param(
            NEWER,
            chain(entry(4, digest="ff"), entry(5, digest="ff")),
            Loss(doubt="its ledger tells of other changes than the file has"),
            id="another way, as far",
        ),
        pytest.param(
            NEWER,
            chain(entry(4, digest="ff")),
            Loss(doubt="its ledger tells of other changes than the file has"),
            id="another way, to where the ledger begins",
        ),
        pytest.param(
            NEWER, chain(NEWER[0], entry(5, counted=3, digest="ff")), Loss(3, 1, 50, 10), id="another way at the end"
        ),
    ],
)
def test_what_a_file_lacks_of_its_ledger(ledger: list[Entry], known: dict[int, Entry], expected: Loss) -> None:
    assert compare(ledger, known) == expected


@pytest.mark.parametrize(
    ("loss", "is_serious", "said"),
    [
        (Loss(), False, ()),
        (Loss(9), False, ()),
        (Loss(9, journal=1), False, ("the journal's last entry is missing",)),
        (Loss(9, 1), True, ("1 of 9 acknowledged changes is missing: 9",)),
        (Loss(9, 2), True, ("2 of 9 acknowledged changes are missing: 8\N{EN DASH}9",)),
        (
            Loss(1, 1, 1_000_000),
            True,
            ("1 of 1 acknowledged changes is missing: 1, the first made at 1970-01-01 00:00:01Z",),
        ),
        (
            Loss(3, 3, 0, 2),
            True,
            (
                "3 of 3 acknowledged changes are missing: 1\N{EN DASH}3, the first made at 1970-01-01 00:00:00Z",
                "the journal's last 2 entries are missing",
            ),
        ),
        (Loss(doubt="nobody knows"), True, ("nobody knows",)),
    ],
)
def test_a_loss_is_said_in_words(loss: Loss, is_serious: bool, said: tuple[str, ...]) -> None:
    assert (loss.is_serious, loss.problems) == (is_serious, said)


@pytest.mark.parametrize(
    ("time_us", "said"),
    [
        (1_763_683_199_999_999, "2025-11-20 23:59:59Z"),
        (-1_000_000, "1969-12-31 23:59:59Z"),
        (253_402_300_798_000_000, "9999-12-31 23:59:58Z"),
        (2**63 - 1, "9223372036855 s"),
    ],
)
def test_a_time_that_no_calendar_has_is_told_as_one_that_it_has(time_us: int, said: str) -> None:
    assert Loss(1, 1, time_us).problems[0].endswith(f"the first made at {said}")


def test_the_file_remembers_its_newest_entries_and_more_than_the_ledger(connection: sqlite3.Connection) -> None:
    for number in range(1, 1031):
        write_entry(connection, entry(number, counted=number, journal=2, time_us=3, digest="d"))
    known = read_chain(connection)
    assert list(known) == list(range(7, 1031))
    assert known[7] == entry(7, counted=7, journal=2, time_us=3, digest="d")
    assert len(known) > LINES


def test_a_chain_is_begun_once(connection: sqlite3.Connection) -> None:
    [first] = started_chain(connection, lambda: 5)
    assert (first.entry, first.changes, first.journal, first.time_us, first.digest) == (0, 0, 0, 5, "0" * 32)
    assert first.origin >= 0
    assert read_chain(connection) == {0: first}
    second = entry_after(first, NOTHING, 6)
    write_entry(connection, second)
    assert started_chain(connection, lambda: 7) == [first, second]


def test_every_chain_has_an_origin_of_its_own() -> None:
    origins = set()
    for _ in range(5):
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
            bring_up(made)
            origins.add(started_chain(made, lambda: 0)[0].origin)
    assert len(origins) == 5
    assert max(origins) > 2**40


def test_a_file_of_before_the_chain_has_none() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        bring_up(made, MIGRATIONS[:1])
        assert read_chain(made) == {}


def test_an_entry_that_cannot_be_is_told(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO chain VALUES ('x', 1, 1, 1, 1, '')")
    with pytest.raises(StoreRefusedError, match=r"it is damaged: an entry of its chain is not as expected \(.*int.*\)"):
        read_chain(connection)
