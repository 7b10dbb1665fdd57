"""An answer of a token service, with what may be demanded of it; what does not hold is raised as a Finding."""

from collections.abc import Mapping
from http import HTTPStatus

import msgspec

from oceanhil.conformance.contract.base_answer import BaseAnswer, short
from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.contract.received import Side
from oceanhil.protocol.profile import Kind, Scalar
from oceanhil.protocol.redact import redact
from oceanhil.protocol.ringcentral.messages import Envelope, RefusalBody, read_refusal
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.protocol.service_profile import Refusal
from oceanhil.remote.evidence.exchange import Exchange


class TokenBody(msgspec.Struct, frozen=True):
    """The body with tokens, as "Refresh tokens" prints it; lifetimes in s. RFC 6749, 5.1 has the first three only."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str = ""
    refresh_token_expires_in: int = 0
    scope: str = ""
    owner_id: str = ""
    endpoint_id: str = ""

    def __repr__(self) -> str:
        """Leave the tokens out."""
        return f"TokenBody(expires_in={self.expires_in})"


class Answer(BaseAnswer):
    """One exchange; `rows` are the profile's refusals, `learned` what is known to be otherwise here."""

    def __init__(self, exchange: Exchange, rows: Mapping[str, Refusal], learned: Mapping[str, Scalar]) -> None:
        super().__init__(exchange)
        self._rows = rows
        self._learned = learned

    @property
    def refusal(self) -> RefusalBody | None:
        """Why the request was refused; None if it was not, or in no documented form."""
        return None if self.exchange.response is None else read_refusal(self.exchange.response)

    def refused(self, *reasons: Reason) -> None:
        """Demand a refusal with the status that one of `reasons` has in the profile or here; texts may be any.

        Which status that is, is reported and learned by the one item that is about the reason.
        """
        # Who does not know a method at all may say so (RFC 9110, 9.1).
        if Reason.METHOD_WRONG not in reasons or self.status != HTTPStatus.NOT_IMPLEMENTED:
            self.must_be_refused()
        wanted = {self._rows[reason.value].status for reason in reasons} | {
            self._row(reason).status for reason in reasons
        }
        if self.status not in wanted:
            row = self._rows[reasons[0].value]
            find = self.violates if row.kind is Kind.FACT and self.status < 500 else self.deviates
            raise find(_in_words(row), self.in_words(), Side.REFUSED)

    def should_be_refused(self, *reasons: Reason) -> None:
        """As `refused`, but being accepted is only a Deviation: for what no page says to be refused."""
        if 200 <= self.status < 300:
            raise self.deviates("a refusal", self.in_words(), Side.REFUSED)
        self.refused(*reasons)

    def refused_as_token(self) -> None:
        """Demand the refusal of an access token, whatever is wrong with it."""
        self.refused(Reason.TOKEN_NOT_FOUND, Reason.TOKEN_CORRUPTED, Reason.TOKEN_EXPIRED, Reason.TOKEN_UNPARSABLE)

    def is_refused(self, *reasons: Reason) -> bool:
        """Tell whether this is a refusal as `refused` demands it, or 200; a finding for anything else."""
        if self.status == 200:
            return False
        self.refused(*reasons)
        return True

    def refused_in_these_words(self, reason: Reason, *, is_choice: bool = False) -> None:
        """Demand status, code and words of the profile's row for `reason`: for the one item about that reason.

        Clients branch on status and code: these are as sure as the row, unless it `is_choice` that the row is for this
        case. Texts and the words around them are not, for the documentation prints whole bodies of few refusals.
        """
        self.must_be_refused()
        row, said = self._rows[reason.value], self.refusal
        is_sure = row.kind is Kind.FACT and not is_choice
        if said is None:
            find = self.violates if is_sure else self.deviates
            raise find("one of the documented forms of a refusal", self.in_words(), Side.REFUSED)
        wanted = _fields_of(row)
        other = {name: value for name, value in _fields(said, self.status).items() if wanted[name] != value}
        if other:
            # An own class for each: the engine tells them apart by it.
            kind = Violation if is_sure and {"status", "code"} & set(other) else Deviation
            named = ", ".join(f"{name} {value!r}" for name, value in other.items())
            readings = {f"errors.{reason.value}.{name}": value for name, value in other.items()}
            found = f"{self.in_words()}: {named}"
            raise kind(_in_words(row), found, self.exchange, readings=readings, wanted=Side.REFUSED)

    def says(self, reason: Reason) -> bool:
        """Tell whether this is the refusal for `reason` by its code or, where the form shows none, its message."""
        said, row = self.refusal, self._row(reason)
        if said is None:
            return False
        return said.message == row.message if said.envelope is Envelope.FLAT else said.code == row.code

    def _row(self, reason: Reason) -> Refusal:
        """Give the refusal for `reason` as this server has it, as far as that is known."""
        prefix = f"errors.{reason.value}."
        learned = {name.removeprefix(prefix): value for name, value in self._learned.items() if name.startswith(prefix)}
        return msgspec.structs.replace(self._rows[reason.value], **learned)

    def _message(self) -> str:
        said = self.refusal
        if said is None:
            return repr(short(self.text)) if self.text and self.status >= 300 else ""
        return f"{redact(said.message)!r} ({redact(said.code)})"


def _in_words(row: Refusal) -> str:
    return f"{row.status} {row.message!r} ({row.code})"


def _fields(said: RefusalBody, status: int) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {"status": status, "code": said.code, "message": said.message}
    if said.envelope is Envelope.OAUTH:
        found["error"] = said.word
    elif said.envelope is Envelope.FULL:
        found["outer"] = said.outer
    elif said.envelope is Envelope.FLAT:
        # This form shows the outer code alone.
        found["outer"] = found.pop("code")
    return found


def _fields_of(row: Refusal) -> dict[str, Scalar]:
    return {
        "status": row.status,
        "code": row.code,
        "message": row.message,
        "error": row.error or "invalid_request",
        "outer": row.outer or row.code,
    }
