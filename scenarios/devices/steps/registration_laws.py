"""The law over a whole life about a token that was used: who has it goes on with it. Server and network tell."""

import msgspec

from oceanhil.protocol.wording import clock
from oceanhil.scenarios.acts import ActKind
from oceanhil.scenarios.dashboard_action import dashboard_action
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.devices.steps.storage import Refuse
from oceanhil.scenarios.devices.token_refusals import TOKEN_ENDING_ACTIONS
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.power_state import is_wake
from oceanhil.scenarios.step import Touch, Unmet
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.world import Capability

_FORGIVEN = frozenset({Touch.RECORD, Touch.IMAGE, Touch.IDENTITY, Touch.CREDENTIALS})
"""What the bench may lay hands on so that a device needs another token."""

_KEEPING = frozenset({ActKind.STORED})
"""A token is lost by what was written, or not written, long before that shows."""


class ExpectStillRegistered(
    DeviceStep, name="expect.still_registered", met_by=(), needs=frozenset({Capability.SERVER_REQUESTS})
):
    """Who has used its permanent token goes on with it: it does not ask to be registered again, for ever in vain.

    How the device keeps its token need not be known. That it has kept it is known by a session or a poll that the
    server accepted: in a later boot than that of the registration, or in the same one where no save was refused. Not
    judged is a token that a person has ended, that an answer may have refused since it was last good, or with which the
    bench had a hand; nor a device that is online again.
    """

    def run(self, context: DeviceContext) -> None:
        """Follow the token of the device; raises Unmet where it is lost, and was not found again."""
        wire = context.world.profile.wire
        held = _Held()
        for event in context.world.trace.events:
            if event.kind is EventKind.STEP:
                held.take_step(step_name(event))
            elif dashboard_action(event) in TOKEN_ENDING_ACTIONS:
                held.forget()
            elif event.device != self.on:
                continue
            elif event.kind is EventKind.BOOT:
                # What a sleeping device keeps in RAM it has not kept yet.
                held.is_new = held.is_new and is_wake(event)
            elif (request := TracedRequest.seen_in(event)) is None:
                continue
            elif request.path == wire.register_path:
                held.register(event, request)
            elif request.path in {wire.session_path, wire.state_path}:
                held.use(request)
        if held.lost is not None:
            expected = "a device that goes on with the token that it had used, which nobody has ended or refused"
            raise Unmet(expected, _found(held.lost), held.lost, beside=_KEEPING)


def _found(lost: Event) -> str:
    request = TracedRequest.of(lost)
    answer = f"{request.status} {request.code or ''}".rstrip()
    return f"at {clock(lost.t_us)} it asked to be registered again, and was never online since; the answer was {answer}"


class _Held(msgspec.Struct):
    """What is known of the permanent token of a device, by what the server was asked."""

    is_kept: bool = False
    is_new: bool = False
    """It was granted in this boot, so that a device may know it that has not kept it."""
    is_doubtful: bool = False
    """An answer may have refused it since it was last good."""
    were_saves_refused: bool = False
    lost: Event | None = None
    """The registration with which it showed that it knows its token no more."""

    def forget(self) -> None:
        """Expect nothing of whoever has another token to come, or none."""
        self.is_kept, self.lost = False, None

    def take_step(self, name: str) -> None:
        """Take notice of a step of the bench."""
        self.were_saves_refused = self.were_saves_refused or name == Refuse.name
        if touched_by(name) & _FORGIVEN:
            self.forget()

    def register(self, event: Event, request: TracedRequest) -> None:
        """Take notice of a registration."""
        if request.granted:
            self.forget()
            self.is_new = True
        elif self.is_kept and not self.is_doubtful and request.refuses_token and not request.fault:
            self.lost = self.lost or event

    def use(self, request: TracedRequest) -> None:
        """Take notice of a request for a session, or with one."""
        if request.is_sound:
            self.is_doubtful, self.lost = False, None
            self.is_kept = self.is_kept or not (self.is_new and self.were_saves_refused)
        elif request.is_refused or request.fault:
            self.is_doubtful = self.is_doubtful or not request.ends_session
