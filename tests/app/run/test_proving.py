"""`oceanhil run --prove`: what a user sees, and what a user gets wrong."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from oceanhil.app.run import proving
from oceanhil.scenarios.scenario import Scenario
from tests.user import ONLINE, TEAPOT, Command, write

PASSED, FAILED, WRONG_FILE, WRONG_CHOICE, NOTHING, IDLE = 0, 1, 2, 4, 5, 10
IDLE_STEP = "  - expect.count: {path: register, at_least: 0}\n"
IDLE_TEXT = "expect.count: {path: register, at_least: 0}"
ON_ESP32 = ("--prove", "--board", "esp32")


@pytest.fixture
def own(folder: Path) -> Path:
    """A scenario with an idle expectation."""
    return write(folder / "own" / "mine.yaml", ONLINE + IDLE_STEP)


def test_an_idle_expectation_is_named_and_fails_the_run(oceanhil: Command, own: Path) -> None:
    done = oceanhil("run", str(own), *ON_ESP32)
    assert (done.code, done.err) == (IDLE, "")
    assert f"  {Path('own', 'mine.yaml')}:7:5  {IDLE_TEXT}\n" in done.out
    assert "1 expectation notices a change · 1 idle · 0 kept with a reason · " in done.out


def test_a_good_scenario_passes_and_quiet_says_nothing_of_it(oceanhil: Command) -> None:
    done = oceanhil("run", "token-expired", *ON_ESP32, "-q")
    assert (done.code, done.said) == (PASSED, "")


def test_a_reason_keeps_it_and_is_shown(oceanhil: Command, folder: Path) -> None:
    reason = "known_idle: {step: {expect.count: {path: register, at_least: 0}}, because: It is an example.}\n"
    file = write(folder / "mine.yaml", ONLINE + IDLE_STEP, reason)
    done = oceanhil("run", str(file), *ON_ESP32)
    assert done.code == PASSED
    assert f"mine.yaml:7:5  {IDLE_TEXT}  It is an example." in done.out


def test_a_case_that_does_not_pass_is_said_and_skipped(oceanhil: Command, folder: Path) -> None:
    write(folder / "own" / "teapot.yaml", TEAPOT)
    write(folder / "own" / "well.yaml")
    done = oceanhil("run", "own", *ON_ESP32)
    assert done.code == FAILED
    where = f"it fails at {Path('own', 'teapot.yaml')}:6:5: expect.serial: [REG] HTTP Response: 418"
    assert f"  teapot@esp32  {where}\n" in done.out
    assert "1 expectation notices a change · 0 idle · 0 kept with a reason · 1 case not proved" in done.out


def test_json_has_every_expectation_with_what_it_noticed(oceanhil: Command, own: Path) -> None:
    done = oceanhil("run", str(own), *ON_ESP32, "--json")
    told = msgspec.json.decode(done.out)
    assert told["proof"] | {"wall_s": 0, "runs": 0} == {
        "notices": 1,
        "idle": 1,
        "kept": 0,
        "unjudged": 0,
        "idle_steps": 0,
        "runs": 0,
        "seed": 0,
        "shard": "",
        "all_cases": False,
        "wall_s": 0,
        "is_good": False,
    }
    online, idle = told["scenarios"][0]["expectations"]
    assert online["noticed"]["cut-off"] == "no request leaves the device"
    assert (idle["line"], idle["column"], idle["verdict"], idle["noticed"]) == (7, 5, "idle", {})


def test_html_and_markdown_have_it_too(oceanhil: Command, own: Path, folder: Path) -> None:
    oceanhil("run", str(own), *ON_ESP32, "--html", "proof.html", "--markdown", "proof.md")
    page, summary = ((folder / name).read_text("utf-8") for name in ("proof.html", "proof.md"))
    assert '<h1 class="bad">1 thing is to be mended</h1>' in page
    assert f"<code>{IDLE_TEXT}</code>" in page
    assert "## ❌ 1 thing is to be mended" in summary
    assert f"- `{Path('own', 'mine.yaml')}:7:5` `{IDLE_TEXT}`" in summary


def test_what_a_stranger_wrote_is_shown_as_it_is(oceanhil: Command, folder: Path) -> None:
    steps = ONLINE + "  - expect.no_serial: '<script>`x`'\n"
    write(folder / "mine.yaml", steps)
    oceanhil("run", "mine.yaml", *ON_ESP32, "--html", "proof.html", "--markdown", "proof.md")
    assert "<script>" not in (folder / "proof.html").read_text("utf-8")
    assert "`expect.no_serial: <script>'x'`" in (folder / "proof.md").read_text("utf-8")


def test_shards_together_are_everything(oceanhil: Command, folder: Path) -> None:
    for name in ("one", "two", "three"):
        write(folder / "own" / f"{name}.yaml")
    told = [oceanhil("run", "own", *ON_ESP32, "--json", "--shard", f"{each}/2").out for each in (1, 2)]
    found = [[each["scenario"] for each in msgspec.json.decode(text)["scenarios"]] for text in told]
    assert sorted(found[0] + found[1]) == ["one", "three", "two"]
    assert found[0]
    assert found[1]


WRONG = {
    "another world": (["--world", "serial"], "--prove changes the world 'sim', where a case takes some milliseconds"),
    "an option of a run": (["-n", "2"], "--prove does not take -n; expected scenarios, and --board, --seed, --shard,"),
    "an option of pytest": (["--lf"], "--prove does not take --lf; expected scenarios, and --board, --seed, --shard,"),
    "no shard": (["--shard", "3/2"], "'3/2' is no shard, expected K/N such as 2/3"),
    "a folder for a file": (["--html", "own"], "--html 'own' is a folder, expected a file"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_go_together_is_refused(what: str, oceanhil: Command, own: Path) -> None:
    words, message = WRONG[what]
    done = oceanhil("run", str(own), "--prove", *words)
    assert done.code == WRONG_CHOICE
    assert message in done.err
    assert "Traceback" not in done.said


def test_a_wrong_file_is_named_with_its_place(oceanhil: Command, folder: Path) -> None:
    write(folder / "mine.yaml", "  - device.powr_on\n")
    done = oceanhil("run", "mine.yaml", "--prove")
    assert done.code == WRONG_FILE
    assert "mine.yaml:5:5: unknown step 'device.powr_on'; did you mean 'device.power_on'?" in done.err


def test_of_a_service_there_is_no_device_to_be_changed(oceanhil: Command) -> None:
    done = oceanhil("run", "oau-213-sixth-login", "--prove")
    assert done.code == NOTHING
    assert "1 about services left out" in done.out


def test_an_interrupted_proof_tells_what_it_had(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        write(folder / "own" / f"{name}.yaml", ONLINE + IDLE_STEP)
    real = proving._proved

    def proved(scenario: Scenario, *others: object) -> object:
        if scenario.id == "two":
            raise KeyboardInterrupt
        return real(scenario, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(proving, "_proved", proved)
    done = oceanhil("run", "own", *ON_ESP32)
    assert done.code == 2
    assert f"{Path('own', 'one.yaml')}:7:5  {IDLE_TEXT}" in done.out
    assert "interrupted: 1 scenario was not proved" in done.out
