"""Every text of the language is a name, which must be known or declared, or says why it may be anything."""

import types
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import get_args, get_origin

import msgspec
import pytest
from jsonschema import Draft202012Validator

from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.service_profile import built_in_refusals
from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.devices.given import GivenForm
from oceanhil.scenarios.devices.language import DEVICES, ScenarioForm
from oceanhil.scenarios.devices.steps import DEVICE_STEPS
from oceanhil.scenarios.file_parts import KnownIdleForm, KnownViolationForm, RemedyForm, SweepForm
from oceanhil.scenarios.forms import kind_from
from oceanhil.scenarios.mistakes import Mistakes, Named, ScenarioError
from oceanhil.scenarios.names import (
    DeviceName,
    Endpoint,
    Known,
    Method,
    SettingName,
    names_of,
)
from oceanhil.scenarios.nodes import Node
from oceanhil.scenarios.replay import parse_replay
from oceanhil.scenarios.ringcentral.language import SERVICE, ServiceScenarioForm
from oceanhil.scenarios.ringcentral.names import names_in
from oceanhil.scenarios.ringcentral.steps import SERVICE_STEPS
from oceanhil.scenarios.scalars import Value
from oceanhil.scenarios.scenario_file import read_scenario
from oceanhil.scenarios.tally import TallyForm
from oceanhil.scenarios.yaml_marks import parse
from tests.scenarios.ringcentral import writing as about_service
from tests.scenarios.writing import mistakes_in, scenario_of, text_of
from tests.together import together

REFERENCE = (Path(__file__).parents[2] / "docs" / "scenario-language.md").read_text("utf-8")


FORMS: Mapping[str, type[msgspec.Struct]] = {
    **{form.__name__: form for form in (ScenarioForm, ServiceScenarioForm, GivenForm, FirmwareChoice, SweepForm)},
    **{form.__name__: form for form in (TallyForm, RemedyForm, KnownViolationForm, KnownIdleForm)},
    **DEVICE_STEPS,
    **{f"service:{name}": step for name, step in SERVICE_STEPS.items()},
}


READ_APART = {
    "steps": "names of steps, from the list of the language",
    "matrix": "axes are declared; the values of store and driver are known ones",
    "cases": "rows and their variables are declared",
    "by_board": "boards are known ones, variables are declared",
    "sweep": "the variable is declared, and some step must use it",
    "fuzz": "what is drawn is a key, how often a number",
    "given": "a form of its own",
    "settings": "those of server.settings",
    "firmware": "a form of its own",
    "network": "names of steps of radio.*",
    "measure": "measures are known ones, limits are numbers with units: test_limits.py",
    "tally": "a form of its own",
    "outcomes": "outcomes that some classify step declares",
    "when": "variables, and values that they may have",
    "remedy": "a form of its own",
    "known_violations": "a form of its own",
    "known_idle": "a form of its own",
    "step": "a step of the same file, as it stands there",
}
"""Keys with readers of their own, and what these take; each has its mistakes in test_file_mistakes.py."""


WHOLE = {frozenset(get_args(Node)), frozenset(get_args(Value))}
"""Values that are taken as they are."""


Leaf = tuple[str, object]


