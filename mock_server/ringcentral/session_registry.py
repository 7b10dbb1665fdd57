"""All sessions and all tokens: logins and their limit, refresh with its two windows of grace, and every way to end.

Sources: "Access tokens" and "Refresh tokens" of RingCentral's developer guide, and an experiment with repeated
refreshes that its staff published. What they leave open is a setting.
"""

import random
from collections import deque
from collections.abc import Iterable, Iterator

import msgspec

from oceanhil.mock_server.core.admin_error import UnknownNameError
from oceanhil.mock_server.core.live_values import LiveValues
from oceanhil.mock_server.ringcentral.accounts import App, User
from oceanhil.mock_server.ringcentral.refusals import RefusedError
from oceanhil.mock_server.ringcentral.session import Ending, Pair, Session
from oceanhil.mock_server.ringcentral.tokens import TokenForm, draw_token, form_of
from oceanhil.protocol.ringcentral.profile import TokenSettings
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.protocol.tokens import digest_of
from oceanhil.protocol.units import SECOND_US

_MOST_TOKENS = 100_000
_ID_BYTES = 6
_ENDPOINT_BYTES = 16
SCOPE = "ReadAccounts CallControl ReadCallRecording SMS"


class Wish(msgspec.Struct, frozen=True):
    """What a request for tokens asks for, all of it optional; lifetimes in s."""

    access_ttl_s: int | None = None
    refresh_ttl_s: int | None = None
    endpoint_id: str = ""
    scope: str = ""


class Issued(msgspec.Struct, frozen=True):
    """A session whose current pair is to be sent; `is_replay`: it was sent before."""

    session: Session
    is_replay: bool = False


