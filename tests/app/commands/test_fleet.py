"""`oceanhil fleet` in virtual time, as a user meets it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oceanhil.app.commands import main
from oceanhil.fleet.page import course_in
from oceanhil.fleet.storm import STORMS

SMALL = ("fleet", "--devices", "5", "--storm", "database-failover", "--for", "10m")


def called(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in words])


def test_it_says_when_all_are_back() -> None:
    done = called(*SMALL)
    assert done.exit_code == 0
    assert "all 5 devices were ONLINE" in done.output
    assert "tokens lost / doubled: 0 / 0" in done.output


def test_storms_are_listed() -> None:
    done = called("fleet", "--list")
    assert done.exit_code == 0
    assert all(name in done.output for name in STORMS)


def test_a_second_run_stands_beside_the_first_in_its_page(tmp_path: Path) -> None:
    page = tmp_path / "new" / "fleet.html"
    assert called(*SMALL, "--jitter", "off", "--html", page).exit_code == 0
    first = course_in(page.read_text(encoding="utf-8"))
    assert first is not None
    assert first.jitter_percent == 0
    assert called(*SMALL, "--html", page, "--picture", tmp_path / "fleet.svg").exit_code == 0
    assert "The run before: database-failover, 5 devices, jitter 0 %" in page.read_text(encoding="utf-8")
    assert (tmp_path / "fleet.svg").read_text(encoding="utf-8").startswith("<svg")


def test_json_is_the_course_of_the_run() -> None:
    done = called(*SMALL, "--json")
    assert json.loads(done.stdout)["recovery"]["devices"] == 5


def test_the_same_seed_tells_the_same() -> None:
    one, other, third = (called(*SMALL, "--seed", seed, "--json").stdout for seed in ("3", "3", "4"))
    assert one == other != third


def test_a_profile_of_ones_own_changes_what_devices_do(tmp_path: Path) -> None:
    profile = tmp_path / "slow.toml"
    profile.write_text("[device]\npoll_interval_s = 50\n", encoding="utf-8")
    calm = [
        json.loads(called(*SMALL, *more, "--json").stdout)["recovery"]["calm_per_s"]
        for more in ((), ("--profile", profile))
    ]
    assert calm[1] < calm[0] / 2


def test_who_is_not_back_at_the_end_is_a_failure() -> None:
    done = called("fleet", "--devices", "40", "--for", "61m", "--capacity", "1")
    assert done.exit_code == 1
    assert "not all came back" in done.output


def test_a_storm_that_met_no_calm_fleet_is_told_as_one() -> None:
    done = called("fleet", "--devices", "2", "--for", "10m", "--storm", "database-failover", "--capacity", "0.1")
    assert done.exit_code == 1
    assert "2 of 2 devices are not ONLINE at the end, and 2 were not before the trouble" in done.output


@pytest.mark.parametrize(("devices", "interval_s"), [("1", 60), ("5", 600)], ids=["alone", "seldom"])
def test_a_fleet_that_asks_little_has_a_server_that_can_register_it(
    tmp_path: Path, devices: str, interval_s: int
) -> None:
    profile = tmp_path / "seldom.toml"
    profile.write_text(
        f"[device]\npoll_interval_s = {interval_s}\nreport_interval_s = {interval_s}\n", encoding="utf-8"
    )
    words = ("--storm", "database-failover", "--for", "1h", "--profile", profile)
    done = called("fleet", "--devices", devices, *words)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--storm", "maintenence-ends"), "did you mean 'maintenance-ends'"),
        (("--storm", "maintenance-ends", "--for", "1h"), "the storm lasts 1 h; expected a longer time"),
        (("--for", "soon"), "Invalid value for '--for': 'soon' is not a duration"),
        (("--jitter", "some"), "expected on (10 %), off, or per cent from 0 to 1000"),
        (("--jitter", "99999999999999999999"), "expected on"),
        (("--devices", "0"), "0 is not in the range"),
        (("--capacity", "0"), "0.0 is not in the range"),
        (("--profile", "no-such.toml"), "no-such.toml"),
    ],
)
def test_what_is_wrong_is_told_with_what_was_expected(words: tuple[str, ...], told: str) -> None:
    done = called("fleet", *words)
    assert done.exit_code == 2
    assert told in done.output


def test_a_slip_in_a_storm_of_ones_own_is_told_before_the_run(tmp_path: Path) -> None:
    slip = tmp_path / "slip.yaml"
    slip.write_text(
        "name: x\nabout: y\ndeeds:\n- {at: 0s, do: settings, values: {maintenence: true}}\n"
        "- {at: 9s, do: settings, values: {maintenence: null}}\n",
        encoding="utf-8",
    )
    done = called("fleet", "--devices", "5", "--storm", slip)
    assert done.exit_code == 2
    assert "unknown setting 'maintenence'; did you mean 'maintenance'" in done.output


def test_a_page_that_cannot_be_written_is_told_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = called(*SMALL, "--html", tmp_path / "file" / "page.html")
    assert done.exit_code == 1
    assert "cannot be written" in done.output
