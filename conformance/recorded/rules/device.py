"""Whether the device's requests are as the contract has them: their form, its own ID, its time, what it measures."""

import re
from collections.abc import Sequence
from typing import Final

from oceanhil.conformance.contract.finding import Violation
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.recorded.call import Call, CallKind
from oceanhil.conformance.recorded.case import Expected
from oceanhil.conformance.recorded.entry import REGISTRATION, Entry
from oceanhil.conformance.recorded.history import History, Table
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.identity import Derivation, derived_digits, format_mac
from oceanhil.protocol.manners import MEASURABLE
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.units import SECOND_US

FORM: Final = Statement(
    id="recorded/device/well-formed",
    title="the device's requests are well-formed",
    kind=Kind.FACT,
    source="FLASH, API",
)
SLASH: Final = Statement(
    id="recorded/device/trailing-slash",
    title="the device asks for paths with their trailing slash",
    kind=Kind.FACT,
    source="FLASH",
)
IDENTITY: Final = Statement(
    id="recorded/device/id-of-its-mac",
    title="a device ID that is made of a MAC is PREFIX_ and the device's own in upper-case digits",
    kind=Kind.FACT,
    source="FLASH",
)
ZEROS: Final = Statement(
    id="recorded/device/has-a-mac",
    title="the device asks for nothing as long as it reads its MAC as zeros",
    kind=Kind.ASSUMPTION,
    source="FLASH names the cause, no page what follows",
)
SESSION: Final = Statement(
    id="recorded/device/reports-with-session",
    title="the device reports with a session",
    kind=Kind.ASSUMPTION,
    source="API: the permanent token alone reads",
)
SECONDS: Final = Statement(
    id="recorded/device/time-in-seconds",
    title="the device tells its time in Unix seconds",
    kind=Kind.ASSUMPTION,
    source="no page; FLASH cause 7 gives the rule",
)
MEASURED: Final = Statement(
    id="recorded/device/measures",
    title="the device reports temperatures and humidities that something can have",
    kind=Kind.ASSUMPTION,
    source="no page; IEC 60584",
    severity=Severity.MINOR,
)
_DISCONNECTED: Final = -127
"""DallasTemperature's DEVICE_DISCONNECTED_C: what its reader gives for a sensor that does not answer."""
_ALMOST = re.compile(r"(ESP32[A-Z0-9]*?|ESP8266|PICOW)[_-]?([0-9A-F]{12})", re.IGNORECASE)
"""What is meant to be a device ID of a MAC, however it is spelled."""
_OF_A_MAC = re.compile(r"(ESP32|ESP8266|PICOW)_([0-9A-Fa-f]+)")
_WRONG: Final = {
    Derivation.REVERSED: "its octets in reverse order",
    Derivation.NO_LEADING_ZEROS: "its octets in reverse order, without leading zeros",
    Derivation.LOW_32_BITS: "four of its octets",
    Derivation.CHIP_ID: "the last three of its octets",
    Derivation.BEFORE_WIFI: "zeros: the MAC was read before Wi-Fi was started",
}


