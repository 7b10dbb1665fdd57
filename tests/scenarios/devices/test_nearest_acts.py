"""Which acts of a program are behind a failure."""

from collections.abc import Iterator, Sequence

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.acts import Act, ActKind, Call, Deed, ShowsActs, Sought, TellsActs
from oceanhil.scenarios.devices.nearest_acts import acts_behind, kinds_told_of
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source
from oceanhil.scenarios.world import WorldRequest
from tests.scenarios.devices.judging import UNWATCHED
from tests.scenarios.fake_world import PERMANENT_TOKEN, FakeFactory, FakeWorld, Planned, S, boot, line, requested
from tests.scenarios.writing import case_of


class Done(Deed):
    """A deed whose place is known: a function of its own name, in the line that is its time."""

    def __init__(self, at_us: int, kind: ActKind, said: str = "", *, is_placed: bool = True) -> None:
        self._at_us, self._kind, self._said, self._is_placed = at_us, kind, said, is_placed

    @property
    def at_us(self) -> int:
        return self._at_us

    @property
    def kind(self) -> ActKind:
        return self._kind

    @property
    def what(self) -> str:
        return self._kind.value

    def is_request(self, method: str, path: str) -> bool:
        return self._said == f"{method} {path}"

    @property
    def printed(self) -> str:
        return self._said if self._kind is ActKind.LINE else ""

    def stores_any(self, texts: Sequence[str]) -> bool:
        return self._kind is ActKind.STORED and any(each in self._said for each in texts)

    def calls(self) -> tuple[Call, ...]:
        return (Call("act", "lamp.ino", self._at_us),) if self._is_placed else ()


class Program(ShowsActs):
    """A device that has done this, in the order of time."""

    def __init__(self, *done: Done) -> None:
        self._done = done

    def deeds(self) -> Iterator[Deed]:
        return iter(self._done[::-1])

    def said(self, printed: str) -> str:
        return printed.replace("joined", "[WiFi] Connecting... Connected!")


def event(kind: EventKind, **fields: Scalar) -> Event:
    return Event(9, Source.SERVER, kind, "device", fields)


def lines(acts: tuple[Act, ...]) -> list[tuple[int, bool]]:
    """Give line numbers, and of each whether it was only before."""
    return [(act.calls[0].line, act.is_before) for act in acts]


def test_what_was_done_behind_an_event_has_not_made_it() -> None:
    program = Program(Done(2, ActKind.REQUEST, "POST /a"), Done(30, ActKind.LINE), Done(40, ActKind.REQUEST, "POST /a"))
    asked = event(EventKind.REQUEST, method="POST", path="/a", status=410)
    assert lines(acts_behind(program, Sought("device", asked))) == [(2, False)]
    # It is so long ago that nothing of then is kept.
    assert not acts_behind(Program(Done(40, ActKind.REQUEST, "POST /a")), Sought("device", asked))


def test_a_request_is_that_act_which_began_so_whatever_else_was_sent_since() -> None:
    program = Program(
        Done(1, ActKind.REQUEST, "POST /a"),
        Done(2, ActKind.DATA),
        Done(3, ActKind.REQUEST, "GET /b"),
        Done(4, ActKind.PIN),
    )
    behind = acts_behind(program, Sought("device", event(EventKind.REQUEST, method="POST", path="/a", status=200)))
    assert lines(behind) == [(1, False)]


def test_a_request_that_was_sent_in_pieces_is_the_last_that_was_sent() -> None:
    program = Program(Done(1, ActKind.DATA), Done(2, ActKind.DATA), Done(3, ActKind.PIN))
    behind = acts_behind(program, Sought("device", event(EventKind.REQUEST, method="POST", path="/a", status=200)))
    assert lines(behind) == [(2, False)]


