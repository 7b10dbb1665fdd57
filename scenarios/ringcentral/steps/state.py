"""Expectations about sessions, and about what clients have and say."""

from typing import Annotated

from oceanhil.scenarios.names import free_text
from oceanhil.scenarios.ringcentral.context import ClientStep, ServiceContext, ServiceStep
from oceanhil.scenarios.ringcentral.world import SessionFacts
from oceanhil.scenarios.scalars import Count
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import EventKind

ServiceText = Annotated[str, free_text("a part of what is said; what nobody says is not found, and fails")]
"""What a client, or a service about a session, says in words."""
_LINES_SHOWN = 4


class ExpectSessions(ServiceStep, name="expect.sessions", main="live"):
    """So many sessions of the user are live; so many have ended."""

    live: Count
    ended: Count | None = None

    def run(self, context: ServiceContext) -> None:
        """Count; raises Unmet when there are more or fewer."""
        sessions = context.world.control.sessions()
        live = sum(session.live for session in sessions)
        ended = sum(bool(session.ended) for session in sessions)
        if live != self.live or self.ended not in {None, ended}:
            more = "" if self.ended is None else f", {self.ended} ended"
            raise Unmet(f"sessions: {self.live} live{more}", f"{live} live, {ended} ended")


class ExpectSession(ClientStep, name="expect.session"):
    """The session of the client's tokens is live or not, has ended so, was refreshed or answered again so often."""

    live: bool | None = None
    ended: ServiceText | None = None
    refreshes: Count | None = None
    replays: Count | None = None

    def __post_init__(self) -> None:
        if {self.live, self.ended, self.refreshes, self.replays} <= {None, ""}:
            raise ValueError("expect.session expects nothing; give live, ended, refreshes or replays")

    def run(self, context: ServiceContext) -> None:
        """Look; raises Unmet when it is otherwise."""
        identity = context.world.session_of(self.on)
        found = next((each for each in context.world.control.sessions() if each.id == identity), None)
        if found is None:
            raise Unmet(f"a session of {self.on}", "the service knows none of its tokens")
        wrong = [name for name, holds in self._checks(found).items() if not holds]
        if wrong:
            expected, seen = (
                ", ".join(f"{name} {_word(getattr(each, name))}" for name in wrong) for each in (self, found)
            )
            raise Unmet(f"the session of {self.on}: {expected}", seen)

    def _checks(self, found: SessionFacts) -> dict[str, bool]:
        return {
            "live": self.live in {None, found.live},
            "ended": self.ended is None or self.ended in found.ended,
            "refreshes": self.refreshes in {None, found.refreshes},
            "replays": self.replays in {None, found.replays},
        }


class ExpectRecordings(ClientStep, name="expect.recordings", main="count"):
    """The client has so many recordings, each once."""

    count: Count

    def run(self, context: ServiceContext) -> None:
        """Count; raises Unmet when it has more or fewer, or one twice."""
        found = self.client(context).recordings
        if len(found) != self.count or len(set(found)) != len(found):
            raise Unmet(f"recordings: {self.count}, each once", f"{len(found)}: {', '.join(found) or 'none'}")


class ExpectSays(ClientStep, name="expect.says", main="text"):
    """The client's log has a line with this in it, after the last that was expected."""

    text: ServiceText

    def run(self, context: ServiceContext) -> None:
        """Look; raises Unmet when there is none."""
        _expect_text(context, self, EventKind.SERIAL, "text", self.text)


class ExpectStopped(ClientStep, name="expect.stopped", main="because"):
    """The client goes no further by itself, for this reason (a part of it)."""

    because: ServiceText

    def run(self, context: ServiceContext) -> None:
        """Look; raises Unmet when it has not stopped since the last time this was expected."""
        _expect_text(context, self, EventKind.HALT, "reason", self.because)


def _word(value: bool | int | str) -> str:  # noqa: FBT001 - one of three kinds of value
    return str(value).lower() if isinstance(value, bool) else str(value) or "not"


def _expect_text(context: ServiceContext, step: ClientStep, kind: EventKind, field: str, wanted: str) -> None:
    texts = [str(event.fields.get(field, "")) for event in context.unseen(kind, step.on)]
    if not any(wanted in text for text in texts):
        word = "say" if kind is EventKind.SERIAL else "stop:"
        raise Unmet(f"{step.on} to {word} {wanted!r}", " | ".join(texts[-_LINES_SHOWN:]) or "nothing")
