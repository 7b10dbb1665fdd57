"""Opening a session with a permanent token: what is given, and what ends."""

import re
from dataclasses import replace
from typing import Final

from oceanhil.conformance.contract.base_answer import field_in_words
from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken
from oceanhil.conformance.oceanremote.lifetime import lives, tells_milliseconds
from oceanhil.conformance.oceanremote.subject import SESSION_SECRET, DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.remote.connector.control import CLOCK, TOKEN

_SHORTEST, _LONGEST = 16, 32
_DAY_S: Final = 86_400
_WAITED_S_MOST: Final = 10**8
"""Three years: a session that is to last longer is taken at its word."""
_HEX = re.compile(r"[0-9a-fA-F]+")
_VISIBLE = re.compile(r"[!-~]+")


@assumption(
    "session/accepted",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    source="FLASH serial table names the session; no page prints the request",
)
def accepted(subject: DeviceSubject) -> None:
    """A registered device gets a session with its permanent token, its device ID and its MAC."""
    subject.ask(subject.session_request(subject.device())).accepted(GivenSession)


@assumption("session/success", Severity.MINOR, Style.POSITIVE, TOKEN, source="API prints it for the state")
def success(subject: DeviceSubject) -> None:
    """The answer says success: true."""
    answer = subject.ask(subject.session_request(subject.device()))
    answer.must_have_status(200)
    if answer.json().get("success") is not True:
        raise answer.deviates("success true", field_in_words(answer.json(), "success"))


@fact(
    "session/has-id",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    source="FLASH serial table: 'No session ID in response' is a failure",
)
def has_id(subject: DeviceSubject) -> None:
    """The answer to a session request holds a session id that a header can carry."""
    answer = subject.ask(subject.session_request(subject.device()))
    session_id = subject.secret(answer.accepted(GivenSession).session_id, SESSION_SECRET)
    if not _VISIBLE.fullmatch(session_id):
        raise answer.violates(
            "a session_id of visible ASCII characters", "an empty one" if not session_id else "others"
        )


@fact("session/id-length", Style.POSITIVE, TOKEN, source="TOKEN")
def id_length(subject: DeviceSubject) -> None:
    """A session id has 16 to 32 characters."""
    length = len(subject.open_session(subject.device()).session_id)
    if not _SHORTEST <= length <= _LONGEST:
        raise subject.last().violates(f"{_SHORTEST} to {_LONGEST} characters", f"{length}")


@assumption(
    "session/id-hexadecimal",
    Severity.MINOR,
    Style.POSITIVE,
    TOKEN,
    source="FLASH serial table shows 'a1b2c3d4'; TOKEN: 16-32 characters",
    learns=("server.session_token_length",),
)
def id_hexadecimal(subject: DeviceSubject) -> None:
    """A session id is made of hexadecimal digits, of which it has as many as the profile says."""
    session = subject.open_session(subject.device())
    if not _HEX.fullmatch(session.session_id):
        raise subject.last().deviates("hexadecimal digits only", "other characters")
    subject.reads("session_token_length", len(session.session_id), subject.last())


@assumption(
    "session/ids-differ",
    Severity.CRITICAL,
    TOKEN,
    source="no page says that a session is not given again while it lasts",
)
def ids_differ(subject: DeviceSubject) -> None:
    """No session id is given twice to a device."""
    device = subject.device()
    given = {subject.open_session(device).session_id for _ in range(3)}
    if len(given) < 3:
        raise subject.last().deviates("three different session ids", f"{len(given)}")


@assumption(
    "session/expires-in",
    Style.POSITIVE,
    TOKEN,
    source="TOKEN prints the lifetime; no page prints the field",
    learns=("server.session_ttl_s",),
)
def expires_in(subject: DeviceSubject) -> None:
    """The answer says that the session lasts 3600 seconds."""
    answer = subject.ask(subject.session_request(subject.device()))
    answer.must_have_status(200)
    said = answer.json().get("expires_in")
    if type(said) is not int:
        raise answer.deviates("expires_in in whole seconds", f"{said!r}")
    known_s = subject.server.session_ttl_s
    if said == known_s:
        return
    if tells_milliseconds(said, known_s):
        found = f"{said}: more likely milliseconds than the {said / _DAY_S:.0f} days that devices take it for"
        raise answer.deviates(f"expires_in {known_s}, in seconds", found)
    if 0 < said <= _WAITED_S_MOST and CLOCK in subject.needs:
        _must_be_kept(subject, said, answer)
    subject.reads("session_ttl_s", said, answer)


