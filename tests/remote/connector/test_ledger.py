"""The ledger of a run, in memory and in a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.host.state_files import StateError
from oceanhil.remote.connector.control import ControlError
from oceanhil.remote.connector.ledger import Created, Ledger, LedgerPage, earlier_ledgers, open_ledger, read_page

URL = "https://staging.example"


def pages(state: Path) -> list[LedgerPage]:
    return [page for path in state.rglob("*.ledger.json") if (page := read_page(path)) is not None]


def abandoned(state: Path, *identities: str, url: str = URL) -> None:
    """Leave the ledger of a process that is gone."""
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    ledger = open_ledger(state, url)
    for identity in identities:
        ledger.created("device", identity)
    (path,) = state.rglob("*.ledger.json")
    (page,) = pages(state)
    owner = msgspec.structs.replace(page.owner, pid=gone.pid)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(page, owner=owner)) + b"\n")


def test_a_creation_is_in_the_file_at_once(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, URL)
    ledger.created("device", "d1", "conform-1")
    (page,) = pages(tmp_path)
    assert (page.url, page.created) == (URL, (Created("device", "d1", "conform-1"),))


def test_a_ledger_of_which_everything_is_removed_leaves_no_file(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, URL)
    ledger.created("device", "d1")
    ledger.removed("d1")
    open_ledger(tmp_path, URL)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} <= {"ledgers.lock"}


def test_what_a_killed_run_left_is_found_and_struck_out_in_its_file(tmp_path: Path) -> None:
    abandoned(tmp_path, "d1", "d2")
    (ledger,) = earlier_ledgers(tmp_path, URL + "/")
    assert [entry.id for entry in ledger.entries] == ["d1", "d2"]
    ledger.removed("d1")
    assert [entry.id for page in pages(tmp_path) for entry in page.created] == ["d2"]


def test_each_of_a_thousand_creations_adds_a_line_and_writes_no_page_again(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, URL, is_durable=False)
    for number in range(1_000):
        ledger.created("device", f"d{number}")
    ledger.removed("d7")
    assert ledger.path is not None
    lines = ledger.path.read_bytes().splitlines()
    assert (len(lines), len(lines[0]) < 1_000) == (1 + 999 + 1, True)
    (page,) = pages(tmp_path)
    assert [entry.id for entry in page.created] == [f"d{number}" for number in range(1_000) if number != 7]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=30), st.integers(0, 200))
def test_the_file_of_a_run_that_was_killed_anywhere_tells_what_its_ledger_did(
    deeds: list[tuple[bool, int]], torn_bytes: int
) -> None:
    with TemporaryDirectory() as folder:
        ledger = open_ledger(Path(folder), URL, is_durable=False)
        for is_new, number in deeds:
            (ledger.created("device", f"d{number}") if is_new else ledger.removed(f"d{number}"))
        told = [entry for page in pages(Path(folder)) for entry in page.created]
        assert sorted(told, key=str) == sorted(ledger.entries, key=str)
        path = ledger.path
        if path is not None and path.exists():
            with path.open("ab") as file:
                file.write(b'{"created":{"kind":"device","id":"torn","name":"a name that is long"}}'[: torn_bytes % 60])
            (page,) = pages(Path(folder))
            assert list(page.created) == told


def test_a_ledger_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    abandoned(tmp_path, "d1")
    (path,), (page,) = tmp_path.rglob("*.ledger.json"), pages(tmp_path)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(page), indent=2))
    assert pages(tmp_path) == [page]


def test_the_ledger_of_a_run_that_goes_on_is_left_alone(tmp_path: Path) -> None:
    open_ledger(tmp_path, URL).created("device", "d1")
    assert earlier_ledgers(tmp_path, URL) == []


def test_each_server_has_its_own(tmp_path: Path) -> None:
    abandoned(tmp_path, "d1")
    assert earlier_ledgers(tmp_path, "https://other.example") == []


def test_a_damaged_ledger_is_told_with_what_to_do(tmp_path: Path) -> None:
    abandoned(tmp_path, "d1")
    (path,) = tmp_path.rglob("*.ledger.json")
    path.write_text("{")
    with pytest.raises(ControlError, match=r"is damaged .* look on the server for devices named 'conform-"):
        earlier_ledgers(tmp_path, URL)


def test_a_folder_that_cannot_be_written_is_told_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="choose another folder"):
        open_ledger(tmp_path / "file", URL)


def test_an_id_that_is_not_in_it_is_nobodys() -> None:
    with pytest.raises(ControlError, match="was not created by this run"):
        Ledger().mine("d1")
