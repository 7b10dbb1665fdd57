"""An answer of the server under test, with what may be demanded of it; what does not hold is raised as a Finding."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from hil.conform.evidence import Exchange
from hil.conform.finding import Deviation, Violation
from protocol.errors import ErrorReason, ErrorRow
from protocol.http import NO_HEADERS
from protocol.profile import Kind, Profile, Scalar
from protocol.redact import redact

Body = TypeVar("Body")
JSON_TYPE = "application/json"


class Answer:
    """One exchange with the server; `rows` gives the refusal that this server has for a reason, as far as known."""

    def __init__(self, exchange: Exchange, profile: Profile, rows: Callable[[ErrorReason], ErrorRow]) -> None:
        self.exchange = exchange
        self._profile = profile
        self._rows = rows

    @property
    def status(self) -> int:
        """Its status code; a Violation if there is no answer at all."""
        if self.exchange.response is None:
            raise Violation("an answer", f"none: {self.exchange.failure}", self.exchange)
        return self.exchange.response.status

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers, names in lower case."""
        return NO_HEADERS if self.exchange.response is None else self.exchange.response.headers

    @property
    def text(self) -> str:
        """Its body as text."""
        return "" if self.exchange.response is None else self.exchange.response.body.decode("utf-8", "replace")

    def json(self) -> dict[str, object]:
        """Give its body, which must be a JSON object."""
        self._must_answer()
        assert self.exchange.response is not None
        try:
            return msgspec.json.decode(self.exchange.response.body, type=dict[str, object])
        except msgspec.DecodeError:
            raise self.violates(
                "a JSON object", f"{_short(self.text)!r} ({self.headers.get('content-type')})"
            ) from None

    def accepted(self, form: type[Body]) -> Body:
        """Demand 200 and a body of this form; gives the body."""
        self.must_have_status(200)
        document = self.json()
        try:
            return msgspec.convert(document, form)
        except msgspec.ValidationError as error:
            raise self.violates(f"the fields of {form.__name__}", str(error)) from None

    def must_have_status(self, *statuses: int) -> None:
        """Demand one of these statuses."""
        self._must_answer()
        if self.status not in statuses:
            raise self.violates(f"status {' or '.join(map(str, statuses))}", self.in_words())

    def must_be_refused(self) -> None:
        """Demand any refusal: 4xx."""
        self._must_answer()
        if not 400 <= self.status < 500:
            raise self.violates("a refusal (4xx)", self.in_words())

    def refused(self, reason: ErrorReason) -> None:
        """Demand the refusal for `reason` with the status that this server has for it; texts may be any."""
        self.must_be_refused()
        wanted = {self._profile.errors[reason].status, self._rows(reason).status}
        if self.status not in wanted:
            raise self._other_refusal(reason, {f"errors.{reason.value}.status": self.status})

    def refused_in_these_words(self, reason: ErrorReason) -> None:
        """Demand status, message and code of the profile's row for `reason`: for the one item about that reason."""
        self.must_be_refused()
        row, name = self._profile.errors[reason], f"errors.{reason.value}"
        body = self.json()
        readings: dict[str, Scalar] = {}
        if self.status != row.status:
            readings[f"{name}.status"] = self.status
        for key, wanted in (("error", row.message), ("code", row.code)):
            said = body.get(key)
            field = "message" if key == "error" else key
            if said != wanted:
                readings[f"{name}.{field}"] = said if isinstance(said, str) else ""
        if readings:
            raise self._other_refusal(reason, readings)

    def violates(self, expected: str, found: str) -> Violation:
        """Make the finding that this answer must not be."""
        return Violation(expected, found, self.exchange)

    def deviates(self, expected: str, found: str, **readings: Scalar) -> Deviation:
        """Make the finding that this answer is another reading; `readings` by name in the table `server`."""
        return Deviation(
            expected, found, self.exchange, readings={f"server.{name}": value for name, value in readings.items()}
        )

    def in_words(self) -> str:
        """Give status and message in a few words, without secrets."""
        if self.exchange.response is None:
            return f"no answer ({self.exchange.failure})"
        where = self.headers.get("location")
        return f"{self.status} {f'to {redact(where)!r}' if where else _message(self.text)}".rstrip()

    def _must_answer(self) -> None:
        if self.status >= 500:
            raise self.violates("no failure of the server (5xx)", self.in_words())

    def _other_refusal(self, reason: ErrorReason, readings: dict[str, Scalar]) -> Violation | Deviation:
        entry = self._profile.document.errors[reason.value]
        expected = f"{entry.status} {entry.message!r} ({entry.code})"
        # The code of every row is assumed, whatever is known of status and message.
        hard = [name for name in readings if not name.endswith(".code")]
        if hard and entry.kind is Kind.FACT:
            return self.violates(expected, self.in_words())
        return Deviation(expected, self.in_words(), self.exchange, readings=readings)


def _message(text: str) -> str:
    try:
        body = msgspec.json.decode(text, type=dict[str, object])
    except msgspec.DecodeError:
        return repr(_short(text)) if text else ""
    error, code = body.get("error"), body.get("code")
    if error is None and code is None:
        return repr(_short(text))
    return f"{redact(str(error))!r}" + (f" ({redact(str(code))})" if code is not None else "")


def _short(text: str) -> str:
    shown = redact(text)
    return shown if len(shown) <= 80 else shown[:80] + "…"
