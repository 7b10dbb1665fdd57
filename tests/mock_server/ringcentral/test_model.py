"""Any sequence of logins, refreshes, calls, revocations and waits agrees with a model that fits on a page.

The model knows no digests, indexes or reasons: a session is a list of pairs, and only the last two matter.
"""

from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.mock_server.ringcentral.clients import Bench, Tokens, tokens_of

pytestmark = pytest.mark.slow

LIMIT, USED_S, UNUSED_S, ACCESS_S, REFRESH_S = 3, 10, 3600, 3600, 7000


@dataclass
class Pair:
    tokens: Tokens
    issued_s: int
    used_s: int | None = None


@dataclass
class Session:
    pairs: list[Pair]
    is_ended: bool = False

    @property
    def last(self) -> Pair:
        return self.pairs[-1]


@dataclass
class Model:
    now_s: int = 0
    sessions: list[Session] = field(default_factory=list)

    def is_live(self, session: Session) -> bool:
        age_s = self.now_s - session.last.issued_s
        return not session.is_ended and age_s < max(ACCESS_S, REFRESH_S)

    def may_call(self, session: Session, pair: Pair) -> bool:
        return not session.is_ended and pair is session.last and self.now_s - pair.issued_s < ACCESS_S

    def may_replay(self, session: Session, pair: Pair) -> bool:
        """Tell whether a pair that was replaced is answered with the one that replaced it."""
        if session.is_ended or len(session.pairs) < 2 or pair is not session.pairs[-2]:
            return False
        last = session.last
        if self.now_s - last.issued_s >= UNUSED_S or self.now_s - pair.issued_s >= REFRESH_S:
            return False
        return last.used_s is None or self.now_s - last.used_s < USED_S

    def may_refresh(self, session: Session, pair: Pair) -> bool:
        return not session.is_ended and pair is session.last and self.now_s - pair.issued_s < REFRESH_S


class Sessions(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.bench = Bench(session_limit=LIMIT, refresh_token_ttl_s=REFRESH_S)
        self.model = Model()

    def pick(self, number: int) -> tuple[Session, Pair] | None:
        """Give any pair that was ever issued, the latest most often."""
        if not self.model.sessions:
            return None
        session = self.model.sessions[-1 - number % len(self.model.sessions)]
        return session, session.pairs[-1 - number % 3 % len(session.pairs)]

    @rule()
    def log_in(self) -> None:
        tokens = self.bench.log_in()
        live = [session for session in self.model.sessions if self.model.is_live(session)]
        for session in live[: max(0, len(live) + 1 - LIMIT)]:
            session.is_ended = True
        self.model.sessions.append(Session([Pair(tokens, self.model.now_s)]))

    @rule(number=st.integers(0, 20))
    def refresh(self, number: int) -> None:
        if (picked := self.pick(number)) is None:
            return
        session, pair = picked
        reply = self.bench.refresh(pair.tokens)
        if self.model.may_refresh(session, pair):
            session.pairs.append(Pair(tokens_of(reply), self.model.now_s))
        elif self.model.may_replay(session, pair):
            assert tokens_of(reply) == session.last.tokens
        else:
            assert reply.status == 400

    @rule(number=st.integers(0, 20))
    def call(self, number: int) -> None:
        if (picked := self.pick(number)) is None:
            return
        session, pair = picked
        may_call = self.model.may_call(session, pair)
        assert self.bench.call(pair.tokens).status == (200 if may_call else 401)
        if may_call and pair.used_s is None:
            pair.used_s = self.model.now_s

    @rule(number=st.integers(0, 20), is_refresh=st.booleans())
    def revoke(self, number: int, *, is_refresh: bool) -> None:
        if (picked := self.pick(number)) is None:
            return
        session, pair = picked
        token = pair.tokens.refresh if is_refresh else pair.tokens.access
        assert self.bench.revoke(token).status == 200
        session.is_ended = True

    @rule()
    def change_credentials(self) -> None:
        self.bench.user = self.bench.service.change_credentials(self.bench.user.id, self.bench.now_us)
        for session in self.model.sessions:
            session.is_ended = True

    @rule(seconds=st.sampled_from([1, 5, 9, 10, 11, 600, 3590, 3599, 3600, 6999, 7000]))
    def wait(self, seconds: int) -> None:
        self.bench.wait(seconds)
        self.model.now_s += seconds

    @invariant()
    def never_more_live_sessions_than_allowed(self) -> None:
        live = [view for view in self.bench.sessions() if view.live]
        assert len(live) <= LIMIT
        assert len(live) == sum(self.model.is_live(session) for session in self.model.sessions)


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