class Device(Rule):
    """Judges what devices send."""

    def __init__(self, profile: Profile, history: History, tally: Tally) -> None:
        super().__init__(profile, history, tally)
        wire = profile.wire
        paths = (wire.register_path, wire.session_path, wire.state_path)
        self._disconnected: Table[Entry] = Table()
        self._paths = {path.rstrip("/") for path in paths if path.endswith("/")}

    @classmethod
    def statements(cls, profile: Profile) -> Sequence[Statement]:
        """Give the statements."""
        del profile
        return (FORM, SLASH, IDENTITY, ZEROS, SESSION, SECONDS, MEASURED)

    def judge(self, call: Call, expected: Expected) -> None:
        """Judge a request by itself."""
        del expected
        entry = call.entry
        self.tally.check(SLASH, entry, lambda: self._has_slash(call))
        if call.kind is CallKind.OTHER:
            # Scanners try methods, too; whoever shows a token is a device.
            is_device = call.is_known_token or REGISTRATION.encode() in entry.request.body
            if is_device and call.misshapen is ErrorReason.METHOD_NOT_ALLOWED:
                self.tally.check(FORM, entry, lambda: self._is_formed(call))
            return
        if not entry.request_gap or call.misshapen is not None:
            self.tally.check(FORM, entry, lambda: self._is_formed(call))
        told = _OF_A_MAC.fullmatch(call.device_id)
        meant = _ALMOST.fullmatch(call.device_id)
        if call.mac is not None and told is not None:
            mac = call.mac
            self.tally.check(IDENTITY, entry, lambda: self._has_own_id(call, told[1], told[2], mac))
        elif call.mac is not None and meant is not None and meant[2].upper() == derived_digits(call.mac):
            wanted = f"{meant[1].upper()}_{derived_digits(call.mac)}"
            self.tally.check(IDENTITY, entry, lambda: self._is_spelled(call, wanted))
        if call.mac is not None:
            self.tally.check(ZEROS, entry, lambda: self._has_mac(call))
        if call.device_time is not None:
            self.tally.check(SECONDS, entry, lambda: self._tells_seconds(call))
        if call.kind is CallKind.REPORT:
            self._judge_report(call)

    def _judge_report(self, call: Call) -> None:
        if call.is_known_token:
            self.tally.check(SESSION, call.entry, lambda: self._has_session(call))
        if call.misshapen is None and call.measured:
            self.tally.check(MEASURED, call.entry, lambda: self._is_measurable(call))
        if call.is_known_token and call.token is not None and "temperature" in call.measured:
            self._judge_disconnected(call, call.token, call.measured["temperature"])

    def _judge_disconnected(self, call: Call, token: str, degrees: float) -> None:
        """Name the reader's word for no sensor where it is reported twice in a row: once it may have been as cold."""
        before = self._disconnected.take(token)
        if degrees != _DISCONNECTED:
            return
        self._disconnected.put(token, call.entry)
        if before is not None:
            found = f"a temperature of {degrees:g} °C again: a sensor that does not answer"
            self.tally.broke(MEASURED, call.entry, Violation("null", found, call.entry.exchange), [before])
            self.tally.broke_too(MEASURED, before, [before.number])

    def _has_slash(self, call: Call) -> None:
        if call.entry.path in self._paths:
            found = f"{call.entry.request.path!r}"
            raise Violation("a path that ends with a slash", found, call.entry.exchange)

    def _is_formed(self, call: Call) -> None:
        if call.misshapen is not None:
            raise Violation("a well-formed request", call.problem, call.entry.exchange)

    def _has_own_id(self, call: Call, prefix: str, digits: str, mac: bytes) -> None:
        """Compare with what the MAC gives; fewer digits may be a name, unless a known mistake makes them."""
        own = derived_digits(mac)
        if digits == own:
            return
        known = (words for how, words in _WRONG.items() if digits.upper() == derived_digits(mac, how))
        why = "small letters" if digits.upper() == own else next(known, "")
        if why or len(digits) == len(own):
            found = f"{call.device_id!r} with the MAC {format_mac(mac)}{f': {why}' if why else ''}"
            raise Violation(f"{prefix}_{own}", found, call.entry.exchange)

    def _is_spelled(self, call: Call, wanted: str) -> None:
        if call.device_id != wanted:
            raise Violation(wanted, f"{call.device_id!r}", call.entry.exchange)

    def _has_mac(self, call: Call) -> None:
        if call.mac is not None and not any(call.mac):
            found = f"a {call.kind.value} with the MAC {format_mac(call.mac)}"
            raise Violation("the MAC of a board", found, call.entry.exchange)

    def _has_session(self, call: Call) -> None:
        if call.session is None:
            wanted = f"a session in {self.profile.wire.session_header}"
            raise Violation(wanted, "a report without one", call.entry.exchange)

    def _tells_seconds(self, call: Call) -> None:
        if call.device_time is not None and call.time_unit != "seconds":
            found = f"{call.time_unit}: {call.device_time.time_us // SECOND_US}"
            raise Violation("Unix seconds", found, call.entry.exchange)

    def _is_measurable(self, call: Call) -> None:
        for name, value in call.measured.items():
            least, most, unit = MEASURABLE[name]
            if not least <= value <= most:
                found = f"a {name} of {value:g}{unit}"
                raise Violation("what something can have", found, call.entry.exchange)
