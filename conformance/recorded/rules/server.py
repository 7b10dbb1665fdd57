"""What a server must never do, whatever it is asked: fail, keep silent, redirect, refuse HEAD, give secrets away."""

from collections.abc import Sequence
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.contract.item import Severity, Style
from oceanhil.conformance.recorded.call import Call, CallKind
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.concealment import NAME, PREFLIGHT
from oceanhil.conformance.recorded.entry import REGISTRATION
from oceanhil.conformance.recorded.history import History
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.redact import redact

_NO_PAGE = "no page"
_TOKENS: Final = (REGISTRATION, "~perm-")
_BESIDE: Final = frozenset({"HEAD", "OPTIONS"})
"""What Allow may name beside the methods of the table, RFC 9110, 9.3.2 and 9.3.7."""
_PRIVATE_ENDS: Final = ("localhost", ".local", ".lan", ".test", ".home.arpa", ".internal")
FAILURE: Final = Statement(
    id="recorded/server/no-failure",
    title="no request makes the server fail (5xx, but for maintenance)",
    kind=Kind.ASSUMPTION,
    source="RFC 9110, 15.6",
    style=Style.ABUSE,
)
ANSWER: Final = Statement(
    id="recorded/server/answers",
    title="every request gets an answer",
    kind=Kind.ASSUMPTION,
    source="RFC 9112, 9",
)
REDIRECT: Final = Statement(
    id="recorded/server/no-redirect-of-post",
    title="a POST is not redirected in a way that loses its body and its method",
    kind=Kind.ASSUMPTION,
    source="RFC 9110, 15.4: after 301, 302 and 303 a POST may become a GET",
    severity=Severity.CRITICAL,
)
ALLOW: Final = Statement(
    id="recorded/server/allow",
    title="a refused method, and OPTIONS, are answered with the methods that are allowed",
    kind=Kind.FACT,
    source="RFC 9110, 9.3.7 and 15.5.6",
    severity=Severity.MINOR,
)
SLASH: Final = Statement(
    id="recorded/server/trailing-slash",
    title="a path without its trailing slash is refused, and not redirected",
    kind=Kind.ASSUMPTION,
    source="FLASH and API print the slash, no page what is without",
    severity=Severity.MINOR,
)
HEAD: Final = Statement(
    id="recorded/server/head",
    title="HEAD of the state is answered as GET is, without the body",
    kind=Kind.FACT,
    source="RFC 9110, 9.3.2",
    severity=Severity.MINOR,
)
LEAK: Final = Statement(
    id="recorded/secrets/not-in-answers",
    title="answers hold no secret but the one that was just issued",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
)
URL: Final = Statement(
    id="recorded/secrets/not-in-urls",
    title="no token travels in a URL, where proxies and logs keep it",
    kind=Kind.CONTRADICTION,
    source="API prints both the header and ?token=",
)
CLEAR: Final = Statement(
    id="recorded/secrets/https",
    title="tokens travel over HTTPS outside a bench",
    kind=Kind.ASSUMPTION,
    source="no page; HTTP is for a bench",
    severity=Severity.CRITICAL,
)


