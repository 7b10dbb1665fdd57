"""An answer of the server under test, with what may be demanded of it; what does not hold is raised as a Finding."""

from collections.abc import Callable

import msgspec

from hil.conform.contract.base_answer import BaseAnswer, Body
from hil.conform.contract.finding import Deviation, Violation
from hil.conform.evidence.exchange import Exchange
from protocol.errors import ErrorReason, ErrorRow
from protocol.profile import Kind, Profile, Scalar
from protocol.redact import redact

JSON_TYPE = "application/json"
# Of these only the status is printed.
_MESSAGE_ASSUMED = frozenset({ErrorReason.RATE_LIMITED})


class Answer(BaseAnswer):
    """One exchange with the server; `rows` gives the refusal that this server has for a reason, as far as known."""

    def __init__(self, exchange: Exchange, profile: Profile, rows: Callable[[ErrorReason], ErrorRow]) -> None:
        super().__init__(exchange)
        self._profile = profile
        self._rows = rows

    def refused(self, reason: ErrorReason) -> None:
        """Demand the refusal for `reason` with the status that this server has for it; texts may be any.

        Which status that is, is reported and learned by the one item that is about the reason.
        """
        if self._has_status_of(reason):
            return
        other = self._other_refusal(reason, {f"errors.{reason.value}.status": self.status})
        find = self.violates if isinstance(other, Violation) else self.deviates
        raise find(other.expected, other.found)

    def refused_like(self, reason: ErrorReason) -> None:
        """Demand a refusal; another status than that for `reason` is only a Deviation: no page says which it is."""
        if not self._has_status_of(reason):
            raise self.deviates(f"status {self._rows(reason).status}", self.in_words())

    def should_be_refused(self, reason: ErrorReason) -> None:
        """As `refused_like`, but being accepted is only a Deviation too: for what no page says to be refused."""
        if 200 <= self.status < 300:
            raise self.deviates(f"a refusal ({reason.value})", self.in_words())
        self.refused_like(reason)

    def _has_status_of(self, reason: ErrorReason) -> bool:
        """Tell whether this is the status for `reason`; any other must be one of a refusal."""
        if self.status in {self._profile.errors[reason].status, self._rows(reason).status}:
            return True
        self.must_be_refused()
        return False

    def should_be_refused_somehow(self) -> None:
        """Demand any refusal; being accepted is only a Deviation."""
        if 200 <= self.status < 300:
            raise self.deviates("a refusal (4xx)", self.in_words())
        self.must_be_refused()

    def should_be_accepted(self, form: type[Body]) -> Body:
        """As `accepted`, but a refusal is only a Deviation: for what no page says to be accepted."""
        if 400 <= self.status < 500:
            raise self.deviates("status 200", self.in_words())
        return self.accepted(form)

    def refused_in_these_words(self, reason: ErrorReason, *, any_message: bool = False) -> None:
        """Demand status, message and code of the profile's row for `reason`: for the one item about that reason.

        `any_message` where the message says more than the row, such as which field is wrong.
        """
        row, name = self._profile.errors[reason], f"errors.{reason.value}"
        if self.status != row.status:
            self.must_be_refused()
        body = self.json()
        readings: dict[str, Scalar] = {}
        if self.status != row.status:
            readings[f"{name}.status"] = self.status
        for key, wanted in (("error", row.message), ("code", row.code)):
            said = body.get(key)
            field = "message" if key == "error" else key
            if said != wanted and not (any_message and field == "message"):
                readings[f"{name}.{field}"] = said if isinstance(said, str) else ""
        if readings:
            raise self._other_refusal(reason, readings)

    def _message(self) -> str:
        """Give what the body says, without secrets."""
        try:
            body = msgspec.json.decode(self.text, type=dict[str, object])
        except msgspec.DecodeError:
            return super()._message()
        error, code = body.get("error"), body.get("code")
        if error is None and code is None:
            return super()._message()
        return f"{redact(str(error))!r}" + (f" ({redact(str(code))})" if code is not None else "")

    def _other_refusal(self, reason: ErrorReason, readings: dict[str, Scalar]) -> Violation | Deviation:
        entry = self._profile.document.errors[reason.value]
        expected = f"{entry.status} {entry.message!r} ({entry.code})"
        # The code of every row is assumed, whatever is known of status and message.
        soft = (".code", ".message") if reason in _MESSAGE_ASSUMED else (".code",)
        hard = [name for name in readings if not name.endswith(soft)]
        if hard and entry.kind is Kind.FACT:
            return Violation(expected, self.in_words(), self.exchange, readings=readings)
        return Deviation(expected, self.in_words(), self.exchange, readings=readings)
