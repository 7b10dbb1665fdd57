"""`oceanhil skeleton`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oceanhil.app.commands.skeleton import skeleton
from oceanhil.scenarios.loader import load_scenario

LOG = "[SYSTEM] Device ID: ESP32_246F28072CD8\n[REG] HTTP Response: 410\n[RELAY] on\n"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "Bench 1.log"
    path.write_text(LOG, "utf-8")
    return path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(skeleton, [str(word) for word in words])


def test_the_scenario_goes_to_standard_output_and_the_summary_to_the_other(log: Path) -> None:
    result = run(log)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1] == "id: bench-1"
    assert result.stderr.startswith("scenario: ")
    assert result.stderr.endswith("steps from 1 boot, cause token-used, 1 line not known\n")


def test_a_file_is_written_with_its_name_as_id(log: Path, tmp_path: Path) -> None:
    result = run(log, "--output", "my-probe.yaml", "-q")
    assert (result.exit_code, result.output) == (0, "")
    assert load_scenario(tmp_path / "my-probe.yaml").id == "my-probe"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--id", "My Probe"],
            "id 'My Probe' is not made of small letters, digits and hyphens; give another with --id",
        ),
        (["--output", "a.yaml", "--id", "b"], "a scenario with id 'b' has to be in a file 'b.yaml', not 'a.yaml'"),
        (["--output", "a.txt"], "a scenario with id 'a' has to be in a file 'a.yaml', not 'a.txt'"),
    ],
)
def test_an_id_that_does_not_fit_is_refused(words: list[str], message: str, log: Path) -> None:
    result = run(log, *words)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"hello\n", "'x.log' has no line of OceanRemote firmware, such as '[WiFi] Connecting...'; is it a log at"),
        (
            b'{"format": "oceanhil-conversation", "version": 1, "upstream": "http://x", "started": 1}\n{"seq": 1}\n',
            "it looks like a recorded conversation with a server: oceanhil conform --recording judges it",
        ),
        (b'\xef\xbb\xbf{\n  "log": {"version": "1.2", "entries": []}}\n', "oceanhil conform --recording judges it"),
        (b"\x7fELF", "the log is an ELF program, not text; expected what a serial monitor recorded"),
        (b'{"oslog":1}\n', "x.log:1: no head of a recorded session"),
        (None, "cannot be read: no such file or directory; give a log file"),
    ],
)
def test_a_log_that_cannot_be_used_says_why(data: bytes | None, message: str, tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    if data is not None:
        log.write_bytes(data)
    result = run(log)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_file_that_cannot_be_written_is_the_machines_refusal(log: Path) -> None:
    result = run(log, "--output", "/dev/null/a.yaml")
    assert result.exit_code == 1
    assert "cannot be written: a part of the path is a file; choose another place" in result.stderr


def test_a_file_that_is_there_is_written_over_only_by_force(log: Path, tmp_path: Path) -> None:
    edited = tmp_path / "seen.yaml"
    edited.write_text("id: seen  # edited by hand\n", "utf-8")
    result = run(log, "--output", str(edited))
    assert result.exit_code == 2
    assert f"'{edited}' exists; somebody may have edited it: --force writes over it" in result.stderr
    assert "by hand" in edited.read_text("utf-8")
    assert run(log, "--output", str(edited), "--force").exit_code == 0
    assert "by hand" not in edited.read_text("utf-8")


def test_no_folder_is_made_for_a_path_with_a_mistake(log: Path, tmp_path: Path) -> None:
    result = run(log, "--output", str(tmp_path / "no" / "seen.yaml"))
    assert result.exit_code == 1
    assert "cannot be written: no such file or directory; choose another place" in result.stderr
    assert not (tmp_path / "no").exists()
