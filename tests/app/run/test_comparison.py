"""The same case in two worlds."""

from functools import partial

import msgspec
import pytest

from oceanhil.app.run.comparison import Agreement, agreement, compared
from oceanhil.app.run.library import find_scenario
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import Profile, load_profile
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability
from oceanhil.simulator.program.backoff import Backoff
from tests.scenarios.fake_world import PERMANENT_TOKEN, FakeFactory, S, Script, line, stored
from tests.scenarios.test_sweep import EMPTY, STEPS, SWEEP, wear
from tests.scenarios.writing import case_of
from tests.user import FlakyFactory, LackingFactory

HELLO: Script = {"device.power_on": [line("[A] hello", S), line("[A] well", 2 * S)]}
OTHER: Script = {"device.power_on": [line("[A] hello", S), line("[A] ill", 2 * S)]}
CASE = case_of("given: {token: none}", "- device.power_on\n- time.run: 5s")
BLIND = frozenset({EventKind.LOAD, EventKind.SAVE})


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile()


@pytest.fixture(scope="module")
def expired() -> Case:
    return load_scenario(find_scenario("token-expired", ())).expand(Board.ESP32, ())[0]


def between(script: Script, other: Script, profile: Profile, blind: frozenset[EventKind] = frozenset()) -> Agreement:
    return agreement(run_case(CASE, FakeFactory(script), profile), CASE, FakeFactory(other), profile, blind)


def test_worlds_that_behave_alike_agree_in_everything(profile: Profile) -> None:
    found = between(HELLO, HELLO, profile)
    assert found.agrees
    assert found.headline == found.text == "agrees with fake (2 observables)"


def test_the_first_difference_is_shown_side_by_side(profile: Profile) -> None:
    found = between(HELLO, OTHER, profile)
    assert not found.agrees
    assert found.headline == "differs from fake: the serial lines of device differ at place 2"
    assert found.text.splitlines()[-1] == "    2  [A] well   ≠ [A] ill"


def test_what_was_not_compared_is_said(profile: Profile) -> None:
    found = between(HELLO, HELLO, profile, BLIND)
    assert found.headline == "agrees with fake (2 observables); not compared: records loaded, records saved"


def test_another_end_of_the_run_is_a_difference_where_the_traces_agree(profile: Profile) -> None:
    result = run_case(CASE, FakeFactory(HELLO), profile)
    found = compared(result, msgspec.structs.replace(result, outcome=Outcome.FAILED, tally={"lost": 1}))
    assert not found.agrees
    assert found.headline == "differs from fake: passed here, failed, 1 lost there"


def test_sweeps_that_fail_at_other_points_differ_and_their_traces_are_not_compared(profile: Profile) -> None:
    swept = case_of(SWEEP + "tally: {outcomes: {kept: all}}", STEPS)
    kept, lost = stored(PERMANENT_TOKEN), EMPTY
    one, other = (
        FakeFactory(prepare=partial(wear, after_cut=after)) for after in ((kept, lost, kept), (kept, kept, lost))
    )
    found = agreement(run_case(swept, one, profile), swept, other, profile)
    assert found.headline == (
        "differs from fake: failed, 2 kept, 1 lost, first at probe@esp32#cut=1.1 here, "
        "failed, 2 kept, 1 lost, first at probe@esp32#cut=1.2 there"
    )


def test_a_device_that_is_another_in_the_first_world_is_found(
    expired: Case, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory = SimWorldFactory()
    with monkeypatch.context() as patch:
        patch.setattr(Backoff, "after", lambda *_: 1000)
        mutant = run_case(expired, factory, profile)
    assert not agreement(mutant, expired, factory, profile).agrees
    assert agreement(run_case(expired, factory, profile), expired, factory, profile).agrees


def test_a_case_that_did_not_run_cannot_be_compared(expired: Case, profile: Profile) -> None:
    skipped = run_case(expired, LackingFactory(Capability.POWER), profile)
    found = agreement(skipped, expired, SimWorldFactory(), profile)
    assert found.headline == "not compared with sim: skipped in sim: world 'sim' lacks power"


def test_a_second_world_that_lacks_something_or_fails_cannot_be_compared(expired: Case, profile: Profile) -> None:
    result = run_case(expired, SimWorldFactory(), profile)
    lacking = agreement(result, expired, LackingFactory(Capability.SERVER_CLOCK), profile)
    assert lacking.not_comparable == "skipped in sim: world 'sim' lacks server-clock"
    gone = agreement(result, expired, FlakyFactory(), profile)
    assert gone.not_comparable == "error in sim: the board does not answer"
    assert not gone.agrees


def test_a_second_world_that_sees_no_requests_and_no_status_is_compared_without(profile: Profile) -> None:
    hidden = {Capability.SERVER_REQUESTS, Capability.DEVICE_STATUS}
    sightless = FakeFactory(HELLO, capabilities=frozenset(Capability) - hidden)
    found = agreement(run_case(CASE, FakeFactory(HELLO), profile), CASE, sightless, profile)
    assert found.blind == {EventKind.REQUEST, EventKind.STATUS}
