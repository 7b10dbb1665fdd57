"""`oceanhil explore --laws`: laws of one's own, in YAML and in Python."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.user import Command

LAWS = """\
- law: one-at-a-time
  says: pump and valve are never on together
  never: {relay1: on, relay2: on}
"""


def test_a_law_of_ones_own_is_a_finding_whose_file_needs_no_other(oceanhil: Command, tmp_path: Path) -> None:
    laws, folder = tmp_path / "laws.yaml", tmp_path / "found"
    laws.write_text(LAWS)
    words = ("explore", "--board", "esp32", "--only", "relay", "--lives", "20", "--json", "--out", str(folder))
    assert oceanhil(*words).code == 0
    done = oceanhil(*words, "--laws", str(laws))
    assert done.code == 1
    (finding,) = msgspec.json.decode(done.out)["findings"]
    assert finding["id"].startswith("one-at-a-time-esp32-seed-0-life-")
    assert finding["expected"] == "pump and valve are never on together"
    assert {*finding["made_of"]} == {"relay"}
    laws.unlink()
    again = oceanhil("run", finding["file"])
    assert again.code == 1
    assert finding["found"] in again.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "- law: x\n  says: y\n  never: {lin: x}",
            "laws.yaml:3:11: unknown key 'lin' in sighting; did you mean",
        ),
        (
            "- law: x\n  says: it stays off\n  never: {line: '[INFO] Device ONLINE'}",
            "laws.yaml:1:3: law 'x' is broken where nothing happens, on esp32: expected it stays off; found '[INFO]",
        ),
        ("- law: x\n  says: y\n  always: {contains: ''}", "laws.yaml:1:3: law 'x' can never fail"),
    ],
)
def test_a_law_that_says_nothing_is_refused_before_any_life(
    oceanhil: Command, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "laws.yaml").write_text(text)
    done = oceanhil("explore", "--board", "esp32", "--for", "24h", "--laws", str(tmp_path / "laws.yaml"))
    assert done.code == 2
    assert said in done.err


PYTHON_LAWS = """\
from oceanhil.scenarios.devices.law import Now, never


@never("pump and valve are never on together")
def one_at_a_time(now: Now) -> bool:
    return now.relay1 and now.relay2
