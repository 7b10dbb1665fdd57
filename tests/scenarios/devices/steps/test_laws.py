"""Laws over a whole run, and the power cut that is counted from here."""

import pytest

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import RecordReading, RecordVerdict
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.devices.judging import UNWATCHED, found_by
from tests.scenarios.fake_world import (
    PERMANENT_TOKEN,
    FakeFactory,
    FakeWorld,
    Planned,
    S,
    boot,
    line,
    requested,
    stored,
)
from tests.scenarios.writing import case_of, mistakes_in, text_of
from tests.together import together

ON = "- device.power_on\n"
POLL = requested("state", 200, 9 * S, session="5e5510")
GRANT = requested("register", 200, S, granted=PERMANENT_TOKEN[:12] + "…", token="oc_reg_aaaaa…")
NOTHING = RecordReading(RecordVerdict.EMPTY)


def run(
    steps: str,
    *planned: Planned,
    record: RecordReading = NOTHING,
    shown: DeviceStatus = DeviceStatus.ONLINE,
    wavers: bool = False,
    every_s: int = 0,
) -> Result:
    def prepare(world: FakeWorld) -> None:
        world.device().record, world.device().wavers, world.server.shown = record, wavers, shown

    factory = FakeFactory({"device.power_on": planned}, prepare=prepare)
    profile = load_profile()
    seldom = {f"device.{name}": every_s for name in ("poll_interval_s", "report_interval_s") if every_s}
    return run_case(case_of(UNWATCHED, steps), factory, profile.override(seldom))


def found(
    steps: str,
    *planned: Planned,
    record: RecordReading = NOTHING,
    shown: DeviceStatus = DeviceStatus.ONLINE,
    wavers: bool = False,
    every_s: int = 0,
) -> str:
    return found_by(run(steps, *planned, record=record, shown=shown, wavers=wavers, every_s=every_s))


def saved(verdict: str, after_s: int, by: str = "") -> Planned:
    return Planned(after_s * S, EventKind.SAVE, {"verdict": verdict, **({"by": by} if by else {})})


def loaded(verdict: str, after_s: int) -> Planned:
    return Planned(after_s * S, EventKind.LOAD, {"verdict": verdict})


RECOVERED = ON + "- expect.recovered: 20s"
LATER = ON + "- time.run: 5s\n- expect.recovered: 20s"


def test_whoever_polls_again_has_recovered() -> None:
    assert not found(RECOVERED, POLL)
    assert (
        found(RECOVERED, requested("state", 200, 21 * S, session="5e5510")) == "neither; it said last: no line at all"
    )
    assert found(RECOVERED, requested("state", 401, 9 * S, session="5e5510"), line("[POLL] HTTP Response: 401", 9 * S))


def test_a_poll_that_the_dashboard_does_not_show_is_none() -> None:
    assert found(RECOVERED, POLL, shown=DeviceStatus.AWAY)


@pytest.mark.parametrize(
    "text",
    [
        "[REG] Registration failed: Registration token already used",
        "[SESSION] Refused: Token revoked",
    ],
)
def test_whoever_says_what_a_person_must_do_need_not_recover(text: str) -> None:
    assert not found(RECOVERED, line(text, 3 * S))
    assert found(LATER, line(text, 3 * S))


def test_whoever_has_halted_says_so_once_in_a_boot() -> None:
    halted = "[SYSTEM] Halted: no device ID"
    assert not found(RECOVERED, line(halted, 3 * S))
    assert not found(LATER, boot(), line(halted, 3 * S))
    assert found(LATER, boot(), line(halted, 3 * S), boot(4 * S))
    assert found(LATER, boot(), line(halted, 3 * S), requested("state", 200, 4 * S, session="5e5510"))


@pytest.mark.parametrize(
    ("planned", "is_left_in_peace"),
    [
        ([requested("state", 503, 3 * S, retry_after=20)], False),
        ([requested("state", 503, 3 * S, retry_after=86_400)], True),
        ([boot(), requested("register", 429, 3 * S, retry_after=86_400)], True),
        ([requested("state", 503, 3 * S, retry_after=86_400), boot(4 * S)], False),
        ([requested("state", 503, 3 * S, retry_after=86_400), requested("state", 503, 8 * S)], False),
        ([requested("state", 503, 3 * S)], False),
    ],
)
def test_whom_the_server_asks_to_wait_for_longer_cannot_be_online_yet(
    planned: list[Planned], is_left_in_peace: bool
) -> None:
    assert (found(LATER, *planned) == "") is is_left_in_peace


