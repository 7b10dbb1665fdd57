"""Every way a scenario file can be wrong gets its place, what is wrong, and the way out."""

import pytest

from tests.scenarios.writing import HEAD, mistakes_in, text_of
from tests.together import together

STEPS = "steps:\n  - device.power_on\n"


@together
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, "1:1: the scenario lacks the key 'steps'; add it"),
        (
            HEAD.replace("group", "groop") + STEPS,
            "3:1: unknown key 'groop' in the scenario; did you mean 'group'?",
        ),
        (HEAD + "boards: [esp32, esp23]\n" + STEPS, "4:17: unknown board 'esp23'; did you mean 'esp32'?"),
        (HEAD + "boards: []\n" + STEPS, "boards names none; name a family, or leave it out for every one"),
        (HEAD.replace("probe", "Probe") + STEPS, "1:5: id 'Probe' is not made of small letters, digits and hyphens"),
        (
            HEAD.replace("probe", "prod") + STEPS,
            "1:5: id 'prod' differs from the file's name 'probe'; make them the same",
        ),
        (HEAD + "source: page 1\n" + STEPS, "4:9: source reference is 'page 1'; expected a mapping with the keys page"),
        (HEAD + "source: {page: token-invalid}\n" + STEPS, "4:16: unknown page 'token-invalid'; did you mean"),
        (HEAD + "title: again\n" + STEPS, "4:1: key 'title' stands here a second time; the first is in line 2"),
        (HEAD.replace("A probe", "") + STEPS, "2:7: found nothing; expected a text"),
        (HEAD + "steps: device.power_on\n", "4:8: found 'device.power_on'; expected a list of steps, each after '- '"),
        (
            "- a\n- b\n",
            "1:1: the scenario is a list; expected a mapping with the keys id, title, group, without, steps",
        ),
        (HEAD + "steps: []\n? [a]\n: b\n", "5:3: a list or mapping is used as a key; expected a word"),
        (HEAD + "steps: []\n", "4:8: there is no step in it; a run that does nothing would pass"),
        (HEAD + "remedy: {text: Do it., steps: []}\n" + STEPS, "4:31: there is no step in it; a run that does nothing"),
        (HEAD + "remedy: {steps: []}\n" + STEPS, "4:9: remedy lacks the key 'text'; add it"),
    ],
)
def test_mistakes_in_the_head_of_a_file(text: str, expected: str) -> None:
    assert any(expected in mistake for mistake in mistakes_in(text)), mistakes_in(text)