"""


@pytest.mark.long
@pytest.mark.parametrize("jobs", [(), ("--jobs", "2")])
def test_a_law_in_python_is_a_finding_whose_file_names_it(
    oceanhil: Command, tmp_path: Path, jobs: tuple[str, ...]
) -> None:
    laws, folder = tmp_path / "laws.py", tmp_path / "found"
    laws.write_text(PYTHON_LAWS)
    words = ("explore", "--board", "esp32", "--only", "relay", "--lives", "20", "--json", "--out", str(folder), *jobs)
    done = oceanhil(*words, "--laws", str(laws))
    assert done.code == 1
    (finding,) = msgspec.json.decode(done.out)["findings"]
    assert (finding["law"], finding["expected"]) == ("one-at-a-time", "pump and valve are never on together")
    again = oceanhil("run", finding["file"])
    assert again.code == 1
    assert finding["found"] in again.out
    laws.unlink()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1 +", "laws.py:1: invalid syntax"),
        (
            PYTHON_LAWS.replace("and now.relay2", "and not now.relay1"),
            "laws.py:4:1: law 'one-at-a-time' can never fail",
        ),
        (
            PYTHON_LAWS.replace("now.relay1 and now.relay2", "now.is_boot"),
            "laws.py:4:1: law 'one-at-a-time' is broken where nothing happens, on esp32: expected pump and valve",
        ),
        (
            PYTHON_LAWS.replace("now.relay1 and now.relay2", "int(now.line) > 3"),
            "laws.py:6: TypeError: int() argument must be a string",
        ),
        (
            PYTHON_LAWS.replace("now.relay1 and now.relay2", "now.relay1 and now.relay2 and now.tyme"),
            "laws.py:6: AttributeError: 'Now' object has no attribute 'tyme'",
        ),
    ],
)
def test_a_law_in_python_that_says_nothing_or_goes_wrong_is_refused_before_any_life(
    oceanhil: Command, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "laws.py").write_text(text)
    done = oceanhil("explore", "--board", "esp32", "--for", "24h", "--laws", str(tmp_path / "laws.py"))
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert "explored.yaml" not in done.err, "nobody has that file"


@pytest.mark.long
def test_a_law_that_goes_wrong_in_a_life_is_told_once_and_is_no_good_news(oceanhil: Command, tmp_path: Path) -> None:
    laws, junit = tmp_path / "laws.py", tmp_path / "found.xml"
    wrong = "now.request is not None and now.request.status == 503 and 1 // 0"
    laws.write_text(PYTHON_LAWS.replace("now.relay1 and now.relay2", f"now.relay1 and now.relay2 or ({wrong})"))
    words = ("explore", "--board", "esp32", "--only", "maintenance", "--only", "relay", "--lives", "8", "--seed", "2")
    done = oceanhil(*words, "--laws", str(laws), "--out", str(tmp_path / "found"), "--junit", str(junit))
    (told,) = [line for line in done.out.splitlines() if "ZeroDivisionError" in line]
    said = f"{laws}:6: ZeroDivisionError: integer division or modulo by zero, in law 'one-at-a-time' (in expect.law)"
    assert told.endswith(said)
    assert "not led to the end" in done.out
    assert "<error " in junit.read_text()
    assert done.code == 2


@pytest.mark.long
def test_a_life_that_breaks_a_law_once_alone_is_told_and_no_good_news(oceanhil: Command, tmp_path: Path) -> None:
    laws = tmp_path / "laws.py"
    # Before any life it is asked whether it can be broken at all: in the first moments it keeps nothing in mind.
    once = "now.relay1 and now.relay2 and not seen and not (now.t_us > 60_000_000 and seen.append(True))"
    laws.write_text(PYTHON_LAWS.replace("now.relay1 and now.relay2", once).replace("\n\n\n", "\n\nseen = []\n\n", 1))
    words = ("explore", "--board", "esp32", "--only", "relay", "--lives", "20", "--laws", str(laws))
    done = oceanhil(*words, "--out", str(tmp_path / "found"))
    assert (done.code, done.err) == (1, "")
    (told,) = [line for line in done.out.splitlines() if line.startswith("without a finding: life ")]
    assert told.endswith(": it broke a law, and did not when it was led once more")
    assert ", 1 broke a law without a finding" in done.out


@pytest.mark.long
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_a_law_prints_is_no_part_of_the_result(oceanhil: Command, tmp_path: Path, jobs: str) -> None:
    laws, folder = tmp_path / "laws.py", tmp_path / "found"
    seen = "print('seen') or (now.relay1 and now.relay2)"
    laws.write_text(f"print('read')\n{PYTHON_LAWS.replace('now.relay1 and now.relay2', seen)}")
    words = ("explore", "--board", "esp32", "--only", "relay", "--lives", "20", "--jobs", jobs, "--laws", str(laws))
    done = oceanhil(*words, "--out", str(folder), "--json")
    (finding,) = msgspec.json.decode(done.out)["findings"]
    assert {"read", "seen"} <= set(done.err.splitlines())
    assert msgspec.json.decode(oceanhil("run", finding["file"], "--json").out)["results"]


def test_a_strangers_laws_are_not_run(oceanhil: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = tmp_path / "sprung"
    (tmp_path / "laws.py").write_text(f"{PYTHON_LAWS}\nopen({str(trap)!r}, 'w').close()\n")
    monkeypatch.setenv("OCEANHIL_UNTRUSTED", "1")
    done = oceanhil("explore", "--board", "esp32", "--lives", "1", "--laws", str(tmp_path / "laws.py"))
    assert done.code == 2
    assert "is code, and --untrusted takes files as data only" in done.err
    assert not trap.exists()


def test_two_files_may_not_name_a_law_alike(oceanhil: Command, tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(LAWS)
    other.write_text(LAWS)
    done = oceanhil("explore", "--lives", "1", "--laws", str(one), "--laws", str(other))
    assert done.code == 2
    assert f"{other}:1:3: law 'one-at-a-time' is at {one}:1:3 already; rename one of the two" in done.err


def test_a_file_of_laws_that_is_not_there_is_named(oceanhil: Command, tmp_path: Path) -> None:
    done = oceanhil("explore", "--lives", "1", "--laws", str(tmp_path / "gone.yaml"))
    assert done.code == 2
    assert f"{tmp_path / 'gone.yaml'}: cannot be read: no such file or directory; check the path" in done.err


MISSPELT = {
    "laws.yaml": """\
- {law: stays-off, says: x, always: {relay2: off}, when: {contains: '[SYSTEMM] Devize'}}
- {law: greets, says: x, eventually: {contains: '[INFO] Device ONLINE'}, after: {contains: '[BOOTT]'}}
- {law: told, says: x, always: {contains: '['}, when: {contains: 'Device ONLINE'}}
""",
    "laws.py": """\
from oceanhil.scenarios.devices.law import always, eventually


@always("x", when=lambda now: "[SYSTEMM] Devize" in (now.line or ""))
def stays_off(now):
    return not now.relay2


@eventually("x", within="1h", after=lambda now: now.line == "[BOOTT]")
def greets(now):
    return "ONLINE" in (now.line or "")


@always("x", when=lambda now: "Device ONLINE" in (now.line or ""))
def told(now):
    return "[" in now.line
""",
}


@pytest.mark.parametrize("file", MISSPELT)
def test_a_law_whose_condition_came_in_no_life_is_named_behind_them(
    oceanhil: Command, tmp_path: Path, file: str
) -> None:
    laws = tmp_path / file
    laws.write_text(MISSPELT[file])
    words = ("explore", "--board", "esp32", "--only", "reset", "--lives", "3", "--laws", str(laws))
    done = oceanhil(*words)
    assert done.code == 0
    behind = "came in none of 3 lives; see whether it is written as it comes"
    assert f"not judged: stays-off: what stands behind `when` {behind}\n" in done.out
    assert f"not judged: greets: what stands behind `after` {behind}\n" in done.out
    assert "told" not in done.out
    row = msgspec.json.decode(oceanhil(*words, "--json").out)
    assert [each["law"] for each in row["not_judged"]] == ["stays-off", "greets"]
