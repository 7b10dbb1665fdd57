"""What items find out and change by the subject, without any server."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from random import Random

import msgspec
import pytest

from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.oceanremote.attempts import vain_registration
from oceanhil.conformance.oceanremote.items.registration_coding import cut_body
from oceanhil.conformance.oceanremote.request_subject import BODY_BYTES_TRIED
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Scalar, load_profile
from oceanhil.protocol.tokens import TokenKind, make_token
from oceanhil.remote.connector.control import CLOCK, SETTINGS, Clock, Control, Obtained, UnfitError
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.wire.need import Lacking, Need
from oceanhil.remote.wire.pace import Limits, Pace, RatePace
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire
from tests.together import together

POLL = HttpRequest("GET", "/")
REGISTER = load_profile().wire.register_path


class WithSettings(Control):
    def __init__(self) -> None:
        self.values: dict[str, Scalar] = {"maintenance": False, "session_ttl_s": 60}
        self.reads = 0

    @property
    def needs(self) -> frozenset[Need]:
        return frozenset({SETTINGS})

    def settings(self) -> Mapping[str, Scalar]:
        self.reads += 1
        return dict(self.values)

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        self.values.update(changes)


def subject(control: Control | None = None, seed: int = 1, pace: Pace | None = None) -> DeviceSubject:
    target = Target("http://127.0.0.1:9")
    return DeviceSubject(lambda heard: Wire(target, pace, heard), control or Control(), load_profile(), seed)


def reading(found: Scalar, setting: str = "session_ttl_s", *, must: bool = False) -> Mapping[str, Scalar]:
    made = subject()
    answer = made.answer(Exchange(POLL, HttpResponse(200)))
    with pytest.raises(Violation if must else Deviation) as finding:
        made.reads(setting, found, answer, must=must)
    return finding.value.readings


@pytest.mark.parametrize("must", [False, True])
def test_another_value_is_a_finding_that_can_be_learned(*, must: bool) -> None:
    assert reading(1800, must=must) == {"server.session_ttl_s": 1800}


def test_a_value_that_no_profile_can_have_is_a_violation_and_not_learned() -> None:
    made = subject()
    with pytest.raises(Violation) as finding:
        made.reads("used_token_status", 403, made.answer(Exchange(POLL, HttpResponse(403))))
    assert finding.value.readings == {}


def test_the_profiles_own_value_is_no_finding() -> None:
    made = subject()
    made.reads("session_ttl_s", 3600, made.answer(Exchange(POLL, HttpResponse(200))))
    assert made.learned == {}


def test_a_learned_number_takes_the_place_of_the_profiles() -> None:
    made = subject()
    assert made.number("session_ttl_s") == 3600
    made.learn({"server.session_ttl_s": 60})
    assert made.number("session_ttl_s") == 60


def test_changed_settings_are_put_back_also_after_a_finding() -> None:
    control = WithSettings()
    changing = subject(control).changed_settings(maintenance=True)
    changing.__enter__()
    assert control.values["maintenance"] is True
    finding = Violation("this", "that")
    assert not changing.__exit__(Violation, finding, None)
    assert control.values == {"maintenance": False, "session_ttl_s": 60}


def test_settings_that_were_changed_as_asked_are_not_read_again() -> None:
    control = WithSettings()
    with subject(control).changed_settings(maintenance=True, session_ttl_s=5):
        assert control.values == {"maintenance": True, "session_ttl_s": 5}
    assert control.values == {"maintenance": False, "session_ttl_s": 60}
    assert control.reads == 1


class WithAChoosySetting(WithSettings):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        for name, value in changes.items():
            self.asked.append(name)
            if name == "session_ttl_s":
                raise UnfitError("put-setting", "400", "give another value")
            self.values[name] = value


def test_a_setting_that_was_changed_before_another_was_refused_is_put_back() -> None:
    control = WithAChoosySetting()
    with pytest.raises(UnfitError), subject(control).changed_settings(maintenance=True, session_ttl_s=0):
        pytest.fail("not all of it is in force")
    assert control.values == {"maintenance": False, "session_ttl_s": 60}
    assert control.asked == ["maintenance", "session_ttl_s", "maintenance"], "what was refused is as it was"


def test_known_secrets_are_found_in_a_text_by_name_once() -> None:
    made = subject()
    made.secret("oc_perm_first", "PERMANENT_TOKEN")
    made.secret("oc_perm_second", "PERMANENT_TOKEN")
    assert made.leaks("oc_perm_first, oc_perm_second") == ["PERMANENT_TOKEN"]
    assert made.leaks("oc_perm_firs…") == []


def test_no_seed_makes_up_the_tokens_that_a_server_of_that_seed_issues() -> None:
    for seed in range(20):
        issued = Random(seed)
        theirs = {make_token(TokenKind.PERMANENT, issued, 43) for _ in range(20)}
        made = subject(seed=seed)
        assert theirs.isdisjoint(made.unknown_token(TokenKind.PERMANENT) for _ in range(20))


@pytest.mark.parametrize(("connections", "count"), [(None, 8), (10, 8), (5, 5), (1, 2)])
def test_as_many_go_at_once_as_the_server_allows_and_at_least_two(connections: int | None, count: int) -> None:
    pace = RatePace(Limits(connections=connections), lambda _: False, now_s=lambda: 0.0, sleep_s=lambda _: None)
    assert subject(pace=pace).at_most(8, POLL) == count


class Removing(Control):
    @property
    def removes(self) -> bool:
        return True


class Asking(Removing):
    @property
    def is_laborious(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("control", "limits", "rounds"),
    [
        (Removing(), Limits(), 10),
        (Removing(), Limits(registrations_per_min=6000), 10),
        (Removing(), Limits(registrations_per_min=2), 2),
        (Control(), Limits(), 3),
        (Asking(), Limits(), 1),
    ],
)
def test_a_race_is_run_less_often_where_that_is_dear(control: Control, limits: Limits, rounds: int) -> None:
    pace = RatePace(limits, lambda request: request.path == REGISTER, now_s=lambda: 0.0, sleep_s=lambda _: None)
    assert subject(pace=pace, control=control).race_rounds == rounds


class FractionalClock(Clock):
    """Stands in the middle of a second."""

    def __init__(self) -> None:
        self.time_s = 1_767_225_600.703125

    def now_s(self) -> float:
        return self.time_s

    def freeze(self) -> None:
        pass

    def release(self) -> None:
        pass

    def advance(self, seconds: float) -> None:
        self.time_s += seconds


class WithClock(Control):
    clock = FractionalClock()

    @property
    def needs(self) -> frozenset[Need]:
        return frozenset({CLOCK})


def test_a_frozen_clock_stands_at_a_whole_second_so_that_edges_are_exact() -> None:
    made = subject(WithClock())
    with made.frozen():
        assert made.now_s() == 1_767_225_601
        assert made.at(-300) == {"x-device-time": "1767225301"}


@pytest.mark.parametrize("part_s", [0.7031252384185791, 0.1000001, 1 - 2**-22, 2**-22, 0.9999990463256836])
def test_a_clock_that_counts_in_floating_point_stands_at_no_hair_beside_the_whole_second(part_s: float) -> None:
    control = WithClock()
    control.clock = FractionalClock()
    control.clock.time_s = 1_796_758_034 + part_s
    with subject(control).frozen():
        assert control.clock.now_s() == 1_796_758_035


class CuttingClock(FractionalClock):
    """Counts microseconds, and cuts what it is given: 0.296875 s less the least part of one are 0.296874."""

    def __init__(self) -> None:
        super().__init__()
        self._us = 1_767_225_600_703_125

    def now_s(self) -> float:
        return self._us / 1e6

    def advance(self, seconds: float) -> None:
        self._us += int(seconds * 1e6 - 0.5) or 1


def test_a_clock_that_cuts_microseconds_is_moved_on_to_the_whole_second() -> None:
    control = WithClock()
    control.clock = CuttingClock()
    made = subject(control)
    with made.frozen():
        assert made.at(-300) == {"x-device-time": "1767225301"}
        assert control.clock.now_s() == 1_767_225_601


def test_the_mac_of_a_device_has_another_spelling_in_lower_case() -> None:
    made = subject()
    assert [who for who in (made.identity() for _ in range(3000)) if who.mac_text == who.mac_text.lower()] == []


@together
@pytest.mark.parametrize("seed", range(60))
def test_a_packed_body_that_was_cut_holds_no_whole_json_whatever_is_in_it(seed: int) -> None:
    sent = zlib.decompressobj(wbits=31).decompress(cut_body(subject(seed=seed)))
    assert sent
    assert b"}" not in sent


@pytest.mark.parametrize(("limit", "size"), [(100, 400), (512 * 1024, BODY_BYTES_TRIED + 1)])
def test_a_body_above_the_limit_is_no_larger_than_it_need_be(limit: int, size: int) -> None:
    made = subject()
    made.learn({"server.max_body_bytes": limit})
    assert made.bytes_above_limit(times=4) == size


def test_where_no_limit_was_found_no_larger_bodies_are_sent() -> None:
    made = subject()
    made.learn({"server.max_body_bytes": BODY_BYTES_TRIED})
    with pytest.raises(Lacking, match="takes bodies of 1 MiB"):
        made.bytes_above_limit(times=4)


def test_a_setting_that_the_server_has_not_is_lacking_and_nothing_is_changed() -> None:
    control = WithSettings()
    made = subject(control)
    before = dict(control.values)
    with (
        pytest.raises(Lacking, match="no setting 'no_such_thing'") as lacking,
        made.changed_settings(maintenance=True, no_such_thing=1),
    ):
        raise AssertionError
    assert lacking.value.need.name == "setting:no_such_thing"
    assert control.values == before


class ClaimsByHand(Control):
    """Issues a token, and notes for which board its device is claimed."""

    def __init__(self) -> None:
        self.claims: list[tuple[str, bytes, str]] = []

    def obtain(self, board: str, name: str) -> Obtained:
        del board, name
        return Obtained("7", "oc_reg_of_seven")

    def claim(self, identity: str, mac: bytes, device_id: str) -> None:
        self.claims.append((identity, mac, device_id))


def test_a_device_is_claimed_by_hand_for_the_board_that_is_given() -> None:
    control = ClaimsByHand()
    obtained, chosen = subject(control).claimed()
    assert obtained.token == "oc_reg_of_seven"
    assert control.claims == [("7", chosen.mac, chosen.device_id)]


def test_a_registration_in_vain_has_a_token_that_is_shown_by_a_name() -> None:
    made = subject()
    request = vain_registration(made)
    token = msgspec.json.decode(request.body)["token"]
    assert made.names.register_path == request.path
    assert made.leaks(f"token {token}") == ["OTHER_REGISTRATION_TOKEN"]