def test_a_device_without_power_is_said_to_be_without() -> None:
    assert found("- expect.recovered: 20s") == "neither: it has no power"


LOSS = ON + "- time.run: 9s\n- expect.no_loss"


def test_an_empty_record_is_a_loss_where_one_was_saved() -> None:
    assert (
        found(LOSS, boot(), saved("valid", 1), boot(2 * S), loaded("empty", 3))
        == "boot 2 reads an empty record at 0:00:03.000"
    )
    assert not found(LOSS, boot(), loaded("empty", 1), saved("valid", 2), loaded("valid", 3))


def test_a_loss_names_the_driver_where_that_is_known() -> None:
    boots = Planned(0, EventKind.BOOT, {"number": 1, "reason": "power-on", "driver": "idf-5.5.1"})
    lost = found(LOSS, boots, saved("valid", 1), loaded("empty", 3))
    assert lost == "boot 1 with idf-5.5.1 reads an empty record at 0:00:03.000"


@pytest.mark.parametrize("between", [loaded("bad checksum", 2), saved("empty", 2), saved("empty", 2, "clear")])
def test_what_was_noticed_or_done_by_the_bench_is_no_loss(between: Planned) -> None:
    assert not found(LOSS, saved("valid", 1), between, loaded("empty", 3))


def test_a_record_that_the_bench_has_made_is_not_one_that_was_saved() -> None:
    assert not found(LOSS, saved("valid", 1, "copy"), loaded("empty", 3))
    assert found(LOSS, saved("valid", 1), saved("valid", 2, "rewrite"), loaded("empty", 3))


KNOWN = ON + "- time.run: 9s\n- expect.token_known"


def test_a_token_that_was_granted_has_to_be_stored() -> None:
    assert not found(KNOWN, GRANT, record=stored(PERMANENT_TOKEN))
    assert found(KNOWN, GRANT) == "it never got the answer; stored is: empty"
    said = line("[REG]  Registration successful!", 2 * S)
    assert found(KNOWN, GRANT, said) == "it got the answer and has not kept it; stored is: empty"


def test_a_registration_whose_answer_was_lost_is_known_by_the_next_attempt() -> None:
    used = requested("register", 410, 2 * S, code="token_used", token="oc_reg_aaaaa…")
    assert found(KNOWN, used) == "it never got the answer; stored is: empty"
    failure = run(KNOWN, used, requested("register", 410, 8 * S, code="token_used", token="oc_reg_aaaaa…")).failure
    assert failure is not None
    assert failure.expected == "the token of the registration at 0:00:02.000 to be stored"
    twin = requested("register", 200, S, "twin", granted="oc_perm_bbbb…", token="oc_reg_aaaaa…")
    assert not found(KNOWN, twin, used)
    assert found(KNOWN, requested("register", 200, S, "twin", granted="oc_perm_bbbb…", token="oc_reg_ccccc…"), used)


