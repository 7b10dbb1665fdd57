"""The command that replays recordings."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oceanhil.simulator.vectors.__main__ import main

RECORDINGS = Path(__file__).parent
ESP8266 = RECORDINGS / "esp8266_sequences.jsonl"
SEQUENCES = RECORDINGS / "nvs_sequences.jsonl"
SWEEPS = RECORDINGS / "nvs_sweeps.jsonl"


def run(*files: Path) -> Result:
    return CliRunner().invoke(main, [str(file) for file in files])


def first_line(file: Path) -> str:
    return file.read_text().splitlines()[0]


def changed(tmp_path: Path, file: Path, old: str, new: str) -> Path:
    """Return a file with the first recording of `file`, in which the first `old` has become `new`."""
    line = first_line(file)
    assert old in line
    altered = tmp_path / "altered.jsonl"
    altered.write_text(line.replace(old, new, 1) + "\n")
    return altered


def test_the_last_line_counts() -> None:
    result = run(ESP8266)
    assert result.exit_code == 0
    assert result.output == "30 passed, 0 failed\n"


@pytest.mark.long
def test_several_files_are_counted_together() -> None:
    assert run(ESP8266, SWEEPS).output == "34 passed, 0 failed\n"


def test_a_result_that_differs_is_shown_with_its_operation(tmp_path: Path) -> None:
    result = run(changed(tmp_path, ESP8266, "commit=1", "commit=0"))
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "esp8266-1000, boot 3, commit",
        "  expected commit=0",
        "  got      commit=1",
        "0 passed, 1 failed",
    ]


def test_an_image_that_differs_is_shown_with_the_operation_that_wrote_it(tmp_path: Path) -> None:
    boot = json.loads(first_line(ESP8266))["boots"][3]["sector_sha256"]
    lines = run(changed(tmp_path, ESP8266, boot, "0" * 64)).output.splitlines()
    assert lines[0] == "esp8266-1000, boot 3, commit"
    assert lines[1:3] == [f"  expected sha256 {'0' * 64}", f"  got      sha256 {boot}"]


def test_where_several_operations_wrote_all_are_named(tmp_path: Path) -> None:
    lines = run(changed(tmp_path, SEQUENCES, '"units": 1088', '"units": 1089')).output.splitlines()
    assert lines[0] == "nvs-4.4.7-1000, boot 0, one of: eebegin 256; eecommit"
    assert lines[1:3] == ["  expected 1089 units", "  got      1088 units"]


def test_a_cut_that_was_not_reached_is_a_difference(tmp_path: Path) -> None:
    line = json.loads(first_line(ESP8266))
    line["boots"][1]["cut"] = 100_000
    file = tmp_path / "late.jsonl"
    file.write_text(json.dumps(line))
    lines = run(file).output.splitlines()
    assert lines[0] == "esp8266-1000, boot 1, commit"
    assert lines[1:3] == ["  expected power lost", "  got      commit=1"]


def test_power_that_should_have_stayed_on_is_a_difference(tmp_path: Path) -> None:
    lines = run(changed(tmp_path, ESP8266, '"lost_power": true', '"lost_power": false')).output.splitlines()
    assert lines[0] == "esp8266-1000, boot 1, commit"
    assert lines[1:3] == ["  expected lost_power False", "  got      lost_power True"]


def test_a_long_result_is_compared_by_its_digest(tmp_path: Path) -> None:
    digest = first_line(SEQUENCES).split("sha256=")[1][:64]
    lines = run(changed(tmp_path, SEQUENCES, digest, "0" * 64)).output.splitlines()
    assert lines[0].endswith("getblob eeprom eeprom")
    assert lines[1].endswith("...sha256=" + "0" * 64)
    assert lines[2].endswith("...sha256=" + digest)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('"units": 148', '"units": 149', "uncut boot"),
        ('[3, "old", "070', '[3, "old", "f70', "boot cut at unit 3"),
        ('[3, "old"', '[3, "new"', "recovery after a cut at unit 3"),
        ('e7bce83a29ead5fc"]', 'f7bce83a29ead5fc"]', "recovery after a cut at unit 3"),
    ],
)
def test_a_sweep_names_the_cut_at_which_it_differs(tmp_path: Path, old: str, new: str, where: str) -> None:
    result = run(changed(tmp_path, SWEEPS, old, new))
    assert result.exit_code == 1
    assert result.output.startswith(f"sweep-4.4.7-64, {where}, ")


def test_only_the_first_failures_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text(ESP8266.read_text().replace("commit=1", "commit=0"))
    result = run(file)
    assert result.output.count("expected") == 5
    assert result.output.splitlines()[-1] == "2 passed, 28 failed"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"{", ":1: not a recording: input data was truncated"),
        (b"\n[1]\n", ":2: not a recording: expected `object`, got `array`"),
        (b"\xff\n", ":1: not a recording: JSON is malformed"),
        (b"", ": no recordings, expected one JSON object a line"),
        (b'{"id": "x"}', ":1: not a recording: unknown kind of recording with the fields ['id']"),
        (b'{"after": 1}', ":1: not a recording: expected `array`, got `int`"),
    ],
)
def test_a_file_that_is_no_recording_is_refused_in_one_line(tmp_path: Path, text: bytes, complaint: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(text)
    result = run(file)
    assert result.exit_code == 2
    assert result.output.startswith(f"{file}{complaint}")
    assert result.output.count("\n") == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        (ESP8266, '["commit"]', '["comit"]', "esp8266-1000: unknown operation ['comit']"),
        (SEQUENCES, '["eefill", 0', '["eefill", "0"', "nvs-4.4.7-1000: unknown operation ['eefill', '0', 256, 223]"),
        (SEQUENCES, "ea5d14", "xa5d14", "is not hex, expected pairs of hex digits"),
        (
            SEQUENCES,
            "esp-idf 4.4.7",
            "esp-idf 3.3.5",
            "unknown driver 'esp-idf 3.3.5', expected one of 'esp-idf 4.4.7'",
        ),
        (SEQUENCES, '"cut": 243', '"cut": -1', "not a recording: expected `int` >= 0"),
        (
            SWEEPS,
            '"boot": [["init"], ["eebegin", 64], ',
            '"boot": [["init"], ',
            "a boot without 'eebegin' cannot be swept",
        ),
        (ESP8266, "4173824", "8388608", "esp8266-1000: flash access of 4096 bytes at 0x800000 leaves the chip"),
        (ESP8266, "4194304", "4194305", "not a recording: expected `int` that's a multiple of 4096"),
    ],
)
def test_a_recording_that_cannot_be_replayed_is_refused(
    tmp_path: Path, file: Path, old: str, new: str, complaint: str
) -> None:
    result = run(changed(tmp_path, file, old, new))
    assert result.exit_code == 2
    assert complaint in result.output
    assert result.output.startswith(f"{tmp_path / 'altered.jsonl'}:1: ")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path / "none.jsonl")
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / 'none.jsonl'}: no such file or directory, expected a file of recordings\n"
    assert result.stdout == ""
