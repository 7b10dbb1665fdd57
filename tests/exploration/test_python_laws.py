"""Files of laws in Python: what becomes of them, and whether a law says anything."""

import re
from pathlib import Path

import pytest

from oceanhil.exploration.law_trial import can_fail
from oceanhil.exploration.own_laws import OwnLaw, read_python_laws
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.steps.python_laws import ExpectLaw
from oceanhil.scenarios.mistakes import ScenarioError
from tests.exploration.explored import habitat, life
from tests.scenarios.writing import mistakes_in, text_of

SEEN = habitat().lead(life()).events
HEAD = """\
from oceanhil.scenarios.devices.law import Now, always, eventually, never


"""


def law(folder: Path, text: str) -> OwnLaw:
    path = folder / "laws.py"
    path.write_text(HEAD + text)
    (found,) = read_python_laws(str(path), load_profile())
    return found


def test_a_law_is_a_step_of_the_language_that_says_what_it_looks_at(tmp_path: Path) -> None:
    found = law(tmp_path, "@never('y')\ndef dry_run(now): return now.relay1 and now.request is not None\n")
    path = tmp_path / "laws.py"
    assert found.line == f'expect.law: {{law: dry-run, file: "{path}", looks_at: [requests, relays]}}'
    assert str(found.place) == f"{path}:4:1"
    assert mistakes_in(text_of("", f"- {found.line}")) == []


def test_a_law_may_have_a_name_that_means_nothing_in_yaml(tmp_path: Path) -> None:
    found = law(tmp_path, "@never('y')\ndef null(now): return now.relay1\n")
    assert isinstance(found.step, ExpectLaw)
    assert found.step.law == "null"


@pytest.mark.parametrize(
    ("text", "is_able"),
    [
        ("@never('y')\ndef x(now): return now.relay1 and now.relay2", True),
        ("@never('y')\ndef x(now): return now.relay1 and not now.relay1", False),
        ("@never('y')\ndef x(now): return now.line == 'PUMP STUCK'", True),
        ("@never('y')\ndef x(now): return (now.line or '').startswith(('PUMP', 'VALVE'))", True),
        ("import re\n@never('y')\ndef x(now): return bool(re.search('a{7}', now.line or ''))", True),
        ("@never('y')\ndef x(now): return now.t_us == 4711", True),
        ("@never('y')\ndef x(now): return False", False),
        ("@never('y')\ndef x(now): return now.dashboard == 'onlin'", False),
        ("@never('y')\ndef x(now): return now.dashboard == 'online'", True),
        ("@always('y')\ndef x(now): return '' in (now.line or '')", False),
        ("@always('y')\ndef x(now): return now.request is None or now.request.status != 400", True),
        ("@always('y')\ndef x(now): return now.request is None or now.request.code != 'token_revoked'", True),
        ("@always('y')\ndef x(now): return now.request is None or now.request.status < 999", False),
        ("@always('y', when=lambda now: now.relay1)\ndef x(now): return now.relay1", False),
        ("@always('y', when=lambda now: now.line == 'a')\ndef x(now): return now.relay1", True),
        ("@eventually('y')\ndef x(now): return now.line == 'hello'", True),
        ("@eventually('y', after=lambda now: now.relay1)\ndef x(now): return now.relay1", False),
        ("@never('y')\nclass X:\n    def __call__(self, now): return False", True),
        ("@never('y')\ndef x(now): return int(now.line) > 7 if now.line else False", True),
    ],
)
def test_a_law_that_nothing_breaks_is_known(tmp_path: Path, text: str, *, is_able: bool) -> None:
    assert can_fail(law(tmp_path, text).step, SEEN, load_profile()) is is_able


def test_the_names_of_the_laws_there_are_stay_theirs(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"laws\.py:4:1: law 'no-loss' is there already"):
        law(tmp_path, "@never('y')\ndef no_loss(now): return now.relay1\n")


def test_the_example_of_the_page_is_legal_says_something_and_is_kept_where_nothing_is_wrong(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "explore.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "laws.py"
    path.write_text(example)
    laws = read_python_laws(str(path), load_profile())
    assert [each.name for each in laws] == ["one-at-a-time", "greets", "waits-alike"]
    assert all(can_fail(each.step, SEEN, load_profile()) for each in laws)
    assert habitat([each.line for each in laws]).lead(life()).failure is None