def test_what_a_person_has_ended_need_not_be_known() -> None:
    for action in ("revoke", "delete", "regenerate"):
        ended = Planned(2 * S, EventKind.DASHBOARD, {"action": action})
        assert not found(KNOWN, GRANT, ended)
    assert found(KNOWN, Planned(S // 2, EventKind.DASHBOARD, {"action": "revoke"}), GRANT)


def test_where_the_bench_had_a_hand_in_storage_nothing_need_be_known() -> None:
    assert not found(ON + "- storage.clear\n- time.run: 9s\n- expect.token_known", GRANT)
    assert found(ON + "- storage.remember: before\n- time.run: 9s\n- expect.token_known", GRANT)


def test_no_hour_has_more_requests_than_so_many() -> None:
    polls = [requested("state", 200, each * 600 * S, session="5e5510") for each in range(14)]
    steps = ON + "- time.run: 3h\n- expect.pace: {}"
    assert not found(steps.format(6), *polls)
    assert found(steps.format(5), *polls) == "6 in the hour until 0:50:00.000"


def test_without_a_number_it_is_twice_what_the_documentation_asks() -> None:
    polls = [requested("state", 200, each * 2 * S, session="5e5510") for each in range(1700)]
    steps = ON + "- time.run: 2h\n- expect.pace"
    assert found(steps, *polls) == "1567 in the hour until 0:52:12.000"
    assert not found(steps, *polls[:1566])


SELDOM = ON + "- time.run: 3h\n- expect.pace"
ASKED_AT_ONCE = [
    requested("register", 200, S),
    *(requested(path, 200, 2 * S, session="5e5510") for path in ("session", "state", "state")),
]


@together
@pytest.mark.parametrize("every_s", [5, 300, 3000, 3600, 7200])
def test_who_asks_at_its_intervals_keeps_the_pace(every_s: int) -> None:
    times_us = range(2 * S + every_s * S, 10_000 * S, every_s * S)
    later = [requested("state", 200, t_us, session="5e5510") for t_us in times_us for _ in ("poll", "report")]
    renewals = [requested("session", 200, t_us, session="5e5510") for t_us in times_us[:: max(1, 3600 // every_s)]]
    assert not found(SELDOM, boot(), *ASKED_AT_ONCE, *later, *renewals, every_s=every_s)


def test_what_boots_ask_is_no_matter_of_intervals() -> None:
    boots = [
        Planned(each.after_us + at * 60 * S, each.kind, each.fields)
        for at in range(30)
        for each in (boot(), *ASKED_AT_ONCE)
    ]
    assert not found(SELDOM, *boots, every_s=7200)


def test_who_polls_seldom_may_ask_again_after_failures_and_not_without_end() -> None:
    failed = [requested("state", 503, at * 60 * S, session="5e5510") for at in range(60)]
    assert not found(SELDOM, *failed, every_s=7200)
    hammered = [requested("state", 503, at * 2 * S, session="5e5510") for at in range(1700)]
    assert found(SELDOM, *hammered, every_s=7200) == "728 in the hour until 0:24:14.000"
    many = [requested("state", 200, at * 60 * S, session="5e5510") for at in range(60)]
    assert found(SELDOM, *many, every_s=7200) == "11 in the hour until 0:10:00.000"


CUT = "- storage.cut_power: {after: 7}\n"


def cut_by(steps: str, *planned: Planned) -> list[str]:
    def prepare(world: FakeWorld) -> None:
        world.device().work_units = 5

    factory = FakeFactory({"device.power_on": planned}, prepare=prepare)
    result = run_case(case_of(UNWATCHED, steps), factory, load_profile())
    assert result.outcome is Outcome.PASSED, result.failure
    return [call.partition(" ")[2] for call in factory.worlds[0].calls if call.startswith("device.cut_power")]


def test_a_cut_from_here_counts_what_this_boot_has_done() -> None:
    assert cut_by(ON + "- time.run: 1s\n" + CUT, boot()) == ["1.12"]


def test_of_a_device_that_is_off_the_next_boot_is_meant() -> None:
    assert cut_by(CUT + ON + "- expect.power_lost") == ["1.7"]
    assert cut_by(ON + "- time.run: 1s\n- device.power_off\n" + CUT, boot()) == ["2.7"]


@pytest.mark.parametrize("also", ["at: 1.4", "boot: 1, unit: 4"])
def test_from_here_and_from_the_start_of_a_boot_exclude_each_other(also: str) -> None:
    (mistake,) = mistakes_in(text_of(steps=f"- storage.cut_power: {{after: 7, {also}}}"))
    assert "takes 'after' alone" in mistake


def test_a_token_that_was_kept_once_must_not_be_lost() -> None:
    kept = [GRANT, saved("valid", 2)]
    lost = "it has kept it and lost it again; stored is: empty"
    assert found(KNOWN, *kept) == lost
    assert not found(KNOWN, *kept, record=stored(PERMANENT_TOKEN))
    assert found(KNOWN, GRANT, saved("valid", 2, "clear")) == "it never got the answer; stored is: empty"


def test_a_token_whose_save_was_refused_need_not_be_kept_but_not_be_lost_either() -> None:
    steps = "- storage.refuse: save\n" + KNOWN
    assert not found(steps, GRANT)
    assert found(steps, GRANT, saved("valid", 2)) == "it has kept it and lost it again; stored is: empty"
