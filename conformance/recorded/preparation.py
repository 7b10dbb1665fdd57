"""Bringing a server into the case that was recorded: the tokens and the session that an item's variables stand for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from oceanhil.conformance.contract.finding import Finding
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import Identity, Registered
from oceanhil.conformance.oceanremote.subject import (
    PERMANENT_SECRET,
    REGISTRATION_SECRET,
    SESSION_SECRET,
    DeviceSubject,
)
from oceanhil.conformance.recorded.item_form import Permanent, RecordedItem, Registration, Session
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import CLOCK, REVOKE, TOKEN
from oceanhil.remote.wire.need import Need

_DEVICE: Final = frozenset({TOKEN})
_NEEDS: Final[Mapping[Registration | Permanent | Session, frozenset[Need]]] = {
    Registration.UNKNOWN: frozenset(),
    Registration.EXPIRED: frozenset({TOKEN, CLOCK}),
    Registration.REVOKED: frozenset({TOKEN, REVOKE}),
    Permanent.UNKNOWN: frozenset(),
    Permanent.REVOKED: frozenset({TOKEN, REVOKE}),
    Session.UNKNOWN: frozenset(),
    Session.EXPIRED: frozenset({TOKEN, CLOCK}),
}


@dataclass(slots=True)
class Prepared:
    """The device that sends the request, and values for its variables."""

    subject: DeviceSubject
    identity: Identity
    values: dict[str, str] = field(default_factory=dict)

    def put(self, variable: str, value: str, secret: str) -> None:
        """Give a variable its value, which no report may show."""
        self.values[variable] = self.subject.secret(value, secret)

    def keep(self, answer: Answer) -> None:
        """Keep what was issued out of reports."""
        try:
            fields = answer.json()
        except Finding:
            return
        for name, secret in (("permanent_token", PERMANENT_SECRET), ("session_id", SESSION_SECRET)):
            value = fields.get(name)
            if isinstance(value, str):
                self.subject.secret(value, secret)


def needs_of(recorded: RecordedItem) -> frozenset[Need]:
    """Give what an item needs of a server beside its device side."""
    cases = [case for case in (recorded.registration, recorded.permanent, recorded.session) if case is not None]
    by_age = frozenset({CLOCK}) if recorded.age_s is not None else frozenset()
    return by_age.union(*(_NEEDS.get(case, _DEVICE) for case in cases))


def is_spared(recorded: RecordedItem) -> bool:
    """Tell whether an item's registration token is fresh and stays so, because the request is to be refused."""
    return recorded.registration is Registration.FRESH and 400 <= recorded.answer.status < 500


def prepare(recorded: RecordedItem, subject: DeviceSubject) -> Prepared:
    """Obtain what the variables of an item stand for."""
    prepared = Prepared(subject, subject.identity())
    if recorded.registration is not None:
        _registration(recorded, prepared)
    if recorded.permanent is not None:
        _permanent(recorded, prepared)
    else:
        _unknown_session(recorded, prepared)
    prepared.values["device_id"] = prepared.identity.device_id
    prepared.values["ip"] = prepared.identity.ip
    if recorded.skew_s is not None:
        prepared.values["device_time"] = subject.at(recorded.skew_s)[subject.names.time_header]
    return prepared


def _registration(recorded: RecordedItem, prepared: Prepared) -> None:
    """Obtain a registration token; what is to be refused spends none."""
    subject, case = prepared.subject, recorded.registration
    if case in {Registration.USED, Registration.USED_BY_ANOTHER}:
        # A repetition that is accepted is so for a while only.
        device = subject.new_device() if recorded.answer.status < 400 else subject.device()
        prepared.identity = device.identity if case is Registration.USED else prepared.identity
        token = device.registration_token
        if recorded.age_s is not None:
            subject.advance(recorded.age_s)
    elif case is Registration.UNKNOWN:
        token = subject.unknown_token(TokenKind.REGISTRATION)
    elif is_spared(recorded):
        token = subject.unused().token
    else:
        obtained = subject.pending()
        token = obtained.token
        if case is Registration.EXPIRED:
            subject.advance(recorded.age_s or subject.number("registration_token_ttl_s") + 1)
        if case is Registration.REVOKED:
            subject.control.revoke(obtained.id)
    prepared.put("registration_token", token, REGISTRATION_SECRET)


def _permanent(recorded: RecordedItem, prepared: Prepared) -> None:
    subject, case = prepared.subject, recorded.permanent
    if case is Permanent.UNKNOWN:
        prepared.put("permanent_token", subject.unknown_token(TokenKind.PERMANENT), PERMANENT_SECRET)
        _unknown_session(recorded, prepared)
        return
    device = _device(case, subject)
    own = device.identity
    identities: Mapping[Permanent | None, Identity] = {
        Permanent.OTHER_MAC: Identity(prepared.identity.mac, own.device_id),
        Permanent.OTHER_ID: Identity(own.mac, prepared.identity.device_id),
    }
    prepared.identity = identities.get(case, own)
    prepared.put("permanent_token", device.permanent_token, PERMANENT_SECRET)
    if recorded.session is Session.UNKNOWN:
        _unknown_session(recorded, prepared)
    elif recorded.session is not None:
        session = _SESSIONS[recorded.session](recorded, subject, device)
        prepared.put("session_id", session, SESSION_SECRET)


def _device(case: Permanent | None, subject: DeviceSubject) -> Registered:
    """Give the device whose token an item uses, spoilt if need be."""
    if case is Permanent.REVOKED:
        device = subject.new_device()
        subject.control.revoke(device.id)
        return device
    if case is Permanent.SUPERSEDED:
        device = subject.new_device()
        subject.register(subject.pending(), device.identity)
        return device
    return subject.device()


def _unknown_session(recorded: RecordedItem, prepared: Prepared) -> None:
    if recorded.session is not None:
        prepared.put("session_id", prepared.subject.unknown_token(TokenKind.SESSION), SESSION_SECRET)


def _live(recorded: RecordedItem, subject: DeviceSubject, device: Registered) -> str:
    del recorded
    return subject.session().session_id if device is subject.device() else subject.open_session(device).session_id


def _replaced(recorded: RecordedItem, subject: DeviceSubject, device: Registered) -> str:
    del recorded
    first = subject.open_session(device)
    subject.open_session(device)
    return first.session_id


def _expired(recorded: RecordedItem, subject: DeviceSubject, device: Registered) -> str:
    session = subject.open_session(device)
    subject.advance(recorded.age_s or subject.number("session_ttl_s") + 1)
    return session.session_id


def _foreign(recorded: RecordedItem, subject: DeviceSubject, device: Registered) -> str:
    del recorded, device
    return subject.open_session(subject.other_device()).session_id


_SESSIONS: Final[Mapping[Session, Callable[[RecordedItem, DeviceSubject, Registered], str]]] = {
    Session.LIVE: _live,
    Session.REPLACED: _replaced,
    Session.EXPIRED: _expired,
    Session.FOREIGN: _foreign,
}