@together
@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("- device.powr_on", "5:5: unknown step 'device.powr_on'; did you mean 'device.power_on'?"),
        ("- wait: 3s", "5:5: unknown step 'wait'; did you mean 'time.wait'?"),
        ("- device.power_on: now", "5:22: device.power_on takes no single value; found 'now'"),
        ("- device.power_on: {onn: twin}", "5:23: unknown key 'onn' in device.power_on; did you mean 'on'?"),
        ("- time.advance", "5:5: time.advance lacks the key 'by'; add it"),
        ("- time.advance: 30", "5:19: duration '30' has no unit; write '30s' for seconds"),
        ("- time.run: -3s", "5:15: duration '-3s' is negative; expected 0s or more"),
        ("- time.advance: [1s]", "5:19: found a list; expected a duration such as -301s"),
        ("- device.reset: pinn", "5:19: unknown reset kind 'pinn'; did you mean 'pin'?"),
        ("- device.flash: {sntp: yes}", "5:26: 'yes' is not a truth value; write true or false"),
        ("- server.set_relay: 1", "5:23: server.set_relay takes no single value"),
        ("- server.set_relay: {relay: 3, state: on}", "5:23: relay 3 does not exist; expected 1 or 2"),
        ("- server.settings: {ttl: 3}", "unknown setting 'ttl'; known: "),
        ("- server.settings: {poll_interval_s: 3}", "the device's own values are set by a profile"),
        ("- server.settings: {maintenance: 1}", "setting 'maintenance' is 1; expected true or false"),
        ("- server.fault: {kind: delay, delay: 1500ms}", "delay is '1s 500ms'; expected whole seconds"),
        ("- expect.serial: {within: 3s}", "expect.serial takes exactly one of 'line', 'contains' and 'pattern'"),
        ("- expect.serial: {pattern: '['}", "5:30: '[' is not a regular expression: "),
        ("- expect.server: {requests: {register: -1}}", "5:42: '-1' is negative; expected 0 or more"),
        ("- expect.boots: many", "5:19: 'many' is not a whole number"),
        ("- storage.cut_power: 2", "5:24: '2' is not a cut point; expected BOOT.UNIT such as '2.104'"),
        ("- storage.refuse: {what: read, torn: true}", "'torn' and 'silent' go with 'what: save'"),
        ("- storage.refuse: {what: read, silent: true}", "'torn' and 'silent' go with 'what: save'"),
        ("- storage.keep: {at: 37, bytes: 4}", "address 37 lies in the token record; expected 38, the first one"),
        ("- storage.keep: {at: 40, bytes: 0}", "storage.keep keeps 0 bytes; expected 1 or more"),
        ("- storage.age: 0", "a record was saved at least once; expected 1 or more"),
        ("- storage.cut_power: {boot: 1}", "takes either 'at: BOOT.UNIT' or both 'boot' and 'unit'"),
        ("- radio.loss: 5", "5:17: '5' is not a share; expected one such as '2.5%'"),
        ("- radio.loss: 101%", "'101%' is more than everything; expected at most '100%'"),
        ("- identity.set_mac: 12:34", "5:23: '12:34' is not a MAC address; expected one such as"),
        ("- clock.drift: fast", "5:18: 'fast' is not a whole number"),
        ("- classify: {lost: {storage: gone}}", "5:32: unknown storage state 'gone'; known: valid, empty, corrupt"),
        ("- classify: {}", "classify names no outcome; write {NAME: {storage: valid}} for each that may come"),
        ("- expect.count: {path: state, at_least: 9, at_most: 3}", "at_least 9 is more than at_most 3: no count is"),
        ("- expect.gap: {path: state, at_least: 9s, at_most: 3s}", "at_least 9s is more than at_most 3s: no gap is"),
        ("- {}", "5:5: found a mapping; expected a step such as device.power_on"),
        ("- [device.power_on]", "5:5: found a list; expected a step such as device.power_on"),
        ("- device.flash:\n  token: same", "6:5: key 'token' is not part of the step; indent it further"),
        ("- together: [time.run: 3s]", "5:16: time.run waits; 'together' takes only steps that do not"),
        ("- when: {board: esp32}", "5:5: 'when' lacks the key 'steps'"),
        ("- {when: {x: y}, steps: [mark]}", "5:13: unknown variable 'x'; known: board, seed, driver, store"),
        ("- {when: {board: esp32}, stebs: [mark]}", "unknown key 'stebs' beside 'when'; did you mean 'steps'?"),
        ("- time.run: ${pause}", "5:15: unknown variable 'pause'; known: board, seed, driver, store"),
        ("- expect.serial: 'a ${board'", "5:20: 'a ${board' opens a variable and does not close it; write ${name}"),
    ],
)
def test_mistakes_in_a_step(step: str, expected: str) -> None:
    mistakes = mistakes_in(text_of("", step))
    assert any(expected in mistake for mistake in mistakes), mistakes


