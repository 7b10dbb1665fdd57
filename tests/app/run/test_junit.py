"""JUnit XML: what a CI server gets to know of a case."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from _pytest.junitxml import LogXML

from oceanhil.app.run.collection import node_id_of
from oceanhil.app.run.library import library_root
from oceanhil.scenarios.measures import Measure
from oceanhil.scenarios.trace_file import read_trace
from oceanhil.scenarios.world import Capability
from tests.user import TEAPOT, Command, FlakyFactory, LackingFactory, write


def cases(path: Path) -> list[ET.Element]:
    return list(ET.parse(path).iter("testcase"))


def properties(case: ET.Element) -> dict[str, str]:
    return {each.attrib["name"]: each.attrib["value"] for each in case.iter("property")}


def test_a_case_carries_board_world_seed_replay_id_and_verdicts(oceanhil: Command, folder: Path) -> None:
    oceanhil("run", "token-expired", "--board", "esp32", "--seed", "7", "--junit", "out/run.xml", "-q")
    (case,) = cases(folder / "out" / "run.xml")
    found = properties(case)
    del found["trace"], found["serial_log"], found["mac"]
    measured = {each.value for each in Measure} & set(found)
    assert {"boot_to_online", "requests_per_hour", "flash_erases_per_day"} <= measured
    assert case.attrib["classname"] == "library.tokens.token-expired.yaml"
    assert case.attrib["name"] == "token-expired@esp32#seed=7"
    assert {name: text for name, text in found.items() if name not in measured} == {
        "board": "esp32",
        "world": "sim",
        "seed": "7",
        "replay_id": "token-expired@esp32#seed=7",
        "outcome": "passed",
        "remedy": "passed",
        "boots": "2",
    }


@pytest.mark.parametrize("above", range(4))
def test_a_case_of_the_library_is_of_the_same_class_wherever_that_is_installed(above: int, tmp_path: Path) -> None:
    file = library_root() / "tokens" / "token-expired.yaml"
    for root in (tmp_path, library_root().parents[above]):
        assert node_id_of(file, root) == "library/tokens/token-expired.yaml"


def test_trace_and_serial_log_lie_beside_the_file_that_names_them(oceanhil: Command, folder: Path) -> None:
    oceanhil("run", "token-expired", "--board", "esp32", "--junit", "out/run.xml", "-q")
    (case,) = cases(folder / "out" / "run.xml")
    trace = Path(properties(case)["trace"])
    assert trace.parent == Path("out", "run-traces")
    assert read_trace(trace.read_bytes()).events
    assert f"[[ATTACHMENT|{trace.resolve()}]]" in (case.findtext("system-out") or "")
    assert "[REG] HTTP Response: 401" in Path(properties(case)["serial_log"]).read_text("utf-8")


def test_the_file_may_be_alone_and_has_the_serial_log_still(oceanhil: Command, folder: Path) -> None:
    oceanhil("run", "token-expired", "--board", "esp32", "--junit", "out/run.xml", "--no-traces", "-q")
    assert [path.name for path in (folder / "out").iterdir()] == ["run.xml"]
    (case,) = cases(folder / "out" / "run.xml")
    assert not {"trace", "serial_log"} & set(properties(case))
    assert "device: [REG] Token already used or expired\n" in (case.findtext("system-out") or "")
    assert "ATTACHMENT" not in (case.findtext("system-out") or "")


def test_where_to_write_traces_and_to_write_none_exclude_each_other(oceanhil: Command) -> None:
    done = oceanhil("run", "token-expired", "--traces", "traces", "--no-traces")
    assert (done.code, "--traces and --no-traces" in done.err) == (4, True)


def test_the_serial_log_is_the_output_of_the_case(oceanhil: Command, folder: Path) -> None:
    oceanhil("run", "token-expired", "--board", "esp32", "--junit", "run.xml", "--traces", "traces", "-q")
    (case,) = cases(folder / "run.xml")
    assert "device: [REG] Token already used or expired\n" in (case.findtext("system-out") or "")
    assert Path(properties(case)["trace"]).parent == Path("traces")


@pytest.mark.slow
def test_a_failure_has_a_short_message_and_the_whole_story(oceanhil: Command, folder: Path) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    oceanhil("run", "teapot.yaml", "--board", "esp32", "--junit", "run.xml", "-q")
    (case,) = cases(folder / "run.xml")
    (failure,) = case.iter("failure")
    assert properties(case)["cause"] == "[INFO] Device ONLINE"
    assert failure.attrib["message"].startswith("expect.serial: [REG] HTTP Response: 418: expected the line")
    assert "\n" not in failure.attrib["message"]
    assert "teapot.yaml:6:5: expect.serial" in (failure.text or "")
    assert (failure.text or "").rstrip().endswith("oceanhil replay 'teapot@esp32' --scenarios teapot.yaml")


def test_a_world_that_fails_is_an_error_and_no_failure(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: FlakyFactory())
    oceanhil("run", "first-boot", "--board", "esp32", "--junit", "run.xml")
    (case,) = cases(folder / "run.xml")
    (error,) = case.iter("error")
    assert "error: the board does not answer" in error.attrib["message"]
    assert not list(case.iter("failure"))


def test_a_case_for_which_no_board_was_left_names_those_that_could_not_be_used(oceanhil: Command, folder: Path) -> None:
    gone = "".join(
        f"[board.{name}]\nkind = 'esp32'\nagent = true\nport = '/dev/no-{name}'\n" for name in ("desk", "shelf")
    )
    (folder / "boards.toml").write_text(gone)
    oceanhil("run", "first-boot", "--board", "esp32", "--world", "serial", "--junit", "run.xml")
    (case,) = cases(folder / "run.xml")
    found = properties(case)
    assert (found["board_name"], found["outcome"], found["trouble"]) == ("desk, shelf", "error", "bench")


def test_a_skip_names_the_reason(oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: LackingFactory(Capability.POWER))
    oceanhil("run", "first-boot", "--board", "esp32", "--junit", "run.xml")
    (skipped,) = cases(folder / "run.xml")[0].iter("skipped")
    assert skipped.attrib["message"] == "world 'sim' lacks power"


def test_a_case_that_passed_at_a_retry_stays_visible_as_flaky(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory = FlakyFactory()
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: factory)
    oceanhil("run", "first-boot", "--board", "esp32", "--retries", "2", "--junit", "run.xml")
    first, second = map(properties, cases(folder / "run.xml"))
    assert first["outcome"] == "error"
    assert (second["outcome"], second["attempts"], second["flaky"]) == ("passed", "2", "true")
    assert {first["trace"], second["trace"]} == {
        str(Path("run-traces", f"first-boot@esp32{attempt}.jsonl")) for attempt in ("", ".attempt-2")
    }


@pytest.mark.slow
def test_ctrl_c_while_it_is_written_leaves_the_one_before(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "run.xml").write_text("the old one", "utf-8")

    def half(self: LogXML) -> None:
        Path(self.logfile).write_text("<testsui", "utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr(LogXML, "pytest_sessionfinish", half)
    oceanhil("run", "token-expired", "--junit", "run.xml")
    assert [(path.name, path.read_text("utf-8")) for path in folder.glob("*run.xml*")] == [("run.xml", "the old one")]