def test_a_line_is_the_act_that_printed_its_end_and_is_known_in_words_of_its_own() -> None:
    program = Program(
        Done(1, ActKind.LINE, "boot\r\njoi"), Done(2, ActKind.LINE, "ned\r\nnext"), Done(3, ActKind.LINE, " line\n")
    )
    words = "[WiFi] Connecting... Connected!"
    assert lines(acts_behind(program, Sought("device", event(EventKind.SERIAL, text=words)))) == [(2, False)]
    assert lines(acts_behind(program, Sought("device", event(EventKind.SERIAL, text="boot")))) == [(1, False)]
    assert lines(acts_behind(program, Sought("device", event(EventKind.SERIAL, text="next line")))) == [(3, False)]


def test_behind_an_act_come_the_last_ones_of_other_kinds_that_were_before_it() -> None:
    program = Program(
        Done(1, ActKind.STORED),
        Done(2, ActKind.STORED),
        Done(3, ActKind.LINE, "x\n"),
        Done(4, ActKind.REQUEST, "GET /b"),
        Done(5, ActKind.LINE, "too late\n"),
    )
    behind = acts_behind(program, Sought("device", event(EventKind.REQUEST, method="GET", path="/b", status=200)))
    assert lines(behind) == [(4, False), (3, True), (2, True)]


RESTARTED = (
    Done(1, ActKind.READ),
    Done(2, ActKind.STORED),
    Done(3, ActKind.RESTART),
    Done(4, ActKind.LINE, "x\n"),
    Done(5, ActKind.REQUEST, "POST /a"),
)


def test_a_kind_in_which_the_cause_may_lie_is_told_however_much_was_done_since() -> None:
    asked = event(EventKind.REQUEST, method="POST", path="/a", status=410)
    assert lines(acts_behind(Program(*RESTARTED), Sought("device", asked))) == [(5, False), (4, True), (3, True)]
    told = acts_behind(Program(*RESTARTED), Sought("device", asked, beside=frozenset({ActKind.STORED})))
    assert lines(told) == [(5, False), (4, True), (3, True), (2, True)]
    # It is told once.
    near = acts_behind(Program(*RESTARTED), Sought("device", asked, beside=frozenset({ActKind.LINE})))
    assert lines(near) == [(5, False), (4, True), (3, True)]


def test_of_what_was_left_out_the_last_acts_are_told() -> None:
    program = Program(
        Done(1, ActKind.STORED), Done(2, ActKind.LINE, "x\n"), Done(3, ActKind.PIN), Done(4, ActKind.LINE, "y\n")
    )
    assert lines(acts_behind(program, Sought("device"))) == [(4, True), (1, True)]


def test_of_what_was_left_out_that_comes_first_by_which_the_program_turned_to_the_network_it_waits_for() -> None:
    begun = Done(1, ActKind.STORED), Done(2, ActKind.RESTART), Done(3, ActKind.WIFI), Done(4, ActKind.LINE, ".")
    assert lines(acts_behind(Program(*begun), Sought("device"))) == [(3, True), (4, True), (2, True)]
    # Who has sent something since has a network.
    online = Program(*begun, Done(5, ActKind.REQUEST, "GET /b"))
    assert lines(acts_behind(online, Sought("device"))) == [(5, True), (4, True), (2, True)]


def test_a_line_that_goes_on_and_does_not_end_is_known() -> None:
    program = Program(Done(1, ActKind.LINE, "boot\n"), Done(2, ActKind.WIFI), Done(3, ActKind.LINE, "."))
    assert program.prints_on(1)
    assert not program.prints_on(0)
    assert not program.prints_on(3)


def test_a_kind_that_is_asked_for_is_told_first_and_what_has_no_place_is_passed_over() -> None:
    program = Program(Done(1, ActKind.STORED), Done(2, ActKind.STORED, is_placed=False), Done(3, ActKind.LINE, "x\n"))
    assert lines(acts_behind(program, Sought("device", kinds=frozenset({ActKind.STORED})))) == [(1, False)]


