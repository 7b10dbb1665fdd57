"""Whole runs: real Locust processes against a mock server on loopback, tens of devices for seconds."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from tests.docs.pieces import find_pages
from tests.user import start

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_state")]

SMALL = ("--devices", "12", "--rate", "50", "--workers", "1", "--sample", "2", "--for", "5s")
_LEDGER = re.compile(r"ledger: (\S+)")


def fleet(folder: Path, *words: str) -> tuple[int, str]:
    with start(folder, "fleet", *words) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, out + err


def started(folder: Path, *words: str) -> tuple[subprocess.Popen[str], Path]:
    """Start a run, and wait until its devices live; gives its ledger."""
    process = start(folder, "fleet", *words)
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if "Ctrl-C ends" in line:
            break
    found = _LEDGER.search(said)
    assert found is not None, said
    return process, Path(found[1])


def children_of(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in path.read_text().split()]


@contextmanager
def refusing(server: ServedServer, fault: Fault) -> Iterator[None]:
    server.client.add_fault(FaultRule(fault))
    try:
        yield
    finally:
        server.client.clear_faults()


@pytest.mark.long
def test_a_fleet_comes_online_is_judged_and_leaves_nothing(mock_server: ServedServer, tmp_path: Path) -> None:
    code, said = fleet(tmp_path, mock_server.url, *SMALL, "--csv", str(tmp_path / "out" / "fleet"))
    assert code == 0, said
    assert "12 of 12 devices ONLINE" in said
    assert "exchanges of sampled devices judged by the contract: all of it holds" in said
    assert mock_server.devices() == []
    assert list((tmp_path / "state").rglob("*.ledger.json")) == []
    assert "/api/device/register/,12,0," in (tmp_path / "out" / "fleet_stats.csv").read_text()


def test_a_run_that_was_killed_leaves_no_process_and_is_undone_by_its_ledger(
    mock_server: ServedServer, tmp_path: Path
) -> None:
    process, ledger = started(tmp_path, mock_server.url, *SMALL[:-1], "10m", "--workers", "2")
    children = children_of(process.pid)
    process.kill()
    process.communicate(timeout=60)
    assert len(children) == 3
    deadline = 0
    while any(Path(f"/proc/{pid}").exists() and not _is_zombie(pid) for pid in children):
        deadline += 1
        assert deadline < 600
        subprocess.run(["sleep", "0.1"], check=True)
    assert len(mock_server.devices()) == 12
    code, said = fleet(tmp_path, "--undo", str(ledger))
    assert (code, said) == (0, "removed: 12\n")
    assert (mock_server.devices(), ledger.exists()) == ([], False)


@pytest.mark.long
def test_what_a_run_that_was_killed_left_in_the_folder_for_temporary_files_goes_with_the_next_run(
    mock_server: ServedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    process, ledger = started(tmp_path, mock_server.url, *SMALL[:-1], "10m")
    process.kill()
    process.communicate(timeout=60)
    assert sorted(each.name.rpartition("-")[0] for each in place.iterdir()) == ["oceanhil-fleet", "oceanhil-locust"]
    assert fleet(tmp_path, "--undo", str(ledger))[0] == 0
    code, said = fleet(tmp_path, mock_server.url, *SMALL)
    assert code == 0, said
    assert list(place.iterdir()) == []


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_who_ends_a_run_undoes_it(mock_server: ServedServer, tmp_path: Path, number: signal.Signals) -> None:
    process, ledger = started(tmp_path, mock_server.url, *SMALL[:-1], "10m")
    process.send_signal(number)
    process.communicate(timeout=60)
    assert (process.returncode, mock_server.devices(), ledger.exists()) == (2, [], False)


@pytest.mark.long
def test_a_run_of_which_nobody_reads_what_it_tells_is_undone_all_the_same(
    mock_server: ServedServer, tmp_path: Path
) -> None:
    process, ledger = started(tmp_path, mock_server.url, *SMALL)
    with process:
        assert process.stderr is not None
        assert process.stdout is not None
        process.stderr.close()
        out = process.stdout.read()
    assert (process.returncode, mock_server.devices(), ledger.exists()) == (0, [], False), out


@pytest.mark.long
def test_the_ledger_of_a_run_that_goes_on_is_not_undone(mock_server: ServedServer, tmp_path: Path) -> None:
    process, ledger = started(tmp_path, mock_server.url, *SMALL[:-1], "10m")
    code, said = fleet(tmp_path, "--undo", str(ledger))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert code == 2
    assert "goes on" in said


@pytest.mark.long
def test_a_server_that_fails_everything_is_left_alone_after_a_while(mock_server: ServedServer, tmp_path: Path) -> None:
    with refusing(mock_server, Fault(FaultKind.STATUS, status=500)):
        code, said = fleet(tmp_path, mock_server.url, *SMALL[:-1], "10m", "--stop-at", "50%/5s")
    assert code == 1, said
    assert re.search(r"FAILED: \d+ of the \d+ requests of the last 5 s failed, more than 50%", said)
    assert "FAILED: 12 of 12 devices are not ONLINE at the end" in said
    assert mock_server.devices() == []


@pytest.mark.long
def test_a_server_that_says_429_for_ever_is_named(mock_server: ServedServer, tmp_path: Path) -> None:
    with refusing(mock_server, Fault(FaultKind.STATUS, status=429, retry_after=600)):
        code, said = fleet(tmp_path, mock_server.url, *SMALL)
    assert code == 1, said
    assert "12 x 429" in said
    assert "FAILED: 12 of 12 devices are not ONLINE at the end" in said


@pytest.mark.long
def test_a_disk_that_is_full_fails_the_run_by_name_and_undoes_it(mock_server: ServedServer, tmp_path: Path) -> None:
    (tmp_path / "full_stats.csv").symlink_to("/dev/full")
    code, said = fleet(tmp_path, mock_server.url, *SMALL, "--csv", str(tmp_path / "full"))
    assert code == 1, said
    assert "No space left on device" in said
    assert mock_server.devices() == []


@pytest.mark.long
@pytest.mark.parametrize(("off_s", "came"), [(200, "12 x 200"), (400, "12 x 401")])
def test_user_classes_of_ones_own_live_in_the_same_run(
    mock_server: ServedServer, tmp_path: Path, off_s: int, came: str
) -> None:
    file = tmp_path / "locustfile.py"
    file.write_text(
        f"from oceanhil.fleet import OceanDevice\n\n\nclass Late(OceanDevice):\n    clock_off_s = {off_s}\n", "utf-8"
    )
    code, said = fleet(tmp_path, mock_server.url, *SMALL, "--locustfile", str(file))
    assert re.search(rf"register +12 +{came}", said), said
    assert code == (1 if "401" in came else 0), said


@pytest.mark.long
@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("pending.place + 1", "place 12 is none of this fleet; expected 0 to 11 from `registration`"),
        ("min(pending.place, 10)", "place 10 has a device already; expected another for each from `registration`"),
    ],
    ids=["outside", "shared"],
)
def test_a_place_that_cannot_be_a_devices_own_is_told(
    mock_server: ServedServer, tmp_path: Path, place: str, told: str
) -> None:
    file = tmp_path / "locustfile.py"
    file.write_text(
        "import msgspec\nfrom oceanhil.fleet import OceanDevice\n\n\nclass Numbered(OceanDevice):\n"
        "    def registration(self):\n        pending = super().registration()\n"
        f"        return msgspec.structs.replace(pending, place={place})\n",
        "utf-8",
    )
    code, said = fleet(tmp_path, mock_server.url, *SMALL, "--locustfile", str(file))
    assert code == 1, said
    assert f"the user class failed: WrongPlaceError: {told}" in said
    assert "Traceback" not in said


@pytest.mark.long
def test_the_locustfile_of_the_documentation_lives(mock_server: ServedServer, tmp_path: Path) -> None:
    (block,) = (each for page in find_pages() for each in page.code("python") if "OceanDevice" in each.text)
    file = tmp_path / "locustfile.py"
    file.write_text(block.text, "utf-8")
    code, said = fleet(tmp_path, mock_server.url, *SMALL, "--locustfile", str(file))
    assert code == 0, said


def test_a_locustfile_that_cannot_be_read_is_named(mock_server: ServedServer, tmp_path: Path) -> None:
    file = tmp_path / "locustfile.py"
    file.write_text("nonsense(\n", "utf-8")
    code, said = fleet(tmp_path, mock_server.url, *SMALL, "--locustfile", str(file))
    assert code == 1, said
    assert "Locust's master ended by itself" in said
    assert "Traceback" not in said
    assert mock_server.devices() == []


SHOWER = """
name: shower
about: For two seconds every answer comes late.
deeds: [{at: 0s, do: fault, fault: {kind: delay, seconds: 1}, for: 2s}]
"""


@pytest.mark.long
def test_a_storm_strikes_also_where_the_fleet_is_followed_for_less_than_it_takes_to_come(
    mock_server: ServedServer, tmp_path: Path
) -> None:
    (tmp_path / "shower.yaml").write_text(SHOWER, "utf-8")
    code, said = fleet(tmp_path, mock_server.url, *SMALL[:-1], "6s", "--storm", "shower.yaml")
    assert code == 0, said
    assert "after the storm: all 12 devices were ONLINE" in said


@pytest.mark.long
def test_ctrl_c_in_a_storm_takes_its_faults_from_the_server(mock_server: ServedServer, tmp_path: Path) -> None:
    process, _ = started(tmp_path, mock_server.url, *SMALL[:-2], "--storm", "slow-server")
    assert process.stderr is not None
    assert any("the storm begins" in line for line in process.stderr)
    while not mock_server.client.faults():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert (process.returncode, mock_server.client.faults(), mock_server.devices()) == (2, [], [])
