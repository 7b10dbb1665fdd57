"""Bringing a server into the case that was recorded: the tokens and the session that an item's variables stand for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from oceanhil.conformance.contract.control import CLOCK, REVOKE, TOKEN
from oceanhil.conformance.contract.finding import Finding
from oceanhil.conformance.contract.item import Need
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.bench import PERMANENT_SECRET, REGISTRATION_SECRET, SESSION_SECRET, Bench
from oceanhil.conformance.oceanremote.devices import Identity, Registered
from oceanhil.conformance.recorded.item_form import Permanent, RecordedItem, Registration, Session
from oceanhil.protocol.tokens import TokenKind

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

    bench: Bench
    identity: Identity
    values: dict[str, str] = field(default_factory=dict)

    def put(self, variable: str, value: str, secret: str) -> None:
        """Give a variable its value, which no report may show."""
        self.values[variable] = self.bench.secret(value, secret)

    def keep(self, answer: Answer) -> None:
        """Keep what was issued out of reports."""
        try:
            fields = answer.json()
        except Finding:
            return
        for name, secret in (("permanent_token", PERMANENT_SECRET), ("session_id", SESSION_SECRET)):
            value = fields.get(name)
            if isinstance(value, str):
                self.bench.secret(value, secret)


def needs_of(recorded: RecordedItem) -> frozenset[Need]:
    """Give what an item needs of a server beside its device side."""
    cases = [case for case in (recorded.registration, recorded.permanent, recorded.session) if case is not None]
    by_age = frozenset({CLOCK}) if recorded.age_s is not None else frozenset()
    return by_age.union(*(_NEEDS.get(case, _DEVICE) for case in cases))


def is_spared(recorded: RecordedItem) -> bool:
    """Tell whether an item's registration token is fresh and stays so, because the request is to be refused."""
    return recorded.registration is Registration.FRESH and 400 <= recorded.answer.status < 500


def prepare(recorded: RecordedItem, bench: Bench) -> Prepared:
    """Obtain what the variables of an item stand for."""
    prepared = Prepared(bench, bench.identity())
    if recorded.registration is not None:
        _registration(recorded, prepared)
    if recorded.permanent is not None:
        _permanent(recorded, prepared)
    else:
        _unknown_session(recorded, prepared)
    prepared.values["device_id"] = prepared.identity.device_id
    prepared.values["ip"] = prepared.identity.ip
    if recorded.skew_s is not None:
        prepared.values["device_time"] = bench.at(recorded.skew_s)[bench.names.time_header]
    return prepared


def _registration(recorded: RecordedItem, prepared: Prepared) -> None:
    """Obtain a registration token; what is to be refused spends none."""
    bench, case = prepared.bench, recorded.registration
    if case in {Registration.USED, Registration.USED_BY_ANOTHER}:
        # A repetition that is accepted is so for a while only.
        device = bench.new_device() if recorded.answer.status < 400 else bench.device()
        prepared.identity = device.identity if case is Registration.USED else prepared.identity
        token = device.registration_token
        if recorded.age_s is not None:
            bench.advance(recorded.age_s)
    elif case is Registration.UNKNOWN:
        token = bench.unknown_token(TokenKind.REGISTRATION)
    elif is_spared(recorded):
        token = bench.unused().token
    else:
        obtained = bench.pending()
        token = obtained.token
        if case is Registration.EXPIRED:
            bench.advance(recorded.age_s or bench.number("registration_token_ttl_s") + 1)
        if case is Registration.REVOKED:
            bench.control.revoke(obtained.id)
    prepared.put("registration_token", token, REGISTRATION_SECRET)


def _permanent(recorded: RecordedItem, prepared: Prepared) -> None:
    bench, case = prepared.bench, recorded.permanent
    if case is Permanent.UNKNOWN:
        prepared.put("permanent_token", bench.unknown_token(TokenKind.PERMANENT), PERMANENT_SECRET)
        _unknown_session(recorded, prepared)
        return
    device = _device(case, bench)
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
        session = _SESSIONS[recorded.session](recorded, bench, device)
        prepared.put("session_id", session, SESSION_SECRET)


def _device(case: Permanent | None, bench: Bench) -> Registered:
    """Give the device whose token an item uses, spoilt if need be."""
    if case is Permanent.REVOKED:
        device = bench.new_device()
        bench.control.revoke(device.id)
        return device
    if case is Permanent.SUPERSEDED:
        device = bench.new_device()
        bench.register(bench.pending(), device.identity)
        return device
    return bench.device()


def _unknown_session(recorded: RecordedItem, prepared: Prepared) -> None:
    if recorded.session is not None:
        prepared.put("session_id", prepared.bench.unknown_token(TokenKind.SESSION), SESSION_SECRET)


def _live(recorded: RecordedItem, bench: Bench, device: Registered) -> str:
    del recorded
    return bench.session().session_id if device is bench.device() else bench.open_session(device).session_id


def _replaced(recorded: RecordedItem, bench: Bench, device: Registered) -> str:
    del recorded
    first = bench.open_session(device)
    bench.open_session(device)
    return first.session_id


def _expired(recorded: RecordedItem, bench: Bench, device: Registered) -> str:
    session = bench.open_session(device)
    bench.advance(recorded.age_s or bench.number("session_ttl_s") + 1)
    return session.session_id


def _foreign(recorded: RecordedItem, bench: Bench, device: Registered) -> str:
    del recorded, device
    return bench.open_session(bench.other_device()).session_id


_SESSIONS: Final[Mapping[Session, Callable[[RecordedItem, Bench, Registered], str]]] = {
    Session.LIVE: _live,
    Session.REPLACED: _replaced,
    Session.EXPIRED: _expired,
    Session.FOREIGN: _foreign,
}