def test_what_stands_in_flash_is_told_with_the_act_that_first_wrote_it_there() -> None:
    program = Program(
        Done(1, ActKind.STORED, "relays"),
        Done(2, ActKind.STORED, "session 5e5510"),
        Done(3, ActKind.STORED, "relays, session 5e5510"),
        Done(4, ActKind.STORED, "relays"),
    )
    stored = frozenset({ActKind.STORED})
    assert lines(acts_behind(program, Sought("device", kinds=stored, stored=("no", "5e55")))) == [(2, False)]
    # It is so long ago that nothing of it is kept.
    assert lines(acts_behind(program, Sought("device", kinds=stored, stored=("no",)))) == [(4, False)]


def test_a_documented_line_tells_of_kinds_of_act() -> None:
    assert kinds_told_of("the line '[EEPROM] Empty' within 1m") == {ActKind.STORED, ActKind.READ}
    assert kinds_told_of("the line '[REG] HTTP Response: 200'") == {ActKind.REQUEST}
    assert not kinds_told_of("2 boots")


def test_an_act_says_what_it_did_and_where_with_its_callers() -> None:
    calls = (Call("send", "client.cpp", 5), Call("poll", "lamp.ino", 7), Call("loop", "lamp.ino", 9))
    assert Act(0, "printed", calls[:1]).text == "printed in send at client.cpp:5"
    text = "last before that: printed in send at client.cpp:5, called in poll at lamp.ino:7, in loop at lamp.ino:9"
    assert Act(0, "printed", calls, is_before=True).text == text


class TellingWorld(FakeWorld, TellsActs):
    """A world that tells what it was asked for."""

    def acts_behind(self, sought: Sought) -> tuple[Act, ...]:
        about = "left out" if sought.event is None else sought.event.kind.value
        kinds = " ".join(sorted(kind.name for kind in sought.kinds | sought.beside))
        return (Act(0, f"{sought.device}: {about} {kinds}".rstrip(), (Call("act", "lamp.ino", 1),)),)


class TellingFactory(FakeFactory):
    """Makes such worlds."""

    def make(self, request: WorldRequest) -> FakeWorld:
        return TellingWorld(request, self._script, self.capabilities)


def behind(steps: str, *planned: Planned, head: str = "") -> tuple[str, ...]:
    """Give what the failure of these steps says was done, of a device that does this when it is switched on."""
    factory = TellingFactory({"device.power_on": list(planned)})
    failure = run_case(case_of(head, f"- device.power_on\n{steps}"), factory, load_profile()).failure
    assert failure is not None
    return tuple(act.what for act in failure.acts)


def test_a_breach_is_told_with_the_act_that_made_its_event() -> None:
    refused = requested("register", 401, S, token="oc_reg_a"), requested("register", 401, 2 * S, token="oc_reg_a")
    assert behind("- time.run: 5s", *refused) == ("device: request",)


def test_a_token_that_was_lost_is_told_with_what_was_written_last() -> None:
    used = requested("session", 200, 2 * S, session="5e5510")
    vain = requested("register", 410, 4 * S, token="oc_reg_aaaaa…", code="token_used")
    planned = (requested("register", 200, S, granted=PERMANENT_TOKEN[:12] + "…"), used, boot(3 * S), vain)
    steps = "- time.run: 9s\n- expect.still_registered"
    assert behind(steps, *planned, head=UNWATCHED) == ("device: request STORED",)


def test_a_line_of_storage_that_did_not_come_is_told_with_the_last_access() -> None:
    assert behind("- expect.serial: '[EEPROM] Empty'", boot(S)) == ("device: left out READ STORED",)


def test_an_expectation_that_was_not_met_is_told_with_the_line_that_was_not_to_be() -> None:
    assert behind("- expect.no_serial: {line: hello, for: 5s}", line("hello", S)) == ("device: serial",)


def test_a_device_that_falls_silent_has_left_something_out() -> None:
    assert behind("- time.run: 20m", boot(S), line("[WiFi] Connecting...", S)) == ("device: left out",)


def test_a_world_that_knows_no_acts_tells_none() -> None:
    result = run_case(case_of("", "- device.power_on\n- expect.serial: bye"), FakeFactory({}), load_profile())
    assert result.failure is not None
    assert result.failure.acts == ()