def _must_be_kept(subject: DeviceSubject, said_s: int, answer: Answer) -> None:
    """Demand that a session lasts as long as it was said to: what is only said is no reading of its lifetime."""
    most_s = said_s + 1 + subject.grain_s
    if not lives(subject, max(said_s - 1 - subject.grain_s, 0)):
        raise answer.deviates(f"a session that lasts the {said_s} s of its expires_in", "one that ended earlier")
    if lives(subject, most_s):
        found = f"one that is still alive after {most_s} s"
        raise answer.deviates(f"a session that ends {said_s} s after it began, as its expires_in says", found)


@assumption("session/server-time", Style.POSITIVE, TOKEN)
def server_time(subject: DeviceSubject) -> None:
    """The answer tells the server's time in whole Unix seconds."""
    answer = subject.ask(subject.session_request(subject.device()))
    answer.must_have_status(200)
    said = answer.server_time_s()
    if said is None:
        raise answer.deviates("server_time in whole Unix seconds", f"{answer.json().get('server_time')!r}")
    now_s = subject.now_s()
    if abs(said - now_s) > subject.clock_limit_s():
        raise answer.violates("a server_time by which a device may set its clock", f"{said - now_s:+.0f} s off")


@assumption("session/ends-the-old-one", TOKEN)
def ends_the_old_one(subject: DeviceSubject) -> None:
    """A new session of a device ends the session that it had."""
    old = subject.open_session(subject.device())
    subject.open_session(subject.device())
    subject.ask(subject.poll_request(old)).should_be_refused(ErrorReason.SESSION_UNKNOWN)


@assumption("session/new-one-is-live", Severity.CRITICAL, Style.POSITIVE, TOKEN)
def new_one_is_live(subject: DeviceSubject) -> None:
    """The session that was opened last is the one that polls are answered on."""
    subject.open_session(subject.device())
    new = subject.open_session(subject.device())
    subject.ask(subject.poll_request(new)).must_have_status(200)


@assumption(
    "session/old-id-not-needed",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    source="no page; firmware that renews a session knows the old id",
)
def old_id_not_needed(subject: DeviceSubject) -> None:
    """A device that still sends the id of a session long gone gets a new session."""
    stale = {subject.names.session_header: "0" * subject.server.session_token_length}
    subject.ask(subject.session_request(subject.device(), headers=stale)).accepted(GivenSession)


@assumption(
    "session/of-others-untouched",
    Severity.CRITICAL,
    TOKEN,
    source="no page; anything else would make two devices of one user knock each other out",
)
def of_others_untouched(subject: DeviceSubject) -> None:
    """A session of one device leaves the sessions of others alone."""
    session = subject.session()
    subject.open_session(subject.other_device())
    subject.ask(subject.poll_request(session)).must_have_status(200)


@assumption(
    "session/same-device-id",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    source="no page says that a device ID is there once; a token stands for one device",
)
def same_device_id(subject: DeviceSubject) -> None:
    """Two devices that name one device ID, as boards do that make it of half the MAC, have a session each."""
    session = subject.session()
    obtained, who = subject.pending(), replace(subject.identity(), device_id=session.device.identity.device_id)
    registered = subject.ask(subject.register_request(obtained.token, who))
    registered.should_be_accepted(GivenToken)
    before = subject.ask(subject.poll_request(session))
    if 400 <= before.status < 500:
        raise before.deviates("a device ID that may be there twice", f"the first device's poll: {before.in_words()}")
    other = subject.open_session(subject.registered(registered, obtained, who))
    for each in (session, other):
        subject.ask(subject.poll_request(each)).must_have_status(200)


ITEMS: Final = items_of(globals(), DeviceSubject)