def leaves(annotation: object, where: str) -> Iterator[Leaf]:
    """Yield every place in an annotation at which something is written, keys of mappings too."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if kind_from(annotation) is not None or frozenset(arguments) - {types.NoneType} in WHOLE:
        yield where, annotation
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        yield from leaves(arguments[0], f"{where} (key)")
        yield from leaves(arguments[1], where)
    elif arguments:
        for argument in arguments:
            if argument not in {types.NoneType, ...}:
                yield from leaves(argument, where)
    elif isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        yield from leaves_of(annotation, where)
    else:
        yield where, annotation


def leaves_of(form: type[msgspec.Struct], where: str) -> Iterator[Leaf]:
    for field in msgspec.structs.fields(form):
        yield from leaves(field.type, f"{where}.{field.encode_name}")


ALL = {where: leaf for name, form in FORMS.items() for where, leaf in leaves_of(form, name)}


FREE = {where: kind.free for where, leaf in ALL.items() if (kind := kind_from(leaf)) and kind.free}


WRITTEN_AS = {
    "ServiceScenarioForm": "",
    "ScenarioForm": "",
    "RemedyForm": "remedy.",
    "KnownViolationForm": "known_violations.",
    "KnownIdleForm": "known_idle.",
    "FirmwareChoice": "given.firmware.",
}


def is_judged(where: str, leaf: object) -> bool:
    """Tell whether what stands there is no text, or a name that is looked up, or a text with a reason to be free."""
    if frozenset(get_args(leaf)) - {types.NoneType} == frozenset(get_args(Node)):
        return where.rpartition(".")[2] in READ_APART
    if frozenset(get_args(leaf)) == frozenset(get_args(Value)):
        # Each setting has its own type.
        return where in {"server.settings.values", "service:server.settings.values"}
    kind = kind_from(leaf)
    if kind is not None:
        is_text = get_args(leaf)[0] is str
        return not is_text or kind.parse is not str or kind.names is not None or bool(kind.free)
    return isinstance(leaf, type) and (leaf in {bool, Board} or issubclass(leaf, Enum))


@together
@pytest.mark.parametrize("where", ALL)
def test_every_text_is_a_name_that_is_looked_up_or_says_why_it_is_free(where: str) -> None:
    assert is_judged(where, ALL[where]), f"{where} takes any text; annotate it by scenarios/names.py"


@together
@pytest.mark.parametrize("where", [where for where in ALL if "status" in where.rpartition(".")[2]])
def test_every_status_is_one_of_http(where: str) -> None:
    kind = kind_from(ALL[where])
    assert kind is not None
    assert kind.names is Named.STATUS


def test_the_check_finds_a_field_that_takes_any_text() -> None:
    class Careless(msgspec.Struct):
        path: str
        count: Mapping[str, int] = {}

    found = dict(leaves_of(Careless, "careless"))
    assert [where for where, leaf in found.items() if not is_judged(where, leaf)] == [
        "careless.path",
        "careless.count (key)",
        "careless.count",
    ]


@together
@pytest.mark.parametrize("where", FREE)
def test_every_free_text_stands_in_the_reference(where: str) -> None:
    rows = REFERENCE.partition("### Free texts")[2].partition("\n## ")[0]
    name = where.removesuffix(" (key)").removeprefix("service:")
    for form, key in WRITTEN_AS.items():
        name = name.replace(f"{form}.", key)
    assert len(FREE[where]) > 8
    assert f"`{name}`" in rows, name


@together
@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("- expect.no_request: {path: registr, for: 1s}", "5:31: unknown path 'registr'; did you mean 'register'?"),
        ("- expect.count: {path: sesion, count: 0}", "5:26: unknown path 'sesion'; did you mean 'session'?"),
        (
            "- expect.count: {path: /api/device/registr/, count: 0}",
            "5:26: unknown path '/api/device/registr/'; did you mean '/api/device/register/'?",
        ),
        ("- expect.request: {path: state, method: GTE}", "5:43: unknown method 'GTE'; did you mean 'GET'?"),
        (
            "- expect.count: {path: state, status: 999, count: 0}",
            "5:41: unknown status '999'; expected 100 to 599, or 0 for no answer",
        ),
        ("- expect.count: {path: state, status: 499, count: 0}", "5:41: unknown status '499'; did you mean 500?"),
        (
            "- expect.count: {path: state, code: token_usd, count: 0}",
            "5:39: unknown error reason 'token_usd'; did you mean 'token_used'?",
        ),
        ("- expect.gap: {path: stat}", "5:24: unknown path 'stat'; did you mean 'state'?"),
        ("- expect.server: {requests: {regster: 0}}", "5:32: unknown path 'regster'; did you mean 'register'?"),
        ("- server.fault: {kind: drop_request, path: stat}", "5:46: unknown path 'stat'; did you mean 'state'?"),
        ("- server.fault: {kind: drop_request, method: PSOT}", "5:48: unknown method 'PSOT'; did you mean 'POST'?"),
        ("- server.fault: {kind: status, status: 999}", "5:42: status '999' cannot be sent; expected 200 to 599"),
        (
            "- server.fault: {kind: delay, delay: 1s, status: 503}",
            "5:19: status belongs to kind 'status', not 'delay'; leave it out",
        ),
        (
            "- server.fault: {kind: reset, keep_bytes: 3}",
            "keep_bytes belongs to kind 'truncate', not 'reset'; leave it out",
        ),
        ("- server.fault: delay", "server.fault lacks the key 'delay', which kind 'delay' needs; add it"),
        ("- server.settings: {sesion_ttl_s: 3}", "5:23: unknown setting 'sesion_ttl_s'; did you mean 'session_ttl_s'?"),
        (
            "- device.power_off: {on: twin}",
            "5:28: no step puts firmware on a device 'twin', and 'devices' does not name it; known: device",
        ),
        (
            "- expect.no_serial: {line: x, on: devce}",
            "5:37: no step puts firmware on a device 'devce', and 'devices' does not name it; did you mean 'device'?",
        ),
        ("- expect.serial: {line: x, on: any}", "no step puts firmware on a device 'any'"),
        ("- classify: {lost: {on: twin}}", "5:27: no step puts firmware on a device 'twin'"),
        ("- storage.copy: twin", "5:19: no step puts firmware on a device 'twin'"),
        ("- device.flash_token_of: twin", "5:28: no step puts firmware on a device 'twin'"),
        (
            "- storage.remember: before\n- expect.storage: {same_as: befor}",
            "6:31: no 'storage.remember' step remembers 'befor'; did you mean 'before'?",
        ),
        (
            "- server.fault: {name: outage, kind: reset}\n- server.clear_faults: outrage",
            "6:26: no step injects a fault under the name 'outrage'; did you mean 'outage'?",
        ),
        ("- classify: {kept: {same_as: before}}", "5:32: no 'storage.remember' step remembers 'before'"),
        ("- {when: {board: esp33}, steps: [mark]}", "5:20: variable 'board' is never 'esp33'; did you mean 'esp32"),
        (
            "- {when: {board: [esp32, pico]}, steps: [mark]}",
            "5:28: variable 'board' is never 'pico'; did you mean 'picow'?",
        ),
        ("- {when: {board: {esp32: yes}}, steps: [mark]}", "5:20: found a mapping; expected a single value"),
        ("- {when: {board: [esp32, [picow]]}, steps: [mark]}", "5:28: found a list; expected a single value"),
        ("- {when: {store: legasy}, steps: [mark]}", "variable 'store' is never 'legasy'; did you mean 'legacy'?"),
        (
            "- {when: {board: esp32}, steps: [{when: {board: esp8288}, steps: [mark]}]}",
            "variable 'board' is never 'esp8288'",
        ),
    ],
)
def test_a_name_that_nothing_has_is_a_mistake_at_its_place(step: str, expected: str) -> None:
    assert any(mistake.startswith(expected) or expected in mistake for mistake in mistakes_in(text_of("", step))), (
        mistakes_in(text_of("", step))
    )


@together
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("matrix: {age: [1s, 2s]}\ntally: {when: {age: 3s}, outcomes: {}}", "5:21: variable 'age' is never '3s'"),
        (
            "boards: [esp32]\ntally: {when: {board: picow}, outcomes: {}}",
            "5:23: variable 'board' is never 'picow'; known: esp32",
        ),
        (
            "known_violations: {invariants: [I6], because: x, when: {store: lagacy}}",
            "variable 'store' is never 'lagacy'; did you mean 'legacy'?",
        ),
        ("cases: [{name: a, x: 1}]\ntally: {when: {case: b}, outcomes: {}}", "variable 'case' is never 'b'; known: a"),
        (
            "by_board: {esp32: {dates: on}}\nboards: [esp32]\ntally: {when: {dates: off}, outcomes: {}}",
            "variable 'dates' is never 'off'; known: on",
        ),
        ("matrix: {driver: [idf-5.5.1, idf-5.5.2]}", "4:30: unknown driver 'idf-5.5.2'; did you mean 'idf-5.5.1'?"),
        ("matrix: {stor: [legacy]}", "4:10: axis 'stor' is used nowhere; did you mean 'store'?"),
        ("sweep: {cut: {boot: 1, of: flash-units}}", "4:9: sweep variable 'cut' is used nowhere; write it as ${cut}"),
        ("paths: [firmware]", "4:9: path 'firmware' does not begin with '/'"),
        ("remedy: {text: x, steps: [expect.request: sessoin]}", "unknown path 'sessoin'; did you mean 'session'?"),
        ("given: {network: {block: [servr]}}", "unknown host 'servr'; did you mean 'server'?"),
        ("given: {settings: {maintenanc: true}}", "4:20: unknown setting 'maintenanc'; did you mean 'maintenance'?"),
        (
            "sweep: {cut: {boot: 1, of: flash-units}}\ntally: {when: {cut: soon}, outcomes: {}}",
            "variable 'cut' is never 'soon'",
        ),
    ],
)
def test_so_it_is_round_the_steps(body: str, expected: str) -> None:
    found = mistakes_known(text_of(body), DRIVERS)
    assert any(expected in mistake for mistake in found), found


DRIVERS = Known(drivers=frozenset({"idf-5.5.1", "idf-4.4.7"}))


def mistakes_known(text: str, known: Known) -> list[str]:
    mistakes = Mistakes()
    root = parse(text.encode(), "probe.yaml", mistakes)
    assert root is not None
    read_scenario(DEVICES, root, "probe.yaml", mistakes, known)
    return [str(mistake).removeprefix("probe.yaml:") for mistake in mistakes]


@together
@pytest.mark.parametrize(
    "text",
    [
        text_of("", "- expect.count: {path: /api/device/state/, method: get, status: 418, on: any, count: 0}"),
        text_of("", "- expect.request: {path: state, status: 0}"),
        text_of("", "- server.fault: {kind: status, status: 520}\n- expect.request: {path: state, status: 520}"),
        text_of("", "- server.settings: {used_token_status: 499}\n- expect.request: {path: state, status: 499}"),
        text_of("paths: [/firmware/update/]", "- expect.no_request: {path: /firmware/update/, for: 1s}"),
        text_of("devices: [blank]", "- device.power_on: {on: blank}"),
        text_of("", "- device.flash_token_of: {on: twin}\n- expect.no_request: {path: state, on: twin, for: 1s}"),
        text_of("", "- server.generate: {on: late}\n- expect.status: {is: pending, on: late}"),
        text_of(
            "",
            "- {when: {board: esp32}, steps: [server.generate: {on: late}]}\n- expect.status: {is: pending, on: late}",
        ),
        text_of("matrix: {who: [one, two]}", "- device.flash_token_of: {on: '${who}'}\n- mark"),
        text_of("matrix: {driver: [our-own]}"),
        text_of(
            "sweep: {cut: {boot: 1, of: flash-units}}",
            "- storage.cut_power: ${cut}\n- {when: {cut: [none, 1.4]}, steps: [mark]}",
        ),
    ],
)
def test_what_is_known_or_declared_is_right(text: str) -> None:
    assert mistakes_in(text) == []


def test_the_names_of_a_users_profile_and_world_are_known(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[wire]\nregister_path = "/v2/enroll/"\n[errors]\ntoken_used = {status = 499}\n')
    known = names_of(load_profile(own), {"our-own"})
    text = text_of("matrix: {driver: [our-own]}", "- expect.count: {path: /v2/enroll/, status: 499, count: 0}")
    assert mistakes_known(text, known) == []
    assert mistakes_known(text, DRIVERS) != []


def test_a_value_that_a_replay_id_brings_is_looked_up_too() -> None:
    scenario = scenario_of("matrix: {which: [register, state]}", "- expect.count: {path: '${which}', count: 0}")
    assert scenario.case(parse_replay("probe@esp32#which=session")).bound()
    with pytest.raises(ScenarioError, match=r"probe\.yaml:6:26: unknown path 'sesion'; did you mean 'session'"):
        scenario.case(parse_replay("probe@esp32#which=sesion")).bound()


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("- expect.count: {path: tokn, count: 0}", "6:26: unknown path 'tokn'; did you mean 'token'?"),
        (
            "- expect.count: {path: token, code: OAU-214, count: 0}",
            "6:39: unknown code 'OAU-214'; did you mean 'OAU-213'?",
        ),
        ("- expect.count: {path: token, status: 4011, count: 0}", "6:41: unknown status '4011'"),
        (
            "- expect.count: {path: token, on: wroker, count: 0}",
            "6:37: no step gives tokens to a client 'wroker'; did you mean 'worker'?",
        ),
        ("- expect.answer: {status: 401, code: OAU-13}", "6:40: unknown code 'OAU-13'; did you mean"),
        ("- server.fault: {kind: drop_request, path: revok}", "6:46: unknown path 'revok'; did you mean 'revoke'?"),
        (
            "- server.fault: {kind: drop_request, status: 503}",
            "6:19: status belongs to kind 'status', not 'drop_request'; leave it out",
        ),
        ("- server.settings: {session_limt: 1}", "6:23: unknown setting 'session_limt'; did you mean 'session_limit'?"),
        ("- client.use_lock: secnd", "6:22: no step gives tokens to a client 'secnd'"),
        (
            "- {when: {service: ringcentrl}, steps: [mark]}",
            "6:22: variable 'service' is never 'ringcentrl'; did you mean 'ringcentral'?",
        ),
    ],
)
def test_a_name_that_no_service_has_is_a_mistake_at_its_place(step: str, expected: str) -> None:
    found = mistakes_in(about_service.text_of(step))
    assert any(mistake.startswith(expected) for mistake in found), found


def test_the_codes_of_a_users_service_profile_are_known() -> None:
    errors = built_in_refusals("ringcentral")
    own = {**errors, "token_expired": msgspec.structs.replace(errors["token_expired"], code="OWN-1")}
    text = about_service.text_of("- expect.count: {path: token, code: OWN-1, count: 0}")
    for known, is_right in ((names_in(own), True), (None, False)):
        mistakes = Mistakes()
        root = parse(text.encode(), "probe.yaml", mistakes)
        assert root is not None
        read_scenario(SERVICE, root, "probe.yaml", mistakes, known)
        assert bool(mistakes) is not is_right


def test_editors_are_told_what_a_text_may_be() -> None:
    path, method, text = (kind_from(annotation) for annotation in (Endpoint, Method, DeviceName))
    assert path is not None
    assert method is not None
    assert text is not None
    paths, methods, texts = (Draft202012Validator(dict(kind.schema)) for kind in (path, method, text))
    assert [paths.is_valid(each) for each in ("register", "/own/", "registr", "own/", 7)] == [True, True, *[False] * 3]
    assert [methods.is_valid(each) for each in ("GET", "get", "Get", "GTE")] == [True, True, False, False]
    assert [texts.is_valid(each) for each in ("x", 1.5, True, None, ["x"])] == [True, True, True, False, False]
    assert [method.parse(each) for each in ("GET", "get", "Get")] == ["GET"] * 3


def test_a_setting_of_the_device_is_told_to_be_the_profile_s() -> None:
    kind = kind_from(SettingName)
    assert kind is not None
    assert kind.parse("session_ttl_s") == "session_ttl_s"
    with pytest.raises(
        ValueError, match=r"^unknown setting 'poll_interval_s'; the device's own values are set by a profile$"
    ):
        kind.parse("poll_interval_s")
    with pytest.raises(ValueError, match=r"^unknown setting 'sesion_ttl_s'; did you mean 'session_ttl_s'\?$"):
        kind.parse("sesion_ttl_s")
    assert Draft202012Validator(dict(kind.schema)).is_valid("session_ttl_s")
    assert not Draft202012Validator(dict(kind.schema)).is_valid("poll_interval_s")
