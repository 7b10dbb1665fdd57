"""Opening a session with a permanent token: what is given, and what ends."""

import re
from typing import Final

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.oceanremote.bench import SESSION_SECRET, Bench
from oceanhil.conformance.oceanremote.devices import GivenSession
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind

_SHORTEST, _LONGEST = 16, 32
_HEX = re.compile(r"[0-9a-fA-F]+")
_VISIBLE = re.compile(r"[!-~]+")


@item(
    "session/accepted",
    "a registered device gets a session with its permanent token, its device ID and its MAC",
    kind=Kind.ASSUMPTION,
    source="FLASH serial table names the session; no page prints the request",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def accepted(bench: Bench) -> None:
    bench.ask(bench.session_request(bench.device())).accepted(GivenSession)


@item(
    "session/success",
    "the answer says success: true",
    kind=Kind.ASSUMPTION,
    source="API prints it for the state",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def success(bench: Bench) -> None:
    answer = bench.ask(bench.session_request(bench.device()))
    answer.must_have_status(200)
    if answer.json().get("success") is not True:
        raise answer.deviates("success true", f"{answer.json().get('success', 'no such field')!r}")


@item(
    "session/has-id",
    "the answer to a session request holds a session id that a header can carry",
    kind=Kind.FACT,
    source="FLASH serial table: 'No session ID in response' is a failure",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def has_id(bench: Bench) -> None:
    answer = bench.ask(bench.session_request(bench.device()))
    session_id = bench.secret(answer.accepted(GivenSession).session_id, SESSION_SECRET)
    if not _VISIBLE.fullmatch(session_id):
        raise answer.violates(
            "a session_id of visible ASCII characters", "an empty one" if not session_id else "others"
        )


@item(
    "session/id-length",
    "a session id has 16 to 32 characters",
    kind=Kind.FACT,
    source="TOKEN",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def id_length(bench: Bench) -> None:
    length = len(bench.open_session(bench.device()).session_id)
    if not _SHORTEST <= length <= _LONGEST:
        raise bench.last().violates(f"{_SHORTEST} to {_LONGEST} characters", f"{length}")


@item(
    "session/id-hexadecimal",
    "a session id is made of hexadecimal digits, of which it has as many as the profile says",
    kind=Kind.ASSUMPTION,
    source="FLASH serial table shows 'a1b2c3d4'; TOKEN: 16-32 characters",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
    learns=("server.session_token_length",),
)
def id_hexadecimal(bench: Bench) -> None:
    session = bench.open_session(bench.device())
    if not _HEX.fullmatch(session.session_id):
        raise bench.last().deviates("hexadecimal digits only", "other characters")
    bench.reads("session_token_length", len(session.session_id), bench.last())


@item(
    "session/ids-differ",
    "no session id is given twice to a device",
    kind=Kind.ASSUMPTION,
    source="no page says that a session is not given again while it lasts",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def ids_differ(bench: Bench) -> None:
    device = bench.device()
    given = {bench.open_session(device).session_id for _ in range(3)}
    if len(given) < 3:
        raise bench.last().deviates("three different session ids", f"{len(given)}")


@item(
    "session/expires-in",
    "the answer says that the session lasts 3600 seconds",
    kind=Kind.ASSUMPTION,
    source="TOKEN prints the lifetime; no page prints the field",
    style=Style.POSITIVE,
    needs=(TOKEN,),
    learns=("server.session_ttl_s",),
)
def expires_in(bench: Bench) -> None:
    answer = bench.ask(bench.session_request(bench.device()))
    answer.must_have_status(200)
    said = answer.json().get("expires_in")
    if type(said) is not int:
        raise answer.deviates("expires_in in whole seconds", f"{said!r}")
    bench.reads("session_ttl_s", said, answer)


@item(
    "session/server-time",
    "the answer tells the server's time in whole Unix seconds",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def server_time(bench: Bench) -> None:
    answer = bench.ask(bench.session_request(bench.device()))
    answer.must_have_status(200)
    said = answer.json().get("server_time")
    if type(said) is not int:
        raise answer.deviates("server_time in whole Unix seconds", f"{said!r}")
    now_s = bench.now_s()
    if abs(said - now_s) > bench.number("max_clock_skew_s"):
        raise answer.violates("a server_time by which a device may set its clock", f"{said - now_s:+.0f} s off")


@item(
    "session/ends-the-old-one",
    "a new session of a device ends the session that it had",
    kind=Kind.ASSUMPTION,
    source="no page",
    needs=(TOKEN,),
)
def ends_the_old_one(bench: Bench) -> None:
    old = bench.open_session(bench.device())
    bench.open_session(bench.device())
    bench.ask(bench.poll_request(old)).should_be_refused(ErrorReason.SESSION_UNKNOWN)


@item(
    "session/new-one-is-live",
    "the session that was opened last is the one that polls are answered on",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def new_one_is_live(bench: Bench) -> None:
    bench.open_session(bench.device())
    new = bench.open_session(bench.device())
    bench.ask(bench.poll_request(new)).must_have_status(200)


@item(
    "session/old-id-not-needed",
    "a device that still sends the id of a session long gone gets a new session",
    kind=Kind.ASSUMPTION,
    source="no page; firmware that renews a session knows the old id",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def old_id_not_needed(bench: Bench) -> None:
    stale = {bench.names.session_header: "0" * bench.server.session_token_length}
    bench.ask(bench.session_request(bench.device(), headers=stale)).accepted(GivenSession)


@item(
    "session/of-others-untouched",
    "a session of one device leaves the sessions of others alone",
    kind=Kind.ASSUMPTION,
    source="no page; anything else would make two devices of one user knock each other out",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def of_others_untouched(bench: Bench) -> None:
    session = bench.session()
    bench.open_session(bench.other_device())
    bench.ask(bench.poll_request(session)).must_have_status(200)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    accepted,
    success,
    has_id,
    id_length,
    id_hexadecimal,
    ids_differ,
    expires_in,
    server_time,
    ends_the_old_one,
    new_one_is_live,
    old_id_not_needed,
    of_others_untouched,
)