@together
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("matrix: {age: 3h}", "4:15: axis 'age' is '3h'; expected a list of values"),
        ("matrix: {age: []}", "4:15: axis 'age' is a list; expected a list of values"),
        ("matrix: {age: [1h, 1h]}", "4:20: value '1h' stands here a second time"),
        ("matrix: {age: [{a: b}]}", "4:16: found a mapping; expected a single value"),
        ("matrix: {age: ['${board}']}", "4:16: '${board}' is a variable in the value of a variable"),
        ("cases: [{name: a, x: '${board}'}]", "4:22: '${board}' is a variable in the value of a variable"),
        ("matrix: {seed: [1]}", "variable 'seed' is set by the run itself; choose another name"),
        ("matrix: {2x: [1]}", "'2x' is not a variable's name"),
        ("matrix: {store: [legasy]}", "4:18: unknown store 'legasy'; did you mean 'legacy'?"),
        ("cases: []", "4:8: cases is a list; expected a list of mappings with 'name' and variables"),
        ("cases: [{edit: empty}]", "4:9: a row of cases lacks the key 'name'; add it"),
        ("cases: [{name: a}, {name: a}]", "4:20: case 'a' stands here a second time"),
        ("cases: [{name: a, x: 1}, {name: b}]", "case 'b' lacks the variable 'x', which other cases have; add it"),
        ("by_board: {esp23: {x: 1}}", "4:12: unknown board 'esp23'; did you mean 'esp32'?"),
        ("by_board: {esp32: {board: 1}}", "variable 'board' is set by the run itself"),
        ("matrix: {x: [1]}\nby_board: {esp32: {x: 2}}", "variable 'x' is set by matrix too"),
        ("sweep: {cut: {boot: 1}}", "sweep.cut lacks the key 'of'; add it"),
        ("sweep: {cut: {boot: 0, of: flash-units}}", "a sweep's 'boot' and 'every' count from 1"),
        ("sweep: cut", "4:8: sweep is 'cut'; expected one variable, {cut: {boot: 1, of: flash-units}}"),
        ("tally: {outcomes: {lost: none}}", "no 'classify' step names the outcome 'lost'; none is known here"),
        ("tally: {outcomes: {lost: few}}", "'few' is not an amount; expected some, none, all or a number"),
        ("tally: {outcomes: {lost: [1]}}", "4:26: a list is not an amount; expected some, none, all or a number"),
        ("tally: {outcomes: none}", "outcomes is 'none'; expected outcomes and amounts, such as {lost: none}"),
        ("given: {tokn: none}", "4:9: unknown key 'tokn' in given; did you mean 'token'?"),
        ("given: {network: {latncy: 3s}}", "unknown key 'latncy' in given.network; did you mean 'latency'?"),
        ("given: {network: 3s}", "given.network is '3s'; expected a mapping with access_point, block"),
        ("given: {network: {come_and_go: 7d}}", "unknown key 'come_and_go' in given.network"),
        ("given: {network: {latency: 3}}", "duration '3' has no unit"),
        ("given: {firmware: {stor: legacy}}", "unknown key 'stor' in given.firmware; did you mean 'store'?"),
        ("given: {firmware: {store: legasy}}", "unknown store policy 'legasy'; did you mean 'legacy'?"),
        ("tally: {outcoms: {}}", "unknown key 'outcoms' in tally; did you mean 'outcomes'?"),
        ("given: {settings: {session_ttl_s: soon}}", "setting 'session_ttl_s' is 'soon'; expected a whole number"),
        ("known_violations: {invariants: [X], because: x}", "4:33: unknown invariant id 'X'; known: I1, "),
        ("known_violations: {invariants: [I6]}", "known_violations lacks the key 'because'; add it"),
        ("known_idle: {step: expect.online}", "known_idle lacks the key 'because'; add it"),
        (
            "known_idle: [{step: device.powr_on, because: x}]",
            "4:21: no step of this file is 'device.powr_on'; did you mean 'device.power_on'?",
        ),
        (
            "known_idle: {step: {expect.online: 3s}, because: x}",
            "4:20: no step of this file is 'expect.online: 3s'; known: device.power_on",
        ),
    ],
)
def test_mistakes_round_the_steps(body: str, expected: str) -> None:
    mistakes = mistakes_in(text_of(body))
    assert any(expected in mistake for mistake in mistakes), mistakes


def test_all_mistakes_of_a_file_are_found_at_once() -> None:
    text = text_of("groop: x\nboards: [esp23]", "- device.powr_on\n- time.run: 3\n- when: {board: esp32}")
    assert [mistake.partition(" ")[0] for mistake in mistakes_in(text)] == ["4:1:", "5:10:", "7:5:", "8:15:", "9:5:"]


def test_a_cut_point_is_tried_where_the_variable_of_a_sweep_stands() -> None:
    text = text_of("sweep: {cut: {boot: 1, of: flash-units}}", "- clock.boot_skew: ${cut}")
    assert any(
        "6:22: '1.0' is not a duration" in mistake or "duration '1.0' has no unit" in mistake
        for mistake in mistakes_in(text)
    )


def test_a_value_that_fits_in_one_case_only_is_found_in_the_other() -> None:
    text = text_of("matrix: {pause: [3s, long]}", "- time.run: ${pause}")
    assert mistakes_in(text) == [
        "6:15: 'long' is not a duration; expected one such as '24h 1s' or '-200ms' (units: w d h m s ms us)"
    ]


def places(steps: str, body: str = "") -> list[str]:
    return [mistake.partition(" ")[0] for mistake in mistakes_in(text_of(body, steps))]


def test_unknown_names_and_variables_are_found_beside_other_mistakes() -> None:
    names = "- expect.request: {path: sesion}\n- expect.serial: {line: x, on: devise}\n- time.run: ${t}"
    assert places(f"- device.powr_on\n{names}") == ["5:5:", "8:15:", "6:28:", "7:34:"]


def test_steps_with_variables_are_judged_beside_other_mistakes() -> None:
    assert places("- device.powr_on\n- time.run: ${t}", "matrix: {t: [long]}") == ["6:5:", "7:15:"]


def test_a_name_that_a_step_with_a_mistake_may_declare_is_left_for_later() -> None:
    steps = "- server.fault: {kind: status, status: 299, nme: slow}\n- expect.request: {path: state, status: 299}"
    assert places(steps) == ["5:47:"]
    assert places(steps.replace("299}", "298}")) == ["5:47:", "6:43:"]


def test_no_case_is_looked_at_where_the_variables_themselves_are_wrong() -> None:
    assert places("- expect.request: {path: sesion}", "matrix: {store: [legasy]}") == ["4:18:"]
