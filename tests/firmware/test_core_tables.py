"""The core's tables say what the protocol says, and docs/firmware.md says what the tables say."""

import ctypes
import re
from enum import Enum
from pathlib import Path

import msgspec
import pytest

from oceanhil.firmware import agent_commands, board_facts, core_families, core_faults, core_lines
from oceanhil.firmware.build import CORE_DIRECTORY, build_host_library
from oceanhil.hil.worlds.native.abi import Settings
from oceanhil.hil.worlds.native.core import CoreLibrary
from oceanhil.protocol.life import REFUSALS, PermanentLife, RegistrationLife, SessionLife
from oceanhil.protocol.profile import load_profile

SOURCES = CORE_DIRECTORY / "src"
DOCUMENT = Path(__file__).parents[2] / "docs" / "firmware.md"
_FIELD = re.compile(r'"[^"]*"|[^,"]+')


def rows(file: str, macro: str) -> list[tuple[str, ...]]:
    """Give the fields of each row of a table, without quotes."""
    text = (SOURCES / file).read_text(encoding="utf-8")
    found = re.findall(rf"^{macro}\((.*)\)$", text, re.MULTILINE)
    return [tuple(field.strip().strip('"') for field in _FIELD.findall(row) if field.strip()) for row in found]


STATES = {name: (about, following.split()) for name, _, about, following in rows("states.def", "OR_STATE")}


def test_the_lines_of_the_core_are_those_of_the_protocol() -> None:
    assert core_lines.PATH.read_text("utf-8") == core_lines.table(), "run python -m tools.tables"


def test_the_table_of_commands_is_that_of_the_protocol() -> None:
    assert agent_commands.PATH.read_text("utf-8") == agent_commands.table(), "run python -m tools.tables"


def test_the_core_does_by_itself_what_the_profile_says_of_devices() -> None:
    values = msgspec.structs.asdict(load_profile().device)
    core = (CORE_DIRECTORY / "include" / "oceanremote" / "core.h").read_text("utf-8")
    declared = re.findall(r"^    uint32_t (\w+);$", core[: core.index("} or_settings;")], re.MULTILINE)
    assert declared[-len(values) :] == [*values], (
        "or_settings in firmware/core/include/oceanremote/core.h does not end with the values of DeviceSettings in "
        "protocol/settings.py, in their order; a change takes a greater OR_ABI_VERSION there and in "
        "hil/worlds/native/abi.py"
    )
    given = Settings()
    CoreLibrary(build_host_library()).functions.defaults(ctypes.byref(given))
    assert {name: getattr(given, name) for name in values} == values, (
        "or_settings_default in firmware/core/src/core.cpp is not what table `device` of "
        "protocol/profiles/oceanremote.toml says"
    )


def test_the_families_of_the_core_are_those_that_have_a_number() -> None:
    assert core_families.PATH.read_text("utf-8") == core_families.header(), "run python -m tools.tables"


def test_the_faults_of_the_core_are_those_of_the_protocol() -> None:
    assert core_faults.PATH.read_text("utf-8") == core_faults.header(), "run python -m tools.tables"


def test_only_what_no_firmware_can_do_has_no_method() -> None:
    absent = {(first, second) for first, second, *_ in rows("agent/commands.def", "OR_ABSENT")}
    assert absent == {("CUT", "TEAR")}


def test_every_state_leads_to_states_that_there_are() -> None:
    following = {each for _, names in STATES.values() for each in names}
    assert following <= set(STATES)


def test_every_state_can_be_reached_from_boot() -> None:
    reached, waiting = {"kBoot"}, ["kBoot"]
    while waiting:
        for each in STATES[waiting.pop()][1]:
            if each not in reached:
                reached.add(each)
                waiting.append(each)
    # Those two lead on to whatever was named when they were entered.
    assert set(STATES) - reached == {"kWait", "kSettle"}


@pytest.mark.parametrize("name", STATES)
def test_every_state_stands_in_the_document_as_in_the_table(name: str) -> None:
    about, following = STATES[name]
    shown = " ".join(f"`{each.removeprefix('k')}`" for each in following) or "—"
    assert f"| `{name.removeprefix('k')}` | {about} | {shown} |" in DOCUMENT.read_text(encoding="utf-8")


# What the core shows to the server: the kind of thing, in which state it is shown, in which its answer is awaited, and
# where an accepted and a refused one lead.
SHOWN: dict[type[Enum], tuple[str, str, str, str]] = {
    RegistrationLife: ("kRegister", "kRegistering", "kRegistered", "kNotRegistered"),
    PermanentLife: ("kOpen", "kOpening", "kChoose", "kReplace"),
    SessionLife: ("kPoll", "kPolling", "kPolled", "kChoose"),
}


def test_the_core_shows_everything_that_can_be_refused() -> None:
    assert {type(state) for state in REFUSALS} == set(SHOWN)


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: str(kind.__name__))
def test_an_answer_is_awaited_only_for_what_was_shown_and_both_answers_lead_on(kind: type[Enum]) -> None:
    shows, awaits, accepted, refused = SHOWN[kind]
    assert [name for name, (_, following) in STATES.items() if awaits in following] == [shows]
    assert {accepted, refused} <= set(STATES[awaits][1])


def test_a_session_is_renewed_for_what_ends_a_session_alone() -> None:
    renewed = {REFUSALS[state].value for state in SessionLife if state in REFUSALS}
    assert set(re.findall(r'refusal_code_is\("(\w+)"\)', source("polling.cpp"))) == renewed


def test_the_statuses_that_refuse_a_token_are_those_that_the_core_does_not_ask_again_about() -> None:
    taken = {int(status) for status in re.findall(r"answered\((4\d\d)\)", source("backoff.h"))}
    assert taken == statuses(PermanentLife)
    gone = {int(status) for status in re.findall(r"kGone = (\d+)", source("registration.cpp"))}
    assert taken | gone == statuses(RegistrationLife)


def source(name: str) -> str:
    return (SOURCES / name).read_text("utf-8")


def statuses(kind: type[Enum]) -> set[int]:
    """Give the statuses with which a token of this kind is refused, whatever became of it."""
    return {load_profile().errors[REFUSALS[state]].status for state in kind if state in REFUSALS}


def test_the_api_of_sketches_counts_by_the_table_of_facts() -> None:
    assert board_facts.PATH.read_text("utf-8") == board_facts.header(), "run python -m tools.tables"
