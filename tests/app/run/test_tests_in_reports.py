"""Tests in Python beside scenarios: every report counts them, and none says that all is well when it is not."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from oceanhil.scenarios.trace_file import read_trace
from tests.user import write

Run = Callable[..., pytest.RunResult]
PLUGINS = ("--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin")
COMES_ONLINE = """
from oceanhil.protocol.firmware import Firmware

def online(device, server, wait_line):
    device.flash(Firmware(server.generate_firmware(device.board, "bench").registration_token))
    device.power_on()
    wait_line("[INFO] Device ONLINE", timeout_s=60)
"""
HEADLINE = re.compile(r"<h1[^>]*>([^<]*)</h1>")
ALL_WELL = re.compile(r"All [\d,]+ runs passed|The run passed")


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Pytest with a scenario and tests of a user, and the report that it writes."""

    def run_pytest(*words: str) -> pytest.RunResult:
        return pytester.runpytest_inprocess(
            *PLUGINS, "--oceanhil-html", "run.html", "--oceanhil-board", "esp32", *words
        )

    write(pytester.path / "fine.yaml")
    return run_pytest


@pytest.fixture
def run_apart(run: Run, pytester: pytest.Pytester) -> Run:
    """The same in a process of its own, which may be interrupted."""
    del run

    def run_pytest(*words: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess(
            *PLUGINS, "--oceanhil-html", "run.html", "--oceanhil-board", "esp32", *words
        )

    return run_pytest


def page(pytester: pytest.Pytester) -> str:
    return (pytester.path / "run.html").read_text("utf-8")


def headline(pytester: pytest.Pytester) -> str:
    (found,) = HEADLINE.findall(page(pytester))
    return str(found)


def test_tests_are_counted_beside_scenarios(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_one(): pass\ndef test_two(): pass")
    run().assert_outcomes(passed=3)
    assert headline(pytester) == "All 3 runs passed"


def test_failed_tests_stand_in_the_headline_and_in_the_list(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_one(): assert 1 == 2, 'not at all'\ndef test_two(): pass")
    run()
    assert headline(pytester) == "1 of 3 runs did not pass"
    assert "not at all" in page(pytester)


BAD = {
    "an assertion": "def test_it(): assert False",
    "setup": "import pytest\n@pytest.fixture\ndef broken(): raise OSError('gone')\ndef test_it(broken): pass",
    "teardown": "import pytest\n@pytest.fixture\ndef broken():\n    yield\n    1 / 0\ndef test_it(broken): pass",
    "strict xfail": "import pytest\n@pytest.mark.xfail(strict=True)\ndef test_it(): pass",
    "collection": "import nothing_of_this_name",
    "a fixture that is not there": "def test_it(no_such_fixture): pass",
    "exit": "import pytest\ndef test_it(): pytest.exit('enough')\ndef test_more(): pass",
    "ctrl-c": "def test_it(): raise KeyboardInterrupt\ndef test_more(): pass",
    "-x": "def test_it(): assert False\ndef test_more(): pass",
    "a hook": "def test_it(): pass",
}


@pytest.mark.slow
@pytest.mark.parametrize("what", BAD)
def test_no_report_says_that_all_passed_beside_what_went_wrong(
    run: Run, pytester: pytest.Pytester, run_apart: Run, what: str
) -> None:
    pytester.makepyfile(BAD[what])
    if what == "a hook":
        pytester.makeconftest("def pytest_sessionfinish(session): session.exitstatus = 1")
    words = {"-x": ["-x"], "collection": ["--continue-on-collection-errors"]}.get(what, [])
    done = run_apart(*words) if what in {"ctrl-c", "exit"} else run(*words)
    assert done.ret != pytest.ExitCode.OK
    assert not ALL_WELL.search(page(pytester)), headline(pytester)


def test_what_is_not_collected_is_named(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import nothing_of_this_name")
    run("--continue-on-collection-errors")
    assert "nothing_of_this_name" in page(pytester)


def test_what_was_not_run_is_counted(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_a(): assert False\ndef test_b(): pass\ndef test_c(): pass")
    run("-x")
    assert "2 of 4 were not run" in page(pytester)


SKIPPED = {
    "skip": "import pytest\ndef test_it(): pytest.skip('no time')",
    "mark": "import pytest\n@pytest.mark.skip(reason='no time')\ndef test_it(): pass",
    "module": "import pytest\npytest.skip('no time', allow_module_level=True)",
    "expected failure": "import pytest\n@pytest.mark.xfail(reason='no time')\ndef test_it(): assert False",
}


@pytest.mark.slow
@pytest.mark.parametrize("what", SKIPPED)
def test_what_was_skipped_is_no_success(run: Run, pytester: pytest.Pytester, what: str) -> None:
    pytester.makepyfile(SKIPPED[what])
    assert run().ret == pytest.ExitCode.OK
    assert headline(pytester) == "1 passed, 1 skipped"
    assert "no time" in page(pytester)


@pytest.mark.slow
def test_scenarios_that_a_hook_skips_or_breaks_are_counted_too(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import pytest\ndef pytest_runtest_setup(item):\n    raise OSError('no bench')")
    run()
    assert headline(pytester) == "1 of 1 runs did not pass"
    pytester.makeconftest("import pytest\ndef pytest_runtest_teardown(item):\n    raise OSError('no bench')")
    run()
    assert headline(pytester) == "1 of 1 runs did not pass"


def test_a_board_that_cannot_be_put_back_is_no_success(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    from oceanhil.hil.worlds.sim import SimWorldFactory
    from oceanhil.scenarios.world import WorldError

    def refuse(factory: SimWorldFactory) -> None:
        raise WorldError("board 'desk' cannot be put back")

    monkeypatch.setattr(SimWorldFactory, "close", refuse)
    run()
    assert not ALL_WELL.search(page(pytester))
    assert "board &#39;desk&#39; cannot be put back" in page(pytester)


@pytest.mark.slow
def test_a_worker_that_dies_is_no_success(pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    pytester.makepyfile("import os\ndef test_dies(): os._exit(3)\ndef test_fine(): pass")
    words = ("-p", "xdist.plugin", "-n", "2", "--oceanhil-html", "run.html", "--oceanhil-board", "esp32")
    done = pytester.runpytest_subprocess(*PLUGINS, *words)
    assert done.ret != pytest.ExitCode.OK
    assert headline(pytester).endswith("did not pass")
    assert "test_dies" in page(pytester)


@pytest.mark.slow
def test_two_processes_count_like_one(pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    pytester.makepyfile(
        COMES_ONLINE
        + "def test_it(device, server, wait_line): online(device, server, wait_line)\ndef test_no(): assert 0"
    )
    for words in ((), ("-p", "xdist.plugin", "-n", "2")):
        pytester.runpytest_subprocess(*PLUGINS, *words, "--oceanhil-html", "run.html", "--oceanhil-board", "esp32")
        assert headline(pytester) == "1 of 3 runs did not pass"
        assert '"test_it' not in page(pytester).partition("<main>")[0]


def test_a_retried_test_counts_once_as_flaky(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("tries = []\ndef test_it():\n    tries.append(1)\n    assert len(tries) > 1")
    run("-p", "pytest_rerunfailures", "--reruns", "2")
    assert headline(pytester) == "All 2 runs passed"
    assert "flaky: passed at attempt 2" in page(pytester)


@pytest.mark.slow
def test_trace_and_replay_line_of_a_test(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_ours=COMES_ONLINE
        + "def test_it(device, server, wait_line):\n    online(device, server, wait_line)\n    assert 0\n"
    )
    done = run("--oceanhil-traces", "traces", "--oceanhil-seed", "7", "--junitxml", "run.xml")
    (command,) = re.findall(r"again: (pytest .*)", "\n".join(done.outlines))
    assert shlex.split(command) == [
        "pytest",
        "test_ours.py::test_it[esp32]",
        "--oceanhil-board",
        "esp32",
        "--oceanhil-seed",
        "7",
    ]
    assert "pytest &#39;test_ours.py::test_it[esp32]&#39; --oceanhil-board esp32 --oceanhil-seed 7" in page(pytester)
    again = pytester.runpytest_inprocess(*PLUGINS, *shlex.split(command)[1:])
    again.assert_outcomes(failed=1)
    case = next(
        each for each in ET.parse(pytester.path / "run.xml").iter("testcase") if "test_it" in each.attrib["name"]
    )
    found = {each.attrib["name"]: each.attrib["value"] for each in case.iter("property")}
    assert (found["board"], found["world"], found["seed"], found["outcome"]) == ("esp32", "sim", "7", "failed")
    assert found["again"] == command
    assert any(
        event.fields.get("text") == "[INFO] Device ONLINE"
        for event in read_trace(Path(found["trace"]).read_bytes()).events
    )


def test_a_test_without_our_fixtures_is_left_as_it_is(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(record_property):\n    record_property('board', 'mine')\n    assert 0")
    done = pytester.runpytest_inprocess(*PLUGINS, "--junitxml", "run.xml", "-o", "junit_family=xunit1")
    found = [each.attrib for each in ET.parse(pytester.path / "run.xml").iter("property")]
    assert found == [{"name": "board", "value": "mine"}]
    done.stdout.no_fnmatch_line("*again: *")


@pytest.mark.slow
def test_json_and_table_have_them(pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    pytester.makepyfile(test_ours="def test_it(world): assert 0\ndef test_plain(): pass")
    done = pytester.runpytest_subprocess(*PLUGINS, "--oceanhil-board", "esp32", "--oceanhil-output", "json", "-s")
    rows = msgspec.json.decode(done.stdout.str())["results"]
    assert [(row["scenario"], row["outcome"]) for row in rows] == [
        ("fine", "passed"),
        ("test_it", "failed"),
        ("test_plain", "passed"),
    ]
    assert rows[1]["command"] == "pytest 'test_ours.py::test_it[esp32]' --oceanhil-board esp32"
    told = pytester.runpytest_subprocess(
        *PLUGINS, "--oceanhil-board", "esp32", "--oceanhil-output", "table", "-s"
    ).stdout.str()
    assert "2 passed, 1 failed, 0 errors, 0 skipped" in told
    assert "again: pytest 'test_ours.py::test_it[esp32]' --oceanhil-board esp32" in told
    assert "were not run" not in told


@pytest.mark.slow
def test_allure_has_trace_and_parameters_of_a_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        COMES_ONLINE + "def test_it(device, server, wait_line):\n    online(device, server, wait_line)\n"
    )
    words = ("-p", "allure_pytest.plugin", "--alluredir", "allure", "--oceanhil-board", "esp32")
    pytester.runpytest_subprocess(*PLUGINS, *words).assert_outcomes(passed=1)
    (result,) = (msgspec.json.decode(each.read_bytes()) for each in (pytester.path / "allure").glob("*-result.json"))
    assert {each["name"] for each in result["attachments"]} >= {"trace.jsonl", "serial.log"}
    facts = {each["name"]: each["value"].strip("'") for each in result["parameters"]}
    assert (facts["world"], facts["seed"]) == ("sim", "0")
    assert facts["again"].startswith("pytest ")


def test_of_a_long_parameter_only_its_length_is_told(run: Run, pytester: pytest.Pytester) -> None:
    values = "['oc_reg_' + 'a' * 43, 'word-' * 400, 'word-' * 401]"
    marked = f"import pytest\n@pytest.mark.parametrize('it', {values}, ids=['one', 'two', 'three'])\n"
    pytester.makepyfile(f"{marked}def test_it(it): assert False")
    rows = msgspec.json.decode(run("--oceanhil-output", "json", "-s").stdout.str())["results"]
    told = [row["parameters"]["it"] for row in rows if row["scenario"] == "test_it"]
    assert told == ["oc_reg_aaaaa…", "word-" * 16, "str, 2,005 characters as text"]


def test_how_long_a_test_took_is_told_with_its_set_up(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(world): pass\ndef test_that_cannot_begin(missing): pass")
    pytester.makeconftest("""
        import json, pathlib, pytest

        SPENT = {}

        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_makereport(item, call):
            if call.when != "teardown":
                SPENT[item.name] = SPENT.get(item.name, 0) + call.duration * 1000
                pathlib.Path("spent.json").write_text(json.dumps(SPENT))
            return (yield)
    """)
    rows = msgspec.json.decode(run("--oceanhil-output", "json", "-s").stdout.str())["results"]
    spent = msgspec.json.decode((pytester.path / "spent.json").read_bytes())
    told = {row["scenario"]: row["wall_ms"] for row in rows if row["scenario"] != "fine"}
    assert told == {
        "test_it": pytest.approx(spent["test_it[esp32]"]),
        "test_that_cannot_begin": pytest.approx(spent["test_that_cannot_begin"]),
    }


def test_tests_that_share_a_world_have_their_own_part_of_its_trace(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "from oceanhil.app.fixtures import world_of_scope\nworld = world_of_scope('module')\n"
        + COMES_ONLINE
        + "def test_a(device, server, wait_line): online(device, server, wait_line)\n"
        + "def test_b(device): device.power_off()\n"
    )
    run("--oceanhil-traces", "traces")
    (second,) = (path for path in (pytester.path / "traces").glob("*test_b*.jsonl"))
    assert [event.kind.value for event in read_trace(second.read_bytes()).events] == ["power"]


REVOKED = """
import pytest
from oceanhil.protocol.firmware import Firmware

@pytest.fixture
def bench():
    yield
    {teardown}

def test_online(bench, device, server, wait_line):
    made = server.generate_firmware(device.board, "bench")
    server.revoke_token(made.id)
    device.flash(Firmware(made.registration_token))
    device.power_on()
    wait_line("[INFO] Device ONLINE", timeout_s=60)
"""


@pytest.mark.slow
@pytest.mark.parametrize("teardown", ["pass", "raise OSError('the bench is locked')"])
def test_a_test_that_failed_says_what_its_log_points_to(run: Run, pytester: pytest.Pytester, teardown: str) -> None:
    pytester.makepyfile(REVOKED.format(teardown=teardown))
    said = run("--junitxml", "run.xml", "--oceanhil-markdown", "run.md").stdout.str()
    reports = {name: (pytester.path / name).read_text("utf-8") for name in ("run.html", "run.md", "run.xml")}
    for report in (said, unescape(reports["run.html"]), reports["run.md"]):
        assert "hat was answered points to: The device's token was revoked" in report
        assert "Regenerate the token (Device Details)" in report
        assert "Token Invalid or Expired, cause 5" in report
    assert 'name="log_cause" value="The device\'s token was revoked"' in unescape(reports["run.xml"])


@pytest.mark.slow
def test_a_test_that_passed_has_no_cause_whatever_its_log_says(run: Run, pytester: pytest.Pytester) -> None:
    ours = REVOKED.format(teardown="pass").replace("[INFO] Device ONLINE", "[REG] Registration failed: Token revoked")
    pytester.makepyfile(ours)
    run().assert_outcomes(passed=2)
    assert "points to" not in page(pytester)


def test_a_world_that_cannot_tell_its_facts_ends_no_run(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_broken(world):
            world.facts = lambda: {}["gone"]

        def test_next(world):
            pass
        """
    )
    run("test_a_world_that_cannot_tell_its_facts_ends_no_run.py").assert_outcomes(passed=2)
    assert "unknown: KeyError" in page(pytester)


def test_what_a_test_says_of_a_file_whose_name_is_not_utf_8_is_in_every_report(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        r"import pytest"
        "\n"
        r"def test_it(board): open('caf\udce9')"
        "\n"
        r"@pytest.mark.parametrize('name', ['caf\udce9'])"
        "\n"
        r"def test_skipped(board, name): pytest.skip(name)"
    )
    run("--oceanhil-markdown", "run.md", "--junitxml", "run.xml", "--oceanhil-history", "history")
    assert headline(pytester) == "1 of 2 runs did not pass"
    for name in ("run.html", "run.md", "run.xml"):
        assert r"caf\udce9" in (pytester.path / name).read_text("utf-8")
    done = run("--oceanhil-output", "json", "-s")
    rows = {row["scenario"]: row for row in msgspec.json.decode(done.stdout.str())["results"]}
    assert r"caf\udce9" in rows["test_it"]["reason"]
    assert rows["test_skipped"]["parameters"] == {"name": r"caf\udce9"}