class Server(Rule):
    """Judges the server's manners."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        wire = profile.wire
        self._methods = {
            wire.register_path: {"POST"},
            wire.session_path: {"POST"},
            wire.state_path: {"GET", "POST"},
        }

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements."""
        del profile
        return (FAILURE, ANSWER, REDIRECT, ALLOW, SLASH, HEAD, LEAK, URL, CLEAR)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge any exchange."""
        del expected
        entry = call.entry
        if entry.response is not None or entry.is_left_unanswered:
            self.tally.check(ANSWER, entry, lambda: self._is_answered(call))
        if call.status and not call.is_of_another:
            self._judge_answer(call)
        if call.status:
            self.tally.check(LEAK, entry, lambda: self._keeps_secrets(call))
        if call.token is not None or NAME.search(f"{entry.request.path}?{entry.request.query}"):
            self.tally.check(URL, entry, lambda: self._has_clean_url(call))
            self.tally.check(CLEAR, entry, lambda: self._is_private(call))

    def _judge_answer(self, call: Call) -> None:
        entry = call.entry
        self.tally.check(FAILURE, entry, lambda: self._is_no_failure(call))
        if entry.request.method == "POST":
            self.tally.check(REDIRECT, entry, lambda: self._stays(call))
        if call.status == HTTPStatus.METHOD_NOT_ALLOWED or self._is_asked_for_methods(call):
            self.tally.check(ALLOW, entry, lambda: self._says_methods(call))
        if 200 <= call.status < 500 and call.status != 429:
            self._judge_route(call)

    def _is_asked_for_methods(self, call: Call) -> bool:
        """Tell whether OPTIONS was answered; to a browser's question before the real one other headers may do."""
        asked = call.entry.request
        is_preflight = PREFLIGHT in asked.headers and "allow" not in self.answer(call).headers
        return asked.method == "OPTIONS" and call.is_accepted and not is_preflight

    def _judge_route(self, call: Call) -> None:
        asked, path, wire = call.entry.request, call.entry.path, self.profile.wire
        slashed = (wire.register_path, wire.session_path, wire.state_path)
        if f"{path}/" in slashed:
            self.tally.check(SLASH, call.entry, lambda: self._is_refused(call))
        if asked.method == "HEAD" and path == wire.state_path:
            self.tally.check(HEAD, call.entry, lambda: self._takes_head(call))

    def _is_refused(self, call: Call) -> None:
        if call.status < 400:
            raise Deviation("status 404", self.answer(call).in_words(), call.entry.exchange)

    def _takes_head(self, call: Call) -> None:
        if call.status in {404, 405}:
            raise Violation("the status of a GET", self.answer(call).in_words(), call.entry.exchange)

    def _is_answered(self, call: Call) -> None:
        if call.entry.response is None:
            raise Violation("an answer", f"none: {call.entry.exchange.no_answer_words}", call.entry.exchange)

    def _is_no_failure(self, call: Call) -> None:
        if call.status >= 500 and call.status != 503:
            raise Violation("no failure of the server (5xx)", self.answer(call).in_words(), call.entry.exchange)

    def _stays(self, call: Call) -> None:
        self.answer(call).must_not_redirect("no redirect (3xx)")

    def _says_methods(self, call: Call) -> None:
        told = self.answer(call).headers.get("allow")
        if not told:
            # RFC 9110: a 405 must have it, another answer to OPTIONS should.
            find = Violation if call.status == HTTPStatus.METHOD_NOT_ALLOWED else Deviation
            raise find("a header Allow", "none", call.entry.exchange)
        known = self._methods.get(call.entry.path)
        named = {name.strip().upper() for name in told.split(",")} - _BESIDE
        if known is not None and named != known:
            raise Deviation(f"Allow: {', '.join(sorted(known))}", f"Allow: {redact(told)[:60]}", call.entry.exchange)

    def _keeps_secrets(self, call: Call) -> None:
        """Look for names of secrets: that is what stands in a recording where there was one."""
        response = call.entry.response
        if response is None:
            return
        issued = {CallKind.REGISTER: "permanent_token", CallKind.SESSION: "session_id"}.get(call.kind, "")
        allowed = {call.text(issued)} if issued and call.is_accepted else set()
        text = response.body.decode("utf-8", "replace") + response.headers.get("location", "")
        # An answer repeats the device ID that it was sent, which may look like a secret and is none.
        allowed |= {name for name in NAME.findall(call.device_id) if not self._is_token(name, call)}
        given = {
            name for value in response.headers.values() for name in NAME.findall(value) if self._is_token(name, call)
        }
        found = sorted((set(NAME.findall(text)) | given) - allowed)
        if found:
            raise Violation("no secret in the answer", f"{len(found)}: {', '.join(found)}"[:80], call.entry.exchange)

    def _is_token(self, name: str, call: Call) -> bool:
        """Tell a device's secret from others that are the server's own affair, a cookie say."""
        return name.startswith(_TOKENS) or name == call.session or self.history.sessions.get(name) is not None

    def _has_clean_url(self, call: Call) -> None:
        """The sources know one secret in a URL, the permanent token of a state request."""
        request = call.entry.request
        named = set(NAME.findall(f"{request.path}?{request.query}"))
        if any(name.startswith(REGISTRATION) for name in named):
            raise Violation("the registration token in the body", "it stands in the URL", call.entry.exchange)
        if any(self.history.sessions.get(name) is not None for name in named):
            raise Violation("the session in a header", "it stands in the URL", call.entry.exchange)
        if call.is_token_in_query or named:
            raise Deviation("the token in a header", "a token in the URL", call.entry.exchange)

    def _is_private(self, call: Call) -> None:
        parts = urlsplit(call.entry.origin)
        if parts.scheme == "http" and not _is_subject(parts.hostname or ""):
            raise Violation("https", f"a token over http to {parts.hostname!r}", call.entry.exchange)


def _is_subject(host: str) -> bool:
    """Tell whether a host is in nobody's sight: a private address, or a name that only local networks know."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_PRIVATE_ENDS)
