"""Laws in Python, over a whole run: never, always, eventually; and what goes wrong in their file."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from oceanhil.protocol.data_files import UNTRUSTED_VARIABLE
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.devices.judging import UNWATCHED, found_by
from tests.scenarios.fake_world import FakeFactory, Planned, S, line, requested
from tests.scenarios.writing import case_of, mistakes_in, text_of

TWO = f"{UNWATCHED}\ndevices: [twin]"
LAWS = '''\
"""Laws of a test."""

from oceanhil.scenarios.devices.law import EVERY, Now, always, eventually, never


@never("as it should be")
def both(now: Now) -> bool:
    return now.relay1 and now.relay2


@never("as it should be")
class Thrice:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, now: Now) -> bool | str:
        self.count += now.line == "ping"
        return f"ping number {self.count}" if self.count == 3 else False


def is_poll(now: Now) -> bool:
    return now.request is not None and now.request.endpoint == "state" and not now.request.fault


@always("as it should be", when=is_poll)
def answered(now: Now) -> bool:
    return now.request is not None and now.request.status == 200


@always("as it should be")
def awake(now: Now) -> bool:
    return now.line != "zzz"


@eventually("as it should be", after=lambda now: now.line == "door", within="5s")
def greeted(now: Now) -> bool:
    return now.line == "hello"


@eventually("as it should be", within="5s")
def opened(now: Now) -> bool:
    return not now.relay1


@eventually("as it should be", after=lambda now: now.line == "door", within="5s")
def shut(now: Now) -> bool:
    return not now.relay1


@never("as it should be", device=EVERY)
def loud(now: Now) -> bool:
    return "damn" in (now.line or "")


@never("as it should be", device="twin")
def loud_twin(now: Now) -> bool:
    return "damn" in (now.line or "")


@never("as it should be")
def careless(now: Now) -> bool:
    return now.event.fields["text"] == "x"
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "laws.py"
    path.write_text(LAWS)
    return path


def run(file: Path, law: str, *planned: Planned) -> Result:
    factory = FakeFactory({"device.power_on": planned})
    steps = f'- device.power_on\n- time.run: 10s\n- expect.law: {{law: {law}, file: "{file}"}}'
    return run_case(case_of(TWO, steps), factory, load_profile())


def found(file: Path, law: str, *planned: Planned) -> str:
    """What breaks the law; empty where nothing does."""
    result = run(file, law, *planned)
    assert result.failure is None or (result.failure.law, result.failure.expected) == (law, "as it should be")
    return found_by(result)


def relays(one: bool, two: bool, after_s: int) -> Planned:
    return Planned(after_s * S, EventKind.RELAYS, {"relay1": one, "relay2": two})


@pytest.mark.parametrize(
    ("law", "planned", "expected"),
    [
        ("both", [relays(True, False, 1), relays(False, True, 2)], ""),
        ("both", [relays(True, False, 1), relays(True, True, 2)], "relay 1 on, relay 2 on at 0:00:02.000"),
        ("thrice", [line("ping", S), line("ping", 2 * S)], ""),
        ("thrice", [line("ping", S), line("pong", 2 * S), line("ping", 3 * S), line("ping", 4 * S)], "ping number 3"),
        ("answered", [requested("session", 401, S), requested("state", 200, 2 * S), line("x", 3 * S)], ""),
        ("answered", [requested("state", 401, 2 * S)], "GET /api/device/state/ -> 401 at 0:00:02.000"),
        ("awake", [line("a", S)], ""),
        ("awake", [line("zzz", S)], "'zzz' at 0:00:01.000"),
        ("greeted", [line("hello", S)], ""),
        ("greeted", [line("door", S), line("hello", 14 * S)], ""),
        ("greeted", [line("door", S), line("hello", 2 * S), line("door", 3 * S)], "not within 5s after 'door'"),
        ("greeted", [line("door", S), line("hello", 16 * S)], "not within 5s after 'door'"),
        ("opened", [line("a", S)], ""),
        ("opened", [relays(True, False, 1), relays(False, False, 12)], ""),
        ("opened", [relays(True, False, 1)], "not within 5s"),
        ("shut", [line("door", S)], ""),
        ("shut", [relays(True, False, 1), line("door", 2 * S)], "not within 5s after 'door'"),
        ("loud", [line("damn", S)], "'damn' at 0:00:01.000"),
        ("loud-twin", [line("damn", S)], ""),
    ],
)
def test_a_law_is_broken_where_it_is_not_so(file: Path, law: str, planned: Sequence[Planned], expected: str) -> None:
    assert found(file, law, *planned).startswith(expected)
    assert bool(found(file, law, *planned)) is bool(expected)


def test_a_law_that_remembers_begins_anew_with_each_run(file: Path) -> None:
    assert [found(file, "thrice", line("ping", S), line("ping", 2 * S)) for _ in range(2)] == ["", ""]


@pytest.mark.parametrize(
    ("law", "said"),
    [
        ("careless", "laws.py:{line}: KeyError: 'text', in law 'careless'"),
        ("bothh", "laws.py: has no law 'bothh'; did you mean 'both'?"),
    ],
)
def test_what_goes_wrong_in_a_law_is_an_error_with_its_line_and_no_broken_law(file: Path, law: str, said: str) -> None:
    result = run(file, law, requested("state", 200, S))
    at = LAWS.splitlines().index('    return now.event.fields["text"] == "x"') + 1
    assert (result.outcome, result.failure) == (Outcome.ERROR, None)
    assert result.reason.partition(" (in expect.law, ")[0].endswith(said.format(line=at))


@pytest.mark.parametrize(
    ("law", "said"),
    [
        ("def x(now): raise SystemExit(0)", "3: SystemExit: 0, in law 'x'"),
        ("def x(): return False", "2: TypeError: x() takes 0 positional arguments but 1 was given, in law 'x'"),
    ],
)
def test_a_law_that_ends_the_program_or_cannot_be_asked_is_an_error_with_its_line(
    tmp_path: Path, law: str, said: str
) -> None:
    path = tmp_path / "laws.py"
    path.write_text(f"from oceanhil.scenarios.devices.law import never\n@never('y')\n{law}\n")
    result = run(path, "x", requested("state", 200, S))
    assert result.outcome is Outcome.ERROR
    assert result.reason.startswith(f"{path}:{said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def law(:\n", "laws.py:1: invalid syntax"),
        ("x = 1\ny = x / 0\n", "laws.py:2: ZeroDivisionError: division by zero"),
        ("import sys\nsys.exit(3)\n", "laws.py:2: SystemExit: 3"),
        ("import no_such_module_here\n", "laws.py:1: ModuleNotFoundError: No module named 'no_such_module_here'"),
        ("x = 1\n", "laws.py: has no law; put @never(…), @always(…) or @eventually(…) before a function"),
        ("IMPORT\n@never('')\ndef x(now): return False\n", "laws.py:2: ValueError: law 'x' says nothing"),
        ("IMPORT\n@eventually('y', within='0s')\ndef x(now): return False\n", "laws.py:2: ValueError: within is '0s'"),
        ("IMPORT\nnever('y')(3)\n", "laws.py:2: ValueError: a law is named after its function"),
        (
            "IMPORT\n@never('y')\ndef x_y(now): ...\n@never('y')\nclass XY:\n    def __call__(self, now): ...\n",
            "laws.py:6: law 'x-y' is in line 2 already; rename one",
        ),
    ],
)
def test_a_file_that_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "laws.py"
    path.write_text(text.replace("IMPORT", "from oceanhil.scenarios.devices.law import always, eventually, never"))
    result = run(path, "x")
    assert result.outcome is Outcome.ERROR
    assert said in result.reason
    assert "\n" not in result.reason


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert (
        "gone.py: cannot be read: no such file or directory; run where it is" in run(tmp_path / "gone.py", "x").reason
    )


def test_nothing_is_left_beside_the_file(file: Path) -> None:
    found(file, "both")
    assert [each.name for each in file.parent.iterdir()] == ["laws.py"]


def test_a_world_that_cannot_show_what_a_law_looks_at_is_asked_for_it(file: Path) -> None:
    steps = f'- expect.law: {{law: both, file: "{file}", looks_at: [relays, requests, lines]}}'
    step = case_of(TWO, steps).bound().steps[-1]
    assert {need.value for need in step.needs} == {"outputs", "server-requests"}


def test_whoever_takes_files_as_data_only_runs_none(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(UNTRUSTED_VARIABLE, "1")
    step = f'- expect.law: {{law: both, file: "{file}"}}'
    (mistake,) = mistakes_in(text_of("", step))
    assert "is code, and --untrusted takes files as data only" in mistake
