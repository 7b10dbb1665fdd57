"""The reference client: logs in, refreshes, calls, downloads and revokes, as the documentation tells programs to.

After a refusal it says what was refused and does not repeat the request by itself ("API error codes" of
developers.ringcentral.com/guide: after 400 ask for credentials, after 429 wait for Retry-After). A token that was
refused is not used again for what else there is to do (community.ringcentral.com, "OAU-213 Token not found": make no
call, refresh, and where that is refused too, log in).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

import msgspec

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.redact import redact
from oceanhil.protocol.retry_after import told_wait_s
from oceanhil.protocol.ringcentral.messages import (
    CALL_LOG_PATH,
    EXTENSION_PATH,
    AppKey,
    TokenKind,
    call_request,
    login_request,
    read_recordings,
    read_refusal,
    read_tokens,
    recording_path,
    refresh_request,
    revoke_request,
)
from oceanhil.protocol.tokens import TokenDamage, damaged
from oceanhil.protocol.units import SECOND_US

_RATE_LIMITED = 429
_REFUSALS = frozenset({400, 401, 403})
_RETRY_AFTER_S = 30
"""How long to wait after 429 where the answer does not say ("Rate limits": 30 seconds or later)."""


class Tokens(msgspec.Struct, frozen=True):
    """A pair of tokens; `refresh` is empty where the service gave none."""

    access: str
    refresh: str

    def __repr__(self) -> str:
        """Leave the tokens out."""
        return "Tokens(…)"


class TokenStore:
    """The tokens, and a lock that one client at a time may hold while it replaces them."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        """Start with these tokens, and the lock free."""
        self.tokens = tokens
        self.holder = ""
        """Who holds the lock; empty: nobody."""

    def take(self, name: str) -> bool:
        """Take the lock if it is free; tell whether `name` holds it now."""
        self.holder = self.holder or name
        return self.holder == name

    def let_go(self, name: str) -> None:
        """Free the lock if `name` holds it."""
        if self.holder == name:
            self.holder = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The functions that a client is given.

    `send` gives the answer, None if none came. `now_us` is the time in µs since the run began. `say` takes a line of
    the client's log, `stop` the reason why it goes no further by itself.
    """

    send: Callable[[HttpRequest], HttpResponse | None]
    now_us: Callable[[], int]
    say: Callable[[str], None]
    stop: Callable[[str], None]


class _Came(Enum):
    """What came of asking for tokens."""

    TOKENS = auto()
    REFUSAL = auto()
    NEITHER = auto()
    """No answer, one about something else, or no request yet: what the client holds may be good still."""


class _Refresh(msgspec.Struct, frozen=True):
    """A refresh that was decided on: the tokens it is to replace."""

    meant: Tokens | None


