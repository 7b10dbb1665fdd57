"""An answer of the server under test, with what may be demanded of it; what does not hold is raised as a Finding."""

import re
from collections.abc import Callable
from enum import Enum
from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.conformance.contract.base_answer import BaseAnswer, Body
from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.echo import without_echo
from oceanhil.protocol.error_reason import ErrorReason, ErrorRow
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import Kind, Profile, Scalar
from oceanhil.protocol.redact import redact
from oceanhil.remote.evidence.exchange import Exchange

JSON_TYPE = "application/json"
# Of these only the status is printed.
_MESSAGE_ASSUMED = frozenset({ErrorReason.RATE_LIMITED})


class _Cure(Enum):
    """What a device does about a refusal."""

    SESSION = "another session"
    CLOCK = "set its clock"
    FIRMWARE = "give its token up"


_CURES: Final = {
    ErrorReason.SESSION_EXPIRED: _Cure.SESSION,
    ErrorReason.SESSION_UNKNOWN: _Cure.SESSION,
    ErrorReason.CLOCK_SKEW: _Cure.CLOCK,
    ErrorReason.TOKEN_EXPIRED: _Cure.FIRMWARE,
    ErrorReason.TOKEN_USED: _Cure.FIRMWARE,
    ErrorReason.TOKEN_INVALID: _Cure.FIRMWARE,
    ErrorReason.TOKEN_REVOKED: _Cure.FIRMWARE,
    ErrorReason.MAC_MISMATCH: _Cure.FIRMWARE,
}


def field_statuses(reason: ErrorReason, wrong_field_status: int) -> frozenset[int]:
    """Give the statuses of a refusal for `reason` beside its row's own: a wrong field is a bad request, too.

    `wrong_field_status` is 0 where the server has none of its own for that.
    """
    return frozenset({wrong_field_status} - {0}) if reason is ErrorReason.BAD_REQUEST else frozenset()