class SessionRegistry:
    """Sessions by id, and for each token that ever was its session and pair; every `at_us` is the server's time.

    Beyond a number of tokens some are forgotten: those that are good only for an error's text come first.
    """

    __slots__ = ("_by_owner", "_latest_us", "_live", "_rng", "_spent", "_tokens", "sessions")

    def __init__(self, rng: random.Random, live: LiveValues[TokenSettings]) -> None:
        """Start empty; tokens are drawn from `rng`, rules are those of `live`."""
        self._rng = rng
        self._live = live
        self.sessions: dict[str, Session] = {}
        self._tokens: dict[bytes, tuple[Session, Pair]] = {}
        # Pairs with which nothing can be done any more, the first of them first.
        self._spent: deque[tuple[Session, Pair]] = deque()
        # Those that were live when last looked at: a login looks at these alone, however many were before.
        self._by_owner: dict[tuple[User, App], dict[str, Session]] = {}
        self._latest_us = 0

    def reset(self) -> None:
        """Forget all sessions and tokens."""
        self.sessions.clear()
        self._tokens.clear()
        self._spent.clear()
        self._by_owner.clear()
        self._latest_us = 0

    def session(self, identity: str) -> Session:
        """Find a session by id; raises UnknownNameError."""
        found = self.sessions.get(identity)
        if found is None:
            raise UnknownNameError("no session has this id; list them with GET /_admin/sessions")
        return found

    def find(self, token: str) -> Session | None:
        """Give the session that a token, of either kind, belongs or belonged to."""
        found = self._tokens.get(digest_of(token))
        return None if found is None else found[0]

    def live(self, at_us: int, user: User | None = None, app: App | None = None) -> Iterator[Session]:
        """Give the live sessions, oldest first: all, or those of a user, of an application."""
        self._look_back(at_us)
        owned = self.sessions if user is None or app is None else self._by_owner.get((user, app), {})
        for session in list(owned.values()):
            self._time_out(session, at_us)
            if not session.is_live(at_us):
                self._put_aside(session)
            elif user in {None, session.user} and app in {None, session.app}:
                yield session

    def log_in(self, user: User, app: App, wish: Wish, at_us: int) -> Issued:
        """Open a session; where there are too many, drop the oldest or raise RefusedError, as is set."""
        values = self._live.values
        before = list(self.live(at_us, user, app))
        surplus = len(before) + 1 - values.session_limit
        if surplus > 0 and values.over_limit == "refuse":
            raise RefusedError(Reason.SESSIONS_FULL, f"{len(before)} sessions of this user and application are live")
        endpoint_id = wish.endpoint_id or self._rng.randbytes(_ENDPOINT_BYTES).hex()
        pair = self._draw_pair(wish, at_us)
        # Only now: a login that is refused for its wish ends nobody's session.
        for oldest in before[: max(0, surplus)]:
            self._end(oldest, Ending.EVICTED, at_us)
        identity = self._rng.randbytes(_ID_BYTES).hex()
        session = Session(identity, user, app, wish.scope or SCOPE, endpoint_id, at_us, pair)
        self.sessions[identity] = session
        self._by_owner.setdefault((user, app), {})[identity] = session
        self._know(session, pair)
        user.logins += 1
        return Issued(session)

    def refresh(self, token: str, app: App, wish: Wish, at_us: int) -> Issued:
        """Exchange a refresh token for a new pair, or give the pair again that it was exchanged for.

        Raises RefusedError.
        """
        session, pair = self._refreshable(token, app, at_us)
        if pair is not session.current:
            session.replays += 1
            return Issued(session, is_replay=True)
        new = self._draw_pair(wish, at_us)
        pair.replaced_us = at_us
        if session.previous is not None:
            self._spent.append((session, session.previous))
        session.previous, session.current = pair, new
        session.refreshes += 1
        self._know(session, new)
        return Issued(session)

    def accept(self, token: str, at_us: int) -> Session:
        """Let an access token pass, and note that it was used; raises RefusedError."""
        form = form_of(token)
        if form is not TokenForm.WHOLE:
            is_corrupted = form is TokenForm.CORRUPTED
            raise RefusedError(Reason.TOKEN_CORRUPTED if is_corrupted else Reason.TOKEN_UNPARSABLE)
        session, pair = self._tokens.get(digest_of(token), (None, None))
        if session is None or pair is None or token != pair.access:
            raise RefusedError(Reason.TOKEN_NOT_FOUND, "no such access token was ever issued")
        self._check_alive(session, Reason.TOKEN_NOT_FOUND, at_us)
        if pair is not session.current:
            raise self._replaced(pair, at_us).of(session.id)
        if not pair.is_access_fresh(at_us):
            is_named = self._live.values.expired_access == "expired"
            reason = Reason.TOKEN_EXPIRED if is_named else Reason.TOKEN_NOT_FOUND
            raise RefusedError(reason, "the access token is too old").of(session.id)
        if pair.used_us is None:
            pair.used_us = at_us
        return session

    def revoke(self, token: str, app: App, at_us: int) -> Session | None:
        """End the whole session of a token of either kind; None if there is none of this application."""
        session = self.find(token)
        if session is None or session.app is not app or session.ending is not None:
            return None
        self._end(session, Ending.REVOKED, at_us)
        return session

    def end_all(self, sessions: Iterable[Session], ending: Ending, at_us: int) -> None:
        """End these sessions; those that have ended already stay as they are."""
        for session in sessions:
            if session.ending is None:
                self._end(session, ending, at_us)

    def _refreshable(self, token: str, app: App, at_us: int) -> tuple[Session, Pair]:
        session, pair = self._tokens.get(digest_of(token), (None, None))
        if session is None or pair is None or token != pair.refresh:
            raise RefusedError(Reason.REFRESH_NOT_FOUND, "no such refresh token was ever issued")
        if session.app is not app:
            raise RefusedError(Reason.REFRESH_NOT_FOUND, "the refresh token is another application's").of(session.id)
        self._check_alive(session, Reason.REFRESH_NOT_FOUND, at_us)
        if pair is not session.current and not self._is_replayable(session, pair, at_us):
            raise RefusedError(Reason.REFRESH_NOT_FOUND, "the refresh token was replaced").of(session.id)
        if not pair.is_refresh_fresh(at_us):
            raise RefusedError(Reason.REFRESH_EXPIRED, "the refresh token is too old").of(session.id)
        return session, pair

    def _is_replayable(self, session: Session, pair: Pair, at_us: int) -> bool:
        values = self._live.values
        if not values.replay_refresh or pair is not session.previous or pair.replaced_us is None:
            return False
        until_us = pair.replaced_us + values.grace_unused_s * SECOND_US
        if session.current.used_us is not None:
            until_us = min(until_us, session.current.used_us + values.grace_used_s * SECOND_US)
        return at_us < until_us

    def _replaced(self, pair: Pair, at_us: int) -> RefusedError:
        after_us = self._live.values.old_access_corrupted_s * SECOND_US
        is_recent = pair.replaced_us is not None and at_us - pair.replaced_us < after_us
        reason = Reason.TOKEN_CORRUPTED if is_recent else Reason.TOKEN_NOT_FOUND
        return RefusedError(reason, "the access token was replaced by a refresh")

    def _check_alive(self, session: Session, reason: Reason, at_us: int) -> None:
        self._time_out(session, at_us)
        if session.ending is not None:
            raise RefusedError(reason, f"the session was {session.ending.value}").of(session.id)

    def _time_out(self, session: Session, at_us: int) -> None:
        most_us = self._live.values.absolute_session_timeout_s * SECOND_US
        if most_us and session.ending is None and at_us - session.created_us >= most_us:
            self._end(session, Ending.TIMED_OUT, at_us)

    def _end(self, session: Session, ending: Ending, at_us: int) -> None:
        session.ending, session.ended_us = ending, at_us
        self._put_aside(session)
        self._spent.extend((session, pair) for pair in session.pairs)

    def _draw_pair(self, wish: Wish, at_us: int) -> Pair:
        values = self._live.values
        access_ttl_s = self._access_ttl_s(wish.access_ttl_s)
        refresh_ttl_s = values.refresh_token_ttl_s
        if wish.refresh_ttl_s is not None:
            refresh_ttl_s = max(0, min(refresh_ttl_s, wish.refresh_ttl_s))
        refresh = draw_token(self._rng) if values.issue_refresh_token else ""
        return Pair(draw_token(self._rng), refresh, at_us, access_ttl_s, refresh_ttl_s)

    def _access_ttl_s(self, wanted_s: int | None) -> int:
        values = self._live.values
        if wanted_s is None:
            return values.access_token_ttl_s
        least, most = values.access_token_ttl_min_s, values.access_token_ttl_max_s
        if not least <= wanted_s <= most and values.ttl_out_of_range == "refuse":
            note = f"access_token_ttl is outside {least} to {most}"
            raise RefusedError(Reason.PARAMETER_WRONG, note, "access_token_ttl")
        return max(least, min(most, wanted_s))

    def _know(self, session: Session, pair: Pair) -> None:
        self._tokens.update(dict.fromkeys(_digests(pair), (session, pair)))
        while len(self._tokens) > _MOST_TOKENS:
            # Where all are good for something, the oldest: the session that was not refreshed for the longest time.
            self._forget(*(self._spent.popleft() if self._spent else next(iter(self._tokens.values()))))

    def _forget(self, session: Session, pair: Pair) -> None:
        for digest in _digests(pair):
            self._tokens.pop(digest, None)
        if pair is session.current:
            self.sessions.pop(session.id, None)
            self._put_aside(session)

    def _put_aside(self, session: Session) -> None:
        """Look at a session no more when its user logs in."""
        self._by_owner.get((session.user, session.app), {}).pop(session.id, None)

    def _look_back(self, at_us: int) -> None:
        """Look at all sessions anew where the clock was set back: tokens that were too old may be good again."""
        if at_us < self._latest_us:
            self._by_owner.clear()
            for session in self.sessions.values():
                if session.ending is None:
                    self._by_owner.setdefault((session.user, session.app), {})[session.id] = session
        self._latest_us = at_us


def _digests(pair: Pair) -> list[bytes]:
    return [digest_of(token) for token in (pair.access, pair.refresh) if token]
