"""`oceanhil eeprom` as a person or a program meets it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oceanhil.analysis.dumps.corruption.faults import Fault
from oceanhil.app.commands.eeprom.command import eeprom
from tests.analysis.dumps.dumps import LONG_TOKEN, PASSWORD, TOKEN, esp32_flash, nvs_with_wifi, record_dump

NVS = record_dump().data


def run(*arguments: str | Path, text: str = "") -> Result:
    return CliRunner().invoke(eeprom, [str(argument) for argument in arguments], input=text)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "nvs.bin"
    path.write_bytes(NVS)
    return path


def one_line_error(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.rstrip().count("\n") == 0
    return result.stderr


def test_show_says_first_what_the_file_is_and_why(dump: Path) -> None:
    lines = run("show", dump).stdout.splitlines()
    assert lines[0] == f"{dump}: 20,480 bytes, NVS partition of an ESP32"
    assert lines[1] == "  because  1 of 5 pages has an NVS header"


def test_show_has_pages_entries_blobs_and_the_record(dump: Path) -> None:
    text = run("show", dump).stdout
    for part in ("active", "eeprom/eeprom  complete", "token record, store legacy", "valid, in force", "oc_perm_aB3_…"):
        assert part in text


def test_without_a_terminal_there_are_no_colours_and_nothing_behind_the_last_word(dump: Path) -> None:
    text = run("show", dump).stdout
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_json_of_show_has_everything(dump: Path) -> None:
    document = json.loads(run("show", "--json", dump).stdout)
    assert (document["kind"], document["board"], document["bytes"]) == ("NVS partition of an ESP32", "esp32", 20480)
    assert document["records"][0]["verdict"] == "valid"
    assert document["nvs"][0]["pages"][0]["entries"][0]["key"] == "eeprom"


def test_what_cannot_be_told_from_chance_is_shown_with_exit_code_1(tmp_path: Path) -> None:
    path = tmp_path / "noise.bin"
    path.write_bytes(bytes(range(1, 256)) * 16 + bytes(16))
    assert run("show", path).exit_code == 1
    assert run("explain", path).exit_code == 1


def test_explain_names_driver_reading_cause_and_scenario(tmp_path: Path, dump: Path) -> None:
    bad = tmp_path / "bad.bin"
    assert run("corrupt", dump, "--fault", "checksum", "--output", bad).exit_code == 0
    text = run("explain", bad).stdout
    for part in (
        "ESP_OK",
        "[EEPROM] Checksum mismatch",
        "Token Invalid or Expired, cause 3",
        "oceanhil run eeprom-corrupted",
    ):
        assert part in text


def test_explain_runs_the_driver_that_is_asked_for(tmp_path: Path, dump: Path) -> None:
    torn = tmp_path / "torn.bin"
    run("corrupt", dump, "--fault", "torn-update", "--output", torn)
    assert "[EEPROM] Empty" in run("explain", torn).stdout
    assert "[EEPROM] Token loaded" in run("explain", torn, "--driver", "idf-4.4.7").stdout
    assert json.loads(run("explain", torn, "--json").stdout)["lost"][0]["answer"].startswith("ESP_ERR_NVS_NOT_FOUND")


def test_make_writes_the_file_and_prints_the_command(tmp_path: Path) -> None:
    path = tmp_path / "new.bin"
    result = run("make", "--board", "esp32", "--token", LONG_TOKEN, "--output", path)
    assert result.exit_code == 0
    assert f"write-flash --flash-size keep 0x9000 {path}" in result.stdout
    assert json.loads(run("show", "--json", path).stdout)["records"][0]["slot"] == "A"


def test_make_takes_the_token_from_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "new.uf2"
    result = run("make", "--board", "picow", "--store", "legacy", "--token", "-", "--output", path, text=f"{TOKEN}\n")
    assert result.exit_code == 0
    assert "BOOTSEL" in result.stdout
    assert TOKEN.encode() in path.read_bytes()


def test_make_with_a_base_keeps_the_rest_and_the_base(tmp_path: Path) -> None:
    base, path = tmp_path / "base.bin", tmp_path / "new.bin"
    image = esp32_flash(nvs_with_wifi())
    base.write_bytes(image)
    report = run("make", "--board", "esp32", "--token", TOKEN, "--base", base, "--output", path, "--json")
    assert json.loads(report.stdout)["address"] == 0
    assert base.read_bytes() == image
    assert PASSWORD.encode() in path.read_bytes()


def test_corrupt_reports_each_change(tmp_path: Path, dump: Path) -> None:
    document = json.loads(run("corrupt", dump, "--fault", "length", "--output", tmp_path / "b.bin", "--json").stdout)
    # The record's byte, and both checksums that were made to fit again.
    assert [change["where"] for change in document["changes"]][-1] == "length"
    assert document["changes"][-1]["old"] == "20"
    assert dump.read_bytes() == NVS


def test_corrupt_lists_its_faults() -> None:
    text = run("corrupt", "--list").stdout
    assert all(f"  {fault.value}  " in text for fault in Fault)
    listed = json.loads(run("corrupt", "--list", "--json").stdout)["faults"]
    assert {each["name"] for each in listed} == {fault.value for fault in Fault}


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_an_input_is_never_overwritten(dump: Path, force: tuple[str, ...]) -> None:
    link = dump.with_name("link.bin")
    link.symlink_to(dump)
    error = one_line_error(run("corrupt", dump, "--fault", "magic", "--output", link, *force))
    assert "is the input itself" in error
    error = one_line_error(run("make", "--board", "esp32", "--token", TOKEN, "--base", dump, "--output", dump, *force))
    assert "is the input itself" in error
    assert dump.read_bytes() == NVS


def test_an_output_that_exists_wants_force(tmp_path: Path, dump: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"mine")
    assert "exists" in one_line_error(run("corrupt", dump, "--fault", "magic", "--output", other))
    assert other.read_bytes() == b"mine"
    assert run("corrupt", dump, "--fault", "magic", "--output", other, "--force").exit_code == 0


@pytest.mark.parametrize("command", ["show", "explain"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; expected a dump of flash"),
        (b"hello world\n", "is text; expected a flash image"),
        (bytes(100), "has 100 bytes, not a whole number of 4,096-byte sectors"),
        (esp32_flash(NVS, chip_id=9, boot_at=0), "is a flash image of an ESP32-S3"),
    ],
)
def test_what_is_no_dump_is_one_line_with_the_file_s_name(
    tmp_path: Path, command: str, content: bytes, message: str
) -> None:
    path = tmp_path / "it"
    path.write_bytes(content)
    error = one_line_error(run(command, path))
    assert repr(str(path)) in error
    assert message in error


def test_a_file_that_is_missing_is_one_line(tmp_path: Path) -> None:
    assert "cannot be read: no such file or directory" in one_line_error(run("show", tmp_path / "none.bin"))


def test_a_file_of_a_gigabyte_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.bin"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert "more than 67,108,864 bytes" in one_line_error(run("show", path))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("corrupt",), "give a dump to damage and --fault NAME; --list shows the faults"),
        (("corrupt", "x.bin", "--fault", "magic"), "missing option --output"),
        (("make", "--board", "esp32", "--token", TOKEN), "missing option --output"),
        (("make", "--board", "esp32"), "Missing option '--token'"),
    ],
)
def test_a_call_that_lacks_something_says_what(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_unknown_fault_is_one_line_with_the_nearest_name(tmp_path: Path, dump: Path) -> None:
    error = one_line_error(run("corrupt", dump, "--fault", "cheksum", "--output", tmp_path / "x.bin"))
    assert "did you mean 'checksum'" in error


@pytest.mark.parametrize("command", ["show", "explain", "make", "corrupt"])
def test_the_help_explains_the_command_and_its_exit_codes(command: str) -> None:
    text = run(command, "--help").stdout
    assert "Exit code 0" in text
    assert "--json" in text
    assert len(text.splitlines()) > 15
