"""Cases of a scenario about a service, and their replay IDs."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.replay import ReplayError, ReplayId, format_replay, parse_replay
from oceanhil.scenarios.subject import ServiceName
from tests.scenarios.ringcentral.writing import scenario_of


def test_a_scenario_without_axes_is_one_case() -> None:
    (case,) = scenario_of("- client.login").expand()
    assert case.replay_id == "probe@ringcentral"


def test_every_row_meets_every_value_of_the_matrix() -> None:
    body = "matrix: {jobs: [1, 2]}\ncases: [{name: a, who: first}, {name: b, who: second}]"
    cases = scenario_of('- client.work: {on: "${who}", jobs: "${jobs}"}', body).expand()
    assert [case.replay_id for case in cases] == [
        "probe@ringcentral#case=a,jobs=1",
        "probe@ringcentral#case=b,jobs=1",
        "probe@ringcentral#case=a,jobs=2",
        "probe@ringcentral#case=b,jobs=2",
    ]


def test_a_replay_id_reads_back_as_itself() -> None:
    axes, changed = {"cause": "a b"}, {"server.session_limit": "1"}
    replay = ReplayId(scenario="probe", subject=ServiceName.RINGCENTRAL, axes=axes, seed=7, overrides=changed)
    assert format_replay(replay) == "probe@ringcentral#cause=a%20b,seed=7,set.server.session_limit=1"
    assert parse_replay(format_replay(replay)) == replay


def test_what_stands_behind_the_at_tells_boards_from_services() -> None:
    assert parse_replay("token-expired@esp32").subject is Board.ESP32
    assert parse_replay("probe@ringcentral").subject is ServiceName.RINGCENTRAL


def test_the_nearest_word_may_be_a_service() -> None:
    with pytest.raises(ReplayError, match="unknown board 'ringcentrl'; did you mean 'ringcentral'"):
        parse_replay("probe@ringcentrl")


@pytest.mark.parametrize(
    ("replay", "expected"),
    [
        ("probe@ringcentral", "gives no 'case'; add case=VALUE behind '#'"),
        ("probe@ringcentral#case=c", "probe has no case 'c'; known: a, b"),
        ("probe@ringcentral#case=a,jbs=1", "probe has no variable 'jbs'; known: case"),
    ],
)
def test_a_case_that_is_not_there_is_refused(replay: str, expected: str) -> None:
    scenario = scenario_of("- client.login: ${who}", "cases: [{name: a, who: first}, {name: b, who: second}]")
    with pytest.raises(ReplayError) as refused:
        scenario.case(parse_replay(replay))
    assert str(refused.value).startswith(f"replay ID {replay!r}")
    assert expected in str(refused.value)


@pytest.mark.parametrize(
    ("path", "mistake"), [("token", ""), ("revoke", ""), ("tokn", "unknown path 'tokn'; did you mean 'token'?")]
)
def test_a_value_that_the_file_does_not_list_may_name_what_the_file_may(path: str, mistake: str) -> None:
    steps, remedy = '- client.login\n- expect.count: {path: "${path}", count: 1}', "remedy: {text: x, steps: [mark]}"
    case = scenario_of(steps, f"matrix: {{path: [token]}}\n{remedy}").case(
        parse_replay(f"probe@ringcentral#path={path}")
    )
    mistakes = Mistakes()
    bound = case.bind(mistakes)
    assert [each.message for each in mistakes] == [mistake][: bool(mistake)]
    assert [step.text for step in (*bound.steps[1:], *bound.remedy)] == [
        f"expect.count: {{path: {path}, count: 1}}",
        "mark",
    ]


def test_a_case_with_another_seed_has_the_same_variables() -> None:
    case = scenario_of("- client.login: ${who}", "cases: [{name: a, who: first}]").expand()[0]
    seeded = case.seeded(3, {"server.session_limit": "1"})
    assert (case.parameters, seeded.parameters) == ({"case": "a"}, {"case": "a"})
    assert seeded.replay_id == "probe@ringcentral#case=a,seed=3,set.server.session_limit=1"
    assert seeded.variables() == {"service": "ringcentral", "seed": "3", "case": "a", "who": "first"}
