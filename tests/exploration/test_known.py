"""Known findings: written, read again, and met again whatever the life."""

from collections.abc import Sequence

import msgspec
import pytest

from oceanhil.exploration.findings import Breach, Finding
from oceanhil.exploration.known import KNOWN_FINDINGS, KnownFinding, Met, met_in, rows_of, unknown_in
from oceanhil.exploration.life import NamedLife
from oceanhil.scenarios.mistakes import ScenarioError
from oceanhil.scenarios.result import Failure
from tests.exploration.explored import happening, life

FAILURE = Failure("expect.boots: 1", "", 1, 1, "1 boots", "2", in_remedy=False)


def finding(*names: str, way: str = "#", number: int = 4, lives: int = 1) -> Finding:
    drawn = NamedLife(str(number), life(*map(happening, names)), seed=3)
    return Finding(Breach("boots", way), FAILURE, drawn, drawn.life, later=[drawn] * (lives - 1))


RESET = finding("reset")


def written(before: str, findings: Sequence[Finding]) -> str:
    return KNOWN_FINDINGS.with_rows(before, rows_of(findings))


def test_what_is_written_is_known_when_it_is_found_again() -> None:
    (row,) = KNOWN_FINDINGS.read(written("", [finding("reset", way='said "x": #, \\d')]).encode(), "known.yaml")
    assert row.finding == "boots-esp32-seed-3-life-4"
    assert row.explains(finding("reset", way='said "x": #, \\d', number=7))


@pytest.mark.parametrize("law", ["null", "1e3", "true", "boots"])
def test_a_law_is_known_again_whatever_its_name_means_in_yaml(law: str) -> None:
    found = msgspec.structs.replace(RESET, breach=Breach(law, "#"))
    assert unknown_in([found], KNOWN_FINDINGS.read(written("", [found]).encode(), "known.yaml")) == []


@pytest.mark.parametrize(
    "other",
    [finding("relay"), finding("reset", way="…"), msgspec.structs.replace(RESET, breach=Breach("pace", "#"))],
)
def test_another_cause_another_way_and_another_law_are_not_known(other: Finding) -> None:
    known = KNOWN_FINDINGS.read(written("", [RESET]).encode(), "known.yaml")
    assert unknown_in([RESET, other], known) == [other]


def test_what_disturbs_more_than_the_known_one_is_known_and_what_disturbs_less_is_not() -> None:
    both = finding("reset", "relay")
    assert unknown_in([both], KNOWN_FINDINGS.read(written("", [RESET]).encode(), "known.yaml")) == []
    assert unknown_in([RESET], KNOWN_FINDINGS.read(written("", [both]).encode(), "known.yaml")) == [RESET]


def test_lives_are_counted_for_each_known_one() -> None:
    known = KNOWN_FINDINGS.read(written("", [RESET, finding("relay", number=5)]).encode(), "known.yaml")
    again = [finding("relay", lives=2), finding("reset", "relay", lives=3), finding("relay", number=9, lives=5)]
    assert list(met_in(again, known)) == [Met(known[0], 3), Met(known[1], 7)]


def test_what_a_person_wrote_into_the_file_stays() -> None:
    before = "# ours\n- {finding: a, law: b, way: c, because: we live with it}"
    after = written(before, [RESET])
    assert after.startswith(before + "\n- finding: boots-")
    assert [each.because for each in KNOWN_FINDINGS.read(after.encode(), "known.yaml")] == ["we live with it", ""]


def test_known_ones_of_one_name_are_told_as_one_that_comes_in_several_ways() -> None:
    known = [KnownFinding(finding="a", law="boots", way=way) for way in ("#", "*")]
    assert list(met_in([finding("reset", way="*", lives=2), RESET], known)) == [Met(known[0], 3)]


def test_a_known_one_of_a_layout_says_nothing_of_the_other() -> None:
    text = "- {finding: a, law: boots, way: '#', stores: [legacy]}"
    assert unknown_in([RESET], KNOWN_FINDINGS.read(text.encode(), "known.yaml")) == [RESET]
    assert unknown_in([RESET], KNOWN_FINDINGS.read(text.replace("legacy", "reference").encode(), "known.yaml")) == []


@pytest.mark.parametrize("text", ["", "# nothing yet\n", written("", [])])
def test_a_file_without_findings_knows_nothing(text: str) -> None:
    assert KNOWN_FINDINGS.read(text.encode(), "known.yaml") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b", "known.yaml:1:1: found a mapping; expected a list of findings, each after '- '"),
        ("- finding: a\n  law: b", "known.yaml:1:3: a known finding lacks the key 'way'; add it"),
        ("- {finding: a, law: b, way: c, cause: [powr]}", "unknown kind 'powr'; did you mean 'power'?"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        KNOWN_FINDINGS.read(text.encode(), "known.yaml")
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["", "# ours", "- {finding: a, law: b, way: c}", written("", [RESET])])
def test_findings_can_be_added_behind_lines_of_a_list(text: str) -> None:
    KNOWN_FINDINGS.refuse_closed(text.encode(), "known.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "[{finding: a, law: b, way: c}]",
        "  - {finding: a, law: b, way: c}\n",
        "- {finding: a, law: b, way: c}\n...\n",
    ],
)
def test_a_list_to_which_nothing_can_be_added_is_told_before_anything_is_found(text: str) -> None:
    with pytest.raises(
        ScenarioError, match=r"^known\.yaml: findings cannot be added behind this list; let each of its"
    ):
        KNOWN_FINDINGS.refuse_closed(text.encode(), "known.yaml")
