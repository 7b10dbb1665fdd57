"""The examples under firmware/examples, as a user runs them: what is found in them, and what they do well."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from oceanhil.firmware.build import FIRMWARE_DIRECTORY

EXAMPLES = FIRMWARE_DIRECTORY / "examples"
RUN_TIMEOUT_S = 500


def command_line(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "oceanhil", *words],
        capture_output=True,
        text=True,
        timeout=RUN_TIMEOUT_S,
        check=False,
        cwd=Path(__file__).parents[3],
    )


def results(example: str, board: str, *scenarios: str) -> dict[str, dict[str, object]]:
    """Run scenarios in world `sketch`; gives what came of each."""
    words = ["run", *scenarios, "--board", board, "--world", f"sketch:{EXAMPLES / example}", "--json"]
    done = command_line(*words)
    assert done.stdout, done.stderr
    return {each["scenario"]: each for each in json.loads(done.stdout)["results"]}


@pytest.mark.timeout(RUN_TIMEOUT_S)
@pytest.mark.parametrize("board", ["esp32", "esp8266", "picow"])
def test_the_tutorial_storms_after_a_refusal_and_joins_as_it_should(board: str) -> None:
    found = results("tutorial", board, "token-expired", "wifi-password-wrong")
    failure = found["token-expired"]["failure"]
    assert isinstance(failure, dict)
    assert failure["invariant"] == "I8"
    assert "after 401 token_expired to its POST at 0:00:0" in failure["found"]
    assert failure["found"].endswith(", at least 30s expected")
    assert found["wifi-password-wrong"]["outcome"] == "passed"
    assert found["wifi-password-wrong"]["remedy"] == "passed"


@pytest.mark.timeout(RUN_TIMEOUT_S)
@pytest.mark.parametrize("board", ["esp32", "esp8266", "picow"])
def test_the_careful_one_rests_after_a_refusal_and_takes_a_new_token(board: str) -> None:
    found = results("careful", board, "joining-takes-long", "token-expired", "wifi-password-wrong")
    assert {name: each["outcome"] for name, each in found.items()} == {
        "joining-takes-long": "passed",
        "token-expired": "passed",
        "wifi-password-wrong": "passed",
    }
    assert found["token-expired"]["remedy"] == "passed"


@pytest.mark.timeout(RUN_TIMEOUT_S)
def test_tasks_of_freertos_take_turns_in_virtual_time() -> None:
    found = results("tasks", "esp32", "wifi-password-wrong")
    assert found["wifi-password-wrong"]["outcome"] == "passed"


@pytest.mark.timeout(RUN_TIMEOUT_S)
def test_a_verdict_says_how_much_was_judged() -> None:
    facts = results("tutorial", "esp32", "wifi-password-wrong")["wifi-password-wrong"]["facts"]
    assert isinstance(facts, dict)
    assert facts["expectations"] == "2 judged, 2 in words that the firmware does not print"
    assert facts["sketch"] == "tutorial", "what results of several sketches are told apart by"


SWEEP = "eeprom-power-loss-first-save"


@pytest.mark.timeout(RUN_TIMEOUT_S)
def test_power_cut_in_a_save_shows_that_the_tutorial_keeps_no_checksum() -> None:
    failure = results("tutorial", "esp8266", SWEEP, "--store", "reference", "-k", "300")[SWEEP]["failure"]
    assert isinstance(failure, dict)
    assert "token_invalid" in failure["found"]


@pytest.mark.timeout(RUN_TIMEOUT_S)
def test_power_cut_in_a_save_leaves_the_careful_one_with_a_token_or_with_none() -> None:
    found = results("careful", "esp8266", SWEEP, "--store", "reference", "-k", "300")[SWEEP]
    assert (found["outcome"], found["remedy"]) == ("passed", "passed")


@pytest.mark.timeout(RUN_TIMEOUT_S)
def test_a_sketch_without_eeprom_is_cured_by_an_erased_nvs_partition() -> None:
    case = f"{SWEEP}@esp32/idf-5.5.1+reference#cut=1.10,window=0"
    done = command_line("replay", case, "-q", "--world", f"sketch:{EXAMPLES / 'tasks'}")
    assert "remedy: passed" in done.stdout, done.stderr