class Answer(BaseAnswer):
    """One exchange with the server; `rows` gives the refusal that this server has for a reason, as far as known.

    `wrong_field_status` is the status that it has for wrong fields beside that for bad requests; 0: none.
    """

    def __init__(
        self, exchange: Exchange, profile: Profile, rows: Callable[[ErrorReason], ErrorRow], wrong_field_status: int = 0
    ) -> None:
        super().__init__(exchange)
        self._profile = profile
        self._rows = rows
        self._wrong_field_status = wrong_field_status

    def refused(self, reason: ErrorReason) -> None:
        """Demand the refusal for `reason` with the status that this server has for it; texts may be any.

        Which status that is, is reported and learned by the one item that is about the reason.
        """
        if self._has_status_of(reason):
            return
        other = self._other_refusal(reason, {f"errors.{reason.value}.status": self.status})
        find = self.violates if isinstance(other, Violation) else self.deviates
        raise find(other.expected, other.found, Side.REFUSED)

    def refused_like(self, reason: ErrorReason) -> None:
        """Demand a refusal; another status than that for `reason` is only a Deviation: no page says which it is."""
        if not self._has_status_of(reason):
            raise self.deviates(f"status {self._rows(reason).status}", self.in_words(), Side.REFUSED)

    def should_be_refused(self, reason: ErrorReason) -> None:
        """As `refused_like`, but being accepted is only a Deviation too: for what no page says to be refused."""
        self.may_hang_up(reason)
        if 200 <= self.status < 300:
            raise self.deviates(f"a refusal ({reason.value})", self.in_words(), Side.REFUSED)
        self.refused_like(reason)

    def may_hang_up(self, reason: ErrorReason) -> None:
        """Make no answer to a body that is too large a Deviation only.

        Who refuses it by its announced size may hang up while it is being sent (RFC 9110, 15.5.14).
        """
        if reason is ErrorReason.TOO_LARGE and self.exchange.response is None:
            raise self.deviates(f"status {self._rows(reason).status}", self.in_words(), Side.REFUSED)

    def should_name(self, field: str) -> None:
        """As `should_be_refused` for a bad request, and its text should name the field."""
        self.should_be_refused(ErrorReason.BAD_REQUEST)
        if not self.names(field):
            raise self.deviates(f"an error that names {field}", self.in_words(), Side.REFUSED)

    def names(self, field: str) -> bool:
        """Tell whether a refusal names a field: in its message, or as a word elsewhere, as frameworks list mistakes.

        Whoever repeats what was sent has all its fields in there, and names none of them by that.
        """
        said = without_echo(self.text, self.exchange.request.body)
        return field in str(_told_in(said).get("error")) or re.search(rf"\b{re.escape(field)}\b", said) is not None

    def _has_status_of(self, reason: ErrorReason) -> bool:
        """Tell whether this is the status for `reason`; any other must be one of a refusal."""
        if self.status in {self._profile.errors[reason].status, self._rows(reason).status} or self._is_of_fields(
            reason
        ):
            return True
        # Who does not know a method at all may say so (RFC 9110, 9.1).
        if reason is not ErrorReason.METHOD_NOT_ALLOWED or self.status != HTTPStatus.NOT_IMPLEMENTED:
            self.must_be_refused()
        return False

    def _is_of_fields(self, reason: ErrorReason) -> bool:
        """Tell whether this is how the server refuses wrong fields, where it tells them from bad requests."""
        return self.status in field_statuses(reason, self._wrong_field_status)

    def told(self, field: str) -> object:
        """Give what a refusal says in a field, None if it is no JSON: no page prints the form of a refusal."""
        return self._told().get(field)

    def server_time_s(self) -> int | None:
        """Give `server_time` in whole Unix seconds; None without it, for other things and for fractions.

        `1767225600.0` is the same number of JSON (RFC 8259, 6), however a server writes it.
        """
        told = self.told("server_time")
        if isinstance(told, bool) or not isinstance(told, int | float):
            return None
        return int(told) if float(told).is_integer() else None

    def _told(self) -> dict[str, object]:
        return _told_in(self.text)

    def should_be_refused_somehow(self, *, also: int = 0) -> None:
        """Demand any refusal, 4xx or the status `also`; being accepted is only a Deviation."""
        if 200 <= self.status < 300:
            raise self.deviates("a refusal (4xx)", self.in_words(), Side.REFUSED)
        if self.status != also:
            self.must_be_refused()

    def should_be_accepted(self, form: type[Body]) -> Body:
        """As `accepted`, but a refusal is only a Deviation: for what no page says to be accepted."""
        if 400 <= self.status < 500:
            raise self.deviates("status 200", self.in_words(), Side.ACCEPTED)
        return self.accepted(form)

    def refused_in_these_words(self, reason: ErrorReason, *, any_message: bool = False) -> None:
        """Demand status, message and code of the profile's row for `reason`: for the one item about that reason.

        `any_message` where the message says more than the row, such as which field is wrong.
        """
        self.may_hang_up(reason)
        row, name = self._profile.errors[reason], f"errors.{reason.value}"
        is_other = self.status != row.status and not self._is_of_fields(reason)
        if is_other:
            self.must_be_refused()
        body = self._told()
        readings: dict[str, Scalar] = {}
        if is_other:
            readings[f"{name}.status"] = self.status
        if not body:
            raise self._wordless(reason, readings)
        for key, wanted in (("error", row.message), ("code", row.code)):
            said = body.get(key)
            field = "message" if key == "error" else key
            if said != wanted and not (any_message and field == "message"):
                readings[f"{name}.{field}"] = said if isinstance(said, str) else ""
        if readings:
            raise self._other_refusal(reason, readings)

    def _message(self) -> str:
        """Give what the body says, without secrets."""
        body = self._told()
        error, code = body.get("error"), body.get("code")
        if error is None and code is None:
            return super()._message()
        return f"{redact(str(error))!r}" + (f" ({redact(str(code))})" if code is not None else "")

    def _wordless(self, reason: ErrorReason, readings: dict[str, Scalar]) -> Violation | Deviation:
        """Make the finding of a refusal that is no JSON object: it has no words that a profile could hold."""
        entry = self._profile.document.errors[reason.value]
        find = Violation if entry.kind is Kind.FACT and reason not in _MESSAGE_ASSUMED else Deviation
        found = f"{self.in_words()} ({self.headers.get('content-type')})"
        return find(
            f"{entry.status} {entry.message!r} in a JSON object",
            found,
            self.exchange,
            readings=readings,
            wanted=Side.REFUSED,
        )

    def _other_refusal(self, reason: ErrorReason, readings: dict[str, Scalar]) -> Violation | Deviation:
        entry = self._profile.document.errors[reason.value]
        expected = f"{entry.status} {entry.message!r} ({entry.code})"
        # The code of every row is assumed, whatever is known of status and message.
        soft = (".code", ".message") if reason in _MESSAGE_ASSUMED else (".code",)
        hard = [name for name in readings if not name.endswith(soft)]
        if (hard and entry.kind is Kind.FACT) or self._leads_astray(reason):
            return Violation(expected, self.in_words(), self.exchange, readings=readings, wanted=Side.REFUSED)
        return Deviation(expected, self.in_words(), self.exchange, readings=readings, wanted=Side.REFUSED)

    def _leads_astray(self, reason: ErrorReason) -> bool:
        """Tell whether it has the code of another refusal, of which devices that shipped make something else."""
        code, cure = self.told("code"), _CURES.get(reason)
        others = [_CURES.get(each) for each, row in self._profile.errors.items() if row.code == code]
        return cure is not None and bool(others) and None not in others and cure not in others


def _told_in(text: str) -> dict[str, object]:
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except NOT_JSON:
        return {}
