"""What may be demanded of an answer of whatever service; what does not hold is raised as a Finding."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar

import msgspec

from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.contract.received import Side, wanted_by_status
from oceanhil.protocol.http import NO_HEADERS
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.redact import redact
from oceanhil.remote.evidence.exchange import MARKED_JSON, Exchange, is_marked_json, packing_words

Body = TypeVar("Body")
_SHOWN_CHARACTERS = 80
_SHOWN_END = 30
_POST_BECOMES_GET = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER})


class BaseAnswer:
    """One exchange with the server; a service's own class adds its refusals and how they are told in words."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange

    @property
    def status(self) -> int:
        """Its status code; a Violation if there is no answer at all."""
        if self.exchange.response is None:
            raise self._silence()
        return self.exchange.response.status

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers, names in lower case."""
        return NO_HEADERS if self.exchange.response is None else self.exchange.response.headers

    @property
    def text(self) -> str:
        """Its body as text."""
        return "" if self.exchange.response is None else self.exchange.response.body.decode("utf-8", "replace")

    @property
    def media_type(self) -> str:
        """What it says it is (RFC 9110, 8.3.1), in lower case and without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> dict[str, object]:
        """Give its body, which must be a JSON object."""
        if self.exchange.response is None:
            raise self._silence()
        try:
            return msgspec.json.decode(self.exchange.response.body, type=dict[str, object])
        except NOT_JSON:
            told = packing_words(self.exchange.response)
            if is_marked_json(self.exchange.response):
                told = MARKED_JSON
            told = told or f"{short(self.text)!r} ({self.headers.get('content-type')})"
            raise self.violates("a JSON object", told) from None

    def accepted(self, form: type[Body]) -> Body:
        """Demand 200 and a body of this form; gives the body."""
        self.must_have_status(200)
        document = self.json()
        try:
            return msgspec.convert(document, form)
        except msgspec.ValidationError as error:
            raise self.violates(f"the fields of {form.__name__}", str(error), Side.ACCEPTED) from None

    def must_be_whole(self) -> None:
        """Demand an answer, and that one which says that it is JSON is JSON to its end, whatever its status."""
        if self.exchange.response is None:
            raise self._silence()
        is_json = self.media_type == "application/json" or self.media_type.endswith("+json")
        if is_json and self.text and not is_json_text(self.text):
            end = short(self.text[-_SHOWN_END:])
            raise self.violates(f"JSON to its end, as its content-type {self.media_type} says", f"{self.status} …{end}")

    def must_have_status(self, *statuses: int) -> None:
        """Demand one of these statuses."""
        self._must_answer()
        if self.status not in statuses:
            wanted = wanted_by_status(statuses[0])
            raise self.violates(f"status {' or '.join(map(str, statuses))}", self.in_words(), wanted)

    def must_be_refused(self) -> None:
        """Demand any refusal: 4xx."""
        self._must_answer()
        if not 400 <= self.status < 500:
            raise self.violates("a refusal (4xx)", self.in_words(), Side.REFUSED)

    def must_not_redirect(self, expected: str, wanted: Side | None = None) -> None:
        """Demand of the answer to a POST that it is no redirect after which a client may send a GET without the body.

        That is so after 301, 302 and 303 (RFC 9110, 15.4); after any other method and body stay what they are, which
        is a Deviation only: nothing is lost, but firmware that follows no redirects gets nowhere.
        """
        if self.status in _POST_BECOMES_GET:
            raise self.violates(expected, self.in_words(), wanted)
        if 300 <= self.status < 400:
            raise self.deviates(expected, self.in_words(), wanted)

    def must_allow(self, method: str) -> None:
        """Demand of a 405 that it names a method in Allow (RFC 9110, 15.5.6); other refusals need not."""
        allowed = {word.strip().upper() for word in self.headers.get("allow", "").split(",")}
        if self.status == HTTPStatus.METHOD_NOT_ALLOWED and method not in allowed:
            raise self.violates(f"Allow with {method} in it", repr(self.headers.get("allow", "no such header")))

    def violates(self, expected: str, found: str, wanted: Side | None = None) -> Violation:
        """Make the finding that this answer must not be; `wanted` is the side it should be on, if that is meant."""
        return Violation(expected, found, self.exchange, wanted=wanted)

    def deviates(self, expected: str, found: str, wanted: Side | None = None, **readings: Scalar) -> Deviation:
        """Make the finding that this answer is another reading; `readings` by name in the table `server`."""
        named = {f"server.{name}": value for name, value in readings.items()}
        return Deviation(expected, found, self.exchange, readings=named, wanted=wanted)

    def in_words(self) -> str:
        """Give status and message in a few words, without secrets."""
        if self.exchange.response is None:
            return f"no answer ({self.exchange.no_answer_words})"
        where = self.headers.get("location")
        return f"{self.status} {f'to {redact(where)!r}' if where else self._message()}".rstrip()

    def _message(self) -> str:
        """Give what the body says, without secrets."""
        packed = "" if self.exchange.response is None else packing_words(self.exchange.response)
        return packed or (repr(short(self.text)) if self.text else "")

    def _silence(self) -> Violation:
        return Violation("an answer", f"none: {self.exchange.no_answer_words}", self.exchange)

    def _must_answer(self) -> None:
        if self.status >= 500:
            raise self.violates("no failure of the server (5xx)", self.in_words())


def field_in_words(fields: Mapping[str, object], name: str) -> str:
    """Give a field's value as it stands in the JSON, or say that there is none."""
    return in_json(fields[name]) if name in fields else "no such field"


def in_json(value: object) -> str:
    """Give a value as JSON spells it, for what is expected and what was found."""
    return short(msgspec.json.encode(value).decode())


def is_json_text(text: str) -> bool:
    """Tell whether a text is one value of JSON, behind a byte order mark or not."""
    try:
        msgspec.json.decode(text.removeprefix("\ufeff"))
    except NOT_JSON:
        return False
    return True


def short(text: str) -> str:
    """Cut a text for a report: neither long nor with a secret."""
    shown = redact(text)
    return shown if len(shown) <= _SHOWN_CHARACTERS else shown[:_SHOWN_CHARACTERS] + "…"
