"""What only a close-up tells of a run about a token service: both messages of a request, and what its clients hold.

Tokens stand in messages under the names that they have in the trace, such as `access-2`; credentials, and what is left
of a token that came to harm, are cut. As with boards (`oceanhil.hil.worlds.closeup`) a close-up changes nothing in the
run, and its other events are those of the same run without it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from oceanhil.hil.worlds.trace_text import cut_text
from oceanhil.protocol.http import FORM_TYPE, HttpRequest, HttpResponse
from oceanhil.protocol.secret_pieces import SecretPieces
from oceanhil.protocol.tokens import SHOWN_CHARACTERS
from oceanhil.protocol.units import MS_US
from oceanhil.scenarios.trace import CLOSEUP_KINDS, Event, EventKind, Scalar, Source, Trace

_CUT: Final = "…"

Holding = Callable[[str], Mapping[str, Scalar] | None]
"""Gives what the client of that name holds; None where there is no such client."""


class MessageTexts:
    """Messages as texts, without secrets; `names` gives the name of each token, `credentials` what is only cut."""

    def __init__(self, names: Callable[[], Mapping[str, str]], credentials: Callable[[], Iterable[str]]) -> None:
        self._names = names
        self._credentials = credentials
        self._pieces = SecretPieces()

    def show(self, request: HttpRequest, response: HttpResponse | None) -> tuple[str, str | None]:
        """Give both messages; without a response the client got nothing."""
        names = self._names()
        for token, name in names.items():
            self._pieces.add(token, name, SHOWN_CHARACTERS)
        for credential in self._credentials():
            self._pieces.add(credential, "a credential", 0)
        target = f"{request.path}?{request.query}" if request.query else request.path
        sent = self._message(f"{request.method} {target}", request.headers, request.body, names)
        answered = None
        if response is not None:
            answered = self._message(str(int(response.status)), response.headers, response.body, names)
        return sent, answered

    def _message(self, first: str, headers: Mapping[str, str], body: bytes, names: Mapping[str, str]) -> str:
        lines = [first, *(f"{name}: {value}" for name, value in _named(headers, names).items())]
        text = body.decode("utf-8", "replace")
        is_form = any(name.lower() == "content-type" and FORM_TYPE in value for name, value in headers.items())
        parts = [f"{name}={self._value(value, names)}" for name, value in parse_qsl(text)] if is_form else []
        # A line at a time: what hides the rest of one, such as a password in base64, does not hide the next.
        return "\n".join([*(self._cut(line, names) for line in lines), "", "&".join(parts) or self._cut(text, names)])

    def _value(self, value: str, names: Mapping[str, str]) -> str:
        return names.get(value) or self._cut(value, names)

    def _cut(self, text: str, names: Mapping[str, str]) -> str:
        for token, name in names.items():
            text = text.replace(token, name)
        return cut_text(text, self._pieces)


class ServiceCloseUp:
    """Tells of the clients what they hold, with the next event of theirs behind each change."""

    def __init__(self, trace: Trace, holding: Holding, began_us: int) -> None:
        self._trace = trace
        self._holding = holding
        self._began_us = began_us
        self._told: dict[str, Mapping[str, Scalar]] = {}
        trace.listen(self._take)

    def _take(self, event: Event) -> None:
        if event.kind in CLOSEUP_KINDS or (holds := self._holding(event.device)) is None:
            return
        known = self._told.get(event.device)
        now = holds if known is not None else {**holds, "server_off_ms": self._began_us // MS_US}
        changed = {name: value for name, value in now.items() if known is None or known.get(name) != value}
        if changed:
            self._told[event.device] = {**(known or {}), **now}
            self._trace.add(event.t_us, Source.DEVICE, EventKind.STATE, event.device, changed)


def _named(headers: Mapping[str, str], names: Mapping[str, str]) -> Mapping[str, str]:
    """Give headers, with the name of the token in the one that authorises; whatever else stands there is cut."""
    shown = dict(headers)
    for header, value in headers.items():
        if header.lower() == "authorization":
            scheme, _, secret = value.partition(" ")
            shown[header] = f"{scheme} {names.get(secret, _CUT)}"
    return shown
