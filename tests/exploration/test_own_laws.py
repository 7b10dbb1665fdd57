"""Files of laws: what they say, what is wrong with them, and whether a law says anything."""

import re
from pathlib import Path

import pytest

from oceanhil.exploration.law_trial import can_fail
from oceanhil.exploration.own_laws import OwnLaw, read_laws
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.steps.own_laws import LawStep
from oceanhil.scenarios.mistakes import ScenarioError
from tests.exploration.explored import habitat, life
from tests.scenarios.writing import mistakes_in, text_of
from tests.together import together

SEEN = habitat().lead(life()).events


def law(text: str) -> OwnLaw:
    (found,) = read_laws(f"- {{law: mine, says: as it should be, {text}}}\n".encode(), "laws.yaml")
    return found


def looked_for(found: OwnLaw) -> str | None:
    """The part of a line that it is about."""
    assert isinstance(found.step, LawStep)
    return found.step.sightings[0].contains


def test_a_law_is_a_step_of_the_language() -> None:
    found = law('always: {line: "[INFO] Device ONLINE", relay1: off}, when: {relay2: off}')
    assert found.line == (
        "expect.always: {law: mine, says: as it should be, "
        'is: {line: "[INFO] Device ONLINE", relay1: off}, when: {relay2: off}}'
    )
    assert mistakes_in(text_of("", f"- {found.line}")) == []
    assert law("eventually: {path: state}, within: 30m").line.endswith("is: {path: state}, within: 30m}")


@pytest.mark.parametrize("text", ["{a: b}", "- it: 's", '"x" and', "#", "none", "a  b", "\\d+ [0-9]{2}", "é"])
def test_whatever_a_line_says_is_read_again_as_it_is(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    assert looked_for(law(f"never: {{contains: {quoted}}}")) == text


def test_what_nobody_sees_in_a_line_is_read_again_as_it_is() -> None:
    found = law(r'never: {contains: "\x7f \e \u2028 \x85"}')
    assert looked_for(found) == "\x7f \x1b \u2028 \x85"
    assert found.line.isprintable()


@together
@pytest.mark.parametrize(
    ("text", "said"),
    [
        *(
            (f"- {{law: {name}, says: b, never: {{relay1: on}}}}", f"law '{name}' is there already; give each a name")
            for name in ("no-loss", "i9")
        ),
        ("", "laws.yaml: is empty; expected a list of laws, each after '- '"),
        ("# none yet\n", "laws.yaml: is empty; expected a list of laws, each after '- '"),
        ("- {law: a, says: b, never: {line: '${x}'}}", "'${x}' has a variable in it, and a law knows none"),
        ("law: mine", "laws.yaml:1:1: found a mapping; expected a list of laws, each after '- '"),
        ("[]", "laws.yaml:1:1: found nothing; expected a list of laws"),
        ("- law: a\n  says: b", "laws.yaml:1:3: law 'a' has none of them; expected one of 'never', 'always' and"),
        (
            "- {law: a, says: b, never: {relay1: on}, always: {relay1: on}}",
            "law 'a' has 'never' and 'always'; expected one of",
        ),
        ("- {law: a, says: b, never: {relay1: on}, when: {relay2: on}}", "'when' belongs to 'always', not to 'never'"),
        ("- {law: a, says: b, always: {relay1: on}, within: 3s}", "'within' belongs to 'eventually', not to 'always'"),
        ("- {law: a, never: {relay1: on}}", "laws.yaml:1:3: a law lacks the key 'says'; add it"),
        (
            "- law: a\n  says: b\n  nevr: {relay1: on}",
            "laws.yaml:3:3: unknown key 'nevr' in a law; did you mean",
        ),
        ("- law: a\n  says: b\n  never:\n    relay1: up", "laws.yaml:4:13: unknown switch 'up'"),
        ("- {law: a, says: b, never: {status: 499}}", "laws.yaml:1:37: unknown status '499'; did you mean 500?"),
        (
            "- {law: a, says: b, never: {relay1: on}}\n- {law: a, says: b, never: {relay2: on}}",
            "laws.yaml:2:3: law 'a' is there already",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        read_laws(text.encode(), "laws.yaml")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "is_able"),
    [
        ("never: {contains: assert failed}", True),
        ("never: {pattern: 'assert [a-z]+ failed'}", True),
        ("never: {relay1: on, relay2: on}", True),
        ("never: {path: session, status: 403, code: token_revoked}", True),
        ("always: {contains: ''}", False),
        ("always: {pattern: '.*'}", False),
        ("always: {relay1: on}, when: {relay1: on}", False),
        ("always: {status: 401}, when: {code: token_invalid, status: 401}", False),
        ("always: {status: 401}, when: {code: token_revoked}", True),
        ("always: {dashboard: online}, when: {relay1: on}", True),
        ("eventually: {line: '[INFO] Device ONLINE'}, after: {contains: '[WiFi]'}", True),
        ("eventually: {line: '[INFO] Device ONLINE'}", True),
        ("eventually: {relay1: on}, after: {relay1: on, relay2: off}", False),
        ("eventually: {relay1: off}, after: {relay2: on}", True),
    ],
)
def test_a_law_that_nothing_breaks_is_known(text: str, *, is_able: bool) -> None:
    assert can_fail(law(text).step, SEEN, load_profile()) is is_able


def test_the_example_of_the_page_is_legal_and_says_something() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explore.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n(- law: .*?)```", page, re.DOTALL)
    laws = read_laws(example.encode(), "laws.yaml")
    assert [each.name for each in laws] == ["one-at-a-time", "reports-are-taken", "greets"]
    assert all(can_fail(each.step, SEEN, load_profile()) for each in laws)
