"""The cases a scenario stands for, and the replay ID of each."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.devices.given import PreparedDevices
from oceanhil.scenarios.devices.steps.clocks import Run
from oceanhil.scenarios.devices.steps.device import FlashEdited
from oceanhil.scenarios.devices.steps.server import Settings
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.replay import ReplayError, parse_replay
from oceanhil.scenarios.scenario import Case, Scenario
from oceanhil.scenarios.step import PlacedStep
from tests.scenarios.writing import case_of, scenario_of

DRIVERS = ("idf-5.5.1", "idf-4.4.7")


def choice_of(case: Case) -> FirmwareChoice:
    given = case.bound().given
    assert isinstance(given, PreparedDevices)
    return given.choice


def ids(scenario: Scenario, board: Board = Board.ESP32, drivers: tuple[str, ...] = DRIVERS) -> list[str]:
    return [case.replay_id for case in scenario.expand(board, drivers)]


def own_steps(body: str, steps: str, board: Board = Board.ESP32) -> list[str]:
    bound: tuple[PlacedStep, ...] = case_of(f"given: {{token: none}}\n{dedent(body)}", steps, board).bound().steps
    return [step.text for step in bound]


def test_a_scenario_without_variables_is_one_case_for_each_of_its_boards() -> None:
    scenario = scenario_of("boards: [esp32, picow]")
    assert [ids(scenario, board) for board in PLATFORM_BOARDS] == [["probe@esp32"], [], ["probe@picow"]]


def test_a_matrix_is_every_combination_in_the_order_of_the_file() -> None:
    assert ids(scenario_of("matrix: {a: [1, 2], b: [x, y]}")) == [
        "probe@esp32#a=1,b=x",
        "probe@esp32#a=1,b=y",
        "probe@esp32#a=2,b=x",
        "probe@esp32#a=2,b=y",
    ]


def test_rows_are_cases_by_name_and_multiply_with_the_matrix() -> None:
    body = "matrix: {a: [1, 2]}\ncases: [{name: spaced, edit: prepend-space}, {name: cut, edit: drop-last}]"
    assert ids(scenario_of(body)) == [
        "probe@esp32#a=1,case=spaced",
        "probe@esp32#a=1,case=cut",
        "probe@esp32#a=2,case=spaced",
        "probe@esp32#a=2,case=cut",
    ]


def test_store_and_driver_have_places_of_their_own_in_the_replay_id() -> None:
    body = "matrix: {store: [legacy, reference], driver: [idf-5.5.1, idf-4.4.7]}"
    assert ids(scenario_of(body)) == [
        "probe@esp32/idf-5.5.1+legacy",
        "probe@esp32/idf-4.4.7+legacy",
        "probe@esp32/idf-5.5.1+reference",
        "probe@esp32/idf-4.4.7+reference",
    ]


def test_a_board_with_one_driver_has_no_driver_axis() -> None:
    assert ids(scenario_of("matrix: {driver: [idf-5.5.1, idf-4.4.7]}"), Board.PICOW, ("core-5.4",)) == ["probe@picow"]


@pytest.mark.slow
@given(
    st.dictionaries(
        st.sampled_from("abc"),
        st.lists(
            st.from_regex(r"[0-9a-z ]{1,4}", fullmatch=True).map(str.strip).filter(bool),
            min_size=1,
            max_size=3,
            unique=True,
        ),
        min_size=1,
    )
)
def test_every_case_is_found_again_by_its_replay_id(matrix: dict[str, list[str]]) -> None:
    written = ", ".join(f"{name}: [{', '.join(repr(value) for value in values)}]" for name, values in matrix.items())
    scenario = scenario_of(f"matrix: {{{written}}}")
    cases = scenario.expand(Board.ESP32)
    assert [scenario.case(parse_replay(case.replay_id)) for case in cases] == cases
    assert len({case.replay_id for case in cases}) == len(cases)


def test_variables_of_matrix_row_and_board_reach_the_steps() -> None:
    body = """
        matrix: {pause: [3s]}
        cases: [{name: first, text: one}]
        by_board: {esp32: {dates: unchecked}, esp8266: {dates: checked}, picow: {dates: checked}}
    """
    steps = '- time.run: ${pause}\n- expect.no_serial: "${text} ${dates} ${board} ${store}"'
    assert own_steps(body, steps, Board.ESP8266) == [
        "time.run: 3s",
        "expect.no_serial: one checked esp8266 reference",
    ]


def test_a_quoted_variable_takes_the_type_of_its_value() -> None:
    bound = case_of("given: {token: none}\nmatrix: {pause: [3s]}", '- time.run: {for: "${pause}"}').bound()
    assert bound.steps[0].step == Run(for_us=3_000_000)


def test_steps_under_when_run_where_all_its_conditions_hold() -> None:
    steps = """
        - when: {board: [esp32, picow], store: reference}
          steps: [mark]
        - when: {board: picow}
          steps: [device.power_on]
    """
    assert [own_steps("", steps, board) for board in PLATFORM_BOARDS] == [["mark"], [], ["mark", "device.power_on"]]


def test_together_is_its_steps() -> None:
    assert own_steps("devices: [twin]", "- together: [device.power_on, device.power_on: {on: twin}]") == [
        "device.power_on",
        "device.power_on: {on: twin}",
    ]


def test_the_store_axis_chooses_the_firmwares_store() -> None:
    case = case_of("matrix: {store: [legacy]}\ngiven: {firmware: {sntp: false, wifi_ssid: Other}}")
    firmware = choice_of(case).firmware("t")
    assert firmware == Firmware("t", wifi_ssid="Other", store=StorePolicy.LEGACY, sntp=False)


def test_a_quoted_variable_is_no_text_where_the_name_beside_it_decides() -> None:
    case = case_of("matrix: {flag: [true]}", '- server.settings: {maintenance: "${flag}"}')
    assert case.bound().steps[-1].step == Settings(values={"maintenance": True})


def test_the_store_may_depend_on_the_board() -> None:
    body = """
        by_board: {esp32: {layout: legacy}, picow: {layout: reference}}
        boards: [esp32, picow]
        given: {firmware: {store: "${layout}"}}
    """
    scenario = scenario_of(body, "- expect.no_serial: ${store}")
    cases = [scenario.expand(board)[0] for board in (Board.ESP32, Board.PICOW)]
    assert [choice_of(case).store for case in cases] == [StorePolicy.LEGACY, StorePolicy.REFERENCE]
    texts = [case.bound().steps[-1].text for case in cases]
    assert texts == ["expect.no_serial: legacy", "expect.no_serial: reference"]


def test_what_is_given_comes_before_the_steps() -> None:
    body = "given: {settings: {maintenance: true}, network: {latency: 20ms, block: [server, time-server]}}"
    assert [step.text for step in case_of(body).bound().steps] == [
        "server.settings: {maintenance: true}",
        "radio.latency: 20ms",
        "radio.block: server",
        "radio.block: time-server",
        "server.generate",
        "device.flash",
        "device.power_on",
    ]


def test_the_same_variables_give_the_same_step_object_again() -> None:
    scenario = scenario_of("cases: [{name: a, edit: empty}]", "- device.flash_edited: ${edit}")
    one, other = (case.bound().steps[-1] for case in (scenario.expand(Board.ESP32) + scenario.expand(Board.PICOW)))
    assert one is other
    assert isinstance(one.step, FlashEdited)


def test_a_replay_id_may_try_a_value_that_the_file_does_not_list() -> None:
    case = scenario_of("matrix: {pause: [3s]}", "- time.run: ${pause}").case(parse_replay("probe@esp32#pause=4s"))
    assert case.bind(Mistakes()).steps[-1].text == "time.run: 4s"


def test_a_case_is_told_from_its_siblings_by_driver_store_and_variables() -> None:
    body = "matrix: {a: [1], store: [legacy], driver: [idf-5.5.1, idf-4.4.7]}\ncases: [{name: first}]"
    one, other = scenario_of(body).expand(Board.ESP32, DRIVERS)
    assert one.parameters == {"driver": "idf-5.5.1", "store": "legacy", "a": "1", "case": "first"}
    assert other.parameters == {**one.parameters, "driver": "idf-4.4.7"}
    assert case_of().parameters == {}


@pytest.mark.parametrize(
    ("replay_id", "complaint"),
    [
        ("probe@picow", "probe is not for picow; it is for esp32, esp8266"),
        ("probe@esp32#a=1,case=first", "names no store; add +legacy or +reference"),
        ("probe@esp32+legacy", "gives no 'a'; add a=VALUE behind '#'"),
        ("probe@esp32+legacy#a=1", "gives no 'case'"),
        ("probe@esp32+legacy#a=1,case=x", "probe has no case 'x'; known: first"),
        ("probe@esp32#a=1,case=first,age=3", "probe has no variable 'age'; did you mean 'case'?"),
    ],
)
def test_a_replay_id_that_does_not_fit_the_scenario_is_refused(replay_id: str, complaint: str) -> None:
    scenario = scenario_of(
        "boards: [esp32, esp8266]\nmatrix: {a: [1], store: [legacy, reference]}\ncases: [{name: first}]"
    )
    with pytest.raises(ReplayError) as refusal:
        scenario.case(parse_replay(replay_id))
    assert complaint in str(refusal.value)