class ApiClient:
    """One worker of an application. `uses_lock` and `reuses_tokens` are the cures it may be told to follow."""

    def __init__(self, name: str, app: AppKey, jwt: str, surroundings: Surroundings) -> None:
        """Start without tokens; `jwt` is the credential of the user it works for."""
        self.name = name
        self.app = app
        self.jwt = jwt
        self.store = TokenStore()
        self.uses_lock = False
        self.reuses_tokens = False
        self.recordings: tuple[str, ...] = ()
        """What it has downloaded, by id."""
        self._round = surroundings
        self._refresh: _Refresh | None = None
        self._not_before_us = 0

    def login(self) -> bool:
        """Ask for tokens with the user's credential; tell whether there are some."""
        came = self._ask_for_tokens("LOGIN", login_request(self.app, self.jwt), "new credentials are needed")
        return came is _Came.TOKENS

    def prepare_refresh(self) -> None:
        """Decide to replace the tokens that the store holds now; with a lock, take it or begin to wait for it."""
        self._refresh = _Refresh(self.store.tokens)
        if self.uses_lock and not self.store.take(self.name):
            self._say("LOCK", f"waits, {self.store.holder} holds it")

    def refresh(self) -> bool:
        """Replace the tokens; tell whether the store holds live ones as far as the client knows.

        Who had to wait for the lock looks into the store first: if it has other tokens now, they are used.
        """
        return self._refreshed() is _Came.TOKENS

    def recover(self) -> bool:
        """Do what the documentation says after a refused token: refresh, and where that is refused, log in."""
        came = self._refreshed()
        return self.login() if came is _Came.REFUSAL else came is _Came.TOKENS

    def call(self, path: str = EXTENSION_PATH) -> HttpResponse | None:
        """Call the API with the access token; give the answer if it is no refusal."""
        return self._call("CALL", path)

    def work(self, jobs: int) -> None:
        """Do so many jobs, one call each: with the tokens it has if it re-uses them, else with a login for each."""
        for _ in range(jobs):
            is_ready = self.login() if self.store.tokens is None or not self.reuses_tokens else True
            if not is_ready or self.call() is None:
                return

    def download(self, most: int | None = None) -> None:
        """Download the recordings of the call log that it does not have yet, at most so many; end at a refusal."""
        log = self._call("CALL_LOG", CALL_LOG_PATH)
        missing = () if log is None else [each for each in read_recordings(log) if each not in self.recordings]
        for recording in missing[:most]:
            if self._call("DOWNLOAD", recording_path(recording)) is None:
                return
            self.recordings = (*self.recordings, recording)

    def revoke(self, kind: TokenKind = TokenKind.ACCESS) -> None:
        """Log out by either token. They are not forgotten, for others may hold them too."""
        tokens = self._tokens("REVOKE")
        if tokens is not None:
            token = tokens.access if kind is TokenKind.ACCESS else tokens.refresh
            self._exchange("REVOKE", revoke_request(self.app, token))

    def damage(self, damage: TokenDamage) -> None:
        """Let the access token come to harm where it is kept."""
        tokens = self._tokens("STORE")
        if tokens is not None:
            self.store.tokens = msgspec.structs.replace(tokens, access=damaged(tokens.access, damage))

    def _refreshed(self) -> _Came:
        if self._refresh is None:
            self.prepare_refresh()
        pending = self._refresh
        assert pending is not None
        if self.uses_lock and not self.store.take(self.name):
            self._say("LOCK", f"still waits, {self.store.holder} holds it")
            return _Came.NEITHER
        self._refresh = None
        try:
            if self.uses_lock and self.store.tokens is not pending.meant:
                self._say("REFRESH", "not needed, the store has newer tokens")
                return _Came.TOKENS
            return self._send_refresh(pending.meant)
        finally:
            self.store.let_go(self.name)

    def _send_refresh(self, meant: Tokens | None) -> _Came:
        if meant is None or not meant.refresh:
            self._give_up("REFRESH", "no refresh token, log in")
            return _Came.REFUSAL
        return self._ask_for_tokens("REFRESH", refresh_request(self.app, meant.refresh), "log in again")

    def _ask_for_tokens(self, tag: str, request: HttpRequest, otherwise: str) -> _Came:
        response = self._exchange(tag, request)
        answer = None if response is None else read_tokens(response)
        if answer is not None:
            self.store.tokens = Tokens(answer.access_token, answer.refresh_token)
            return _Came.TOKENS
        if response is None or response.status not in _REFUSALS:
            return _Came.NEITHER
        self._give_up(tag, f"refused, {otherwise}")
        return _Came.REFUSAL

    def _call(self, tag: str, path: str) -> HttpResponse | None:
        tokens = self._tokens(tag)
        response = None if tokens is None else self._exchange(tag, call_request(path, tokens.access))
        return None if response is None or response.status >= 400 else response

    def _tokens(self, tag: str) -> Tokens | None:
        if self.store.tokens is None:
            self._give_up(tag, "no tokens, log in")
        return self.store.tokens

    def _exchange(self, tag: str, request: HttpRequest) -> HttpResponse | None:
        wait_us = self._not_before_us - self._round.now_us()
        if wait_us > 0:
            self._say(tag, f"waits, the service said to come back in {-(-wait_us // SECOND_US)} s")
            return None
        response = self._round.send(request)
        self._note(tag, response)
        return response

    def _note(self, tag: str, response: HttpResponse | None) -> None:
        """Write what came of a request: nobody shall have to guess why a program did not go on."""
        if response is None:
            self._say(tag, "no answer")
            return
        refused = read_refusal(response)
        why = "" if refused is None else f" {refused.code} {redact(refused.message)}"
        self._say(tag, f"HTTP {response.status}{why}")
        if response.status == _RATE_LIMITED:
            told_s = told_wait_s(response)
            wait_s = _RETRY_AFTER_S if told_s is None else told_s
            self._not_before_us = self._round.now_us() + wait_s * SECOND_US
            self._say(tag, f"waits {wait_s} s")

    def _give_up(self, tag: str, reason: str) -> None:
        self._say(tag, f"stopped: {reason}")
        self._round.stop(f"{tag.lower()}: {reason}")

    def _say(self, tag: str, text: str) -> None:
        self._round.say(f"[{tag}] {text}")
