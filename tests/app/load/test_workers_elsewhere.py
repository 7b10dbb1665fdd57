"""Workers that another machine brings to a run: two commands on loopback that share nothing but the invitation."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.app.fixtures.served import ServedServer
from oceanhil.app.load.guests import invite, read_invitation
from oceanhil.app.load.plan import LoadPlan
from oceanhil.fleet.load.messages import Order
from oceanhil.host.addresses import address_for_others
from oceanhil.protocol.profile import BUILT_IN
from tests.app.load.test_fleet_runs import SMALL, fleet, started
from tests.user import start

KEY = "k" * 32


def invitation(
    folder: Path,
    url: str = "http://127.0.0.1:9",
    profile: str = BUILT_IN,
    ca_file: str = "",
    bind: str = "127.0.0.1",
) -> Path:
    path = folder / "invitation.json"
    plan = LoadPlan(url=url, devices=1, per_s=1, for_s=1, workers=1, bind=bind)
    invite(path, plan, 9, Order(run=1, key=KEY, began_unix_us=0, profile=profile, ca_file=ca_file))
    return path


@pytest.mark.long
def test_a_second_command_brings_workers_that_carry_their_part_and_end_with_the_run(
    mock_server: ServedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    there = tmp_path / "there"
    there.mkdir()
    path = tmp_path / "run.json"
    words = (*SMALL, "--workers-elsewhere", "1", "--invitation", str(path))
    run, _ = started(tmp_path, mock_server.url, *words)
    assert run.stderr is not None
    assert "waiting for 1 worker elsewhere: oceanhil fleet --join" in run.stderr.readline()
    guest = start(there, "fleet", "--join", str(path), "--workers", "1")
    out, err = run.communicate(timeout=120)
    _, told = guest.communicate(timeout=60)
    assert run.returncode == 0, out + err
    assert "12 of 12 devices ONLINE" in out
    # Each worker tells what it cost, and Locust gives each the same part.
    assert re.search(r"^2 workers: ", out, re.MULTILINE)
    assert (guest.returncode, "1 worker for the run at 127.0.0.1:" in told) == (0, True), told
    assert mock_server.devices() == []


def test_an_invitation_is_for_its_owners_eyes_and_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = invitation(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = read_invitation(path)
    assert (found.host, found.port, found.order.key) == ("127.0.0.1", 9, KEY)
    assert KEY not in repr(found)


@pytest.mark.parametrize(
    ("order", "url", "said"),
    [
        (
            {"profile": "/there/slow.toml"},
            "http://127.0.0.1:9",
            "'/there/slow.toml'; give your copy of it by --profile",
        ),
        ({"ca_file": "/there/ca.pem"}, "http://127.0.0.1:9", "'/there/ca.pem'; give your copy of it by --ca"),
        ({}, "https://staging.example", "'staging.example', which is not this machine; add --yes if that is meant"),
    ],
)
def test_what_is_missing_here_is_told_before_anything_is_sent(
    tmp_path: Path, order: dict[str, str], url: str, said: str
) -> None:
    done = CliRunner().invoke(main, ["fleet", "--join", str(invitation(tmp_path, url, **order))])
    assert done.exit_code == 2
    assert said in done.output


@pytest.mark.parametrize("bind", ["0.0.0.0", "::"])
def test_who_listens_at_all_addresses_invites_to_one_that_can_be_reached(tmp_path: Path, bind: str) -> None:
    path = invitation(tmp_path, bind=bind)
    assert read_invitation(path).host == address_for_others(bind) != bind


def test_workers_that_cannot_begin_here_are_told_and_fail_their_command(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("nonsense(\n", "utf-8")
    words = ("--join", str(invitation(tmp_path)), "--workers", "2", "--locustfile", str(tmp_path / "mine.py"))
    code, said = fleet(tmp_path, *words)
    assert code == 1, said
    assert "2 workers ended before the run; it said: SyntaxError" in said


@pytest.mark.parametrize("text", ["", "{}", json.dumps({"url": 1})])
def test_what_is_no_invitation_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    done = CliRunner().invoke(main, ["fleet", "--join", str(tmp_path / "x.json")])
    assert done.exit_code == 2
    assert "is no invitation to a run, which --invitation writes" in done.output


@pytest.mark.parametrize("words", [("--workers-elsewhere", "1"), ("--invitation", "x.json")])
def test_workers_of_elsewhere_need_both_their_number_and_an_invitation(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, ["fleet", "http://127.0.0.1:9", *words])
    assert done.exit_code == 2
    assert "give both of them" in done.output
