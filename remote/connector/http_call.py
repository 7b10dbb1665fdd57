"""An operation by HTTP: a call of the server's own side. No proxy of the environment, no redirect."""

import socket
import ssl
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, urlsplit

import msgspec
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from oceanhil.mock_server.client.unredirected_session import UnredirectedSession
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.remote.connector.answers import Reply
from oceanhil.remote.connector.connector import Connector, HttpCall, Operation
from oceanhil.remote.connector.control import ControlError, DoubtfulError
from oceanhil.remote.connector.operation import Value
from oceanhil.remote.connector.template import JsonTemplate, Template
from oceanhil.remote.evidence.exchange import is_page, page_title
from oceanhil.remote.evidence.lent_secrets import Concealer
from oceanhil.remote.wire.pace import NoPace, Pace
from oceanhil.remote.wire.timed_answer import TimedAnswer


class _Connection(HTTPConnection):
    response_class = TimedAnswer


class _EncryptedConnection(HTTPSConnection):
    response_class = TimedAnswer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _EncryptedConnection


_POOLS: Final = {"http": _Pool, "https": _EncryptedPool}


class _TimedAdapter(HTTPAdapter):
    """By itself requests measures the time of each part of an answer, and never that of all."""

    def __init__(self) -> None:
        super().__init__()
        self.poolmanager.pool_classes_by_scheme = _POOLS


class _NoAuth(requests.auth.AuthBase):
    """Keeps requests from taking credentials out of ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def timed_session() -> requests.Session:
    """Make the session; close it."""
    session = UnredirectedSession()
    session.trust_env = False
    session.auth = _NoAuth()
    for scheme in _POOLS:
        session.mount(f"{scheme}://", _TimedAdapter())
    return session


_ANSWER_BYTES_MAX: Final = 8 * 1024 * 1024
_PART_BYTES: Final = 65_536
_DEFAULT_AGENT: Final = "oceanhil"
_TRIALS_MAX: Final = 3
# With these nothing has reached the server.
_NOT_SENT: Final = (ConnectionRefusedError, socket.gaierror, ssl.SSLError, ValueError)


class Caller:
    """Makes the calls of a connector; not to be shared between threads. Close it."""

    def __init__(self, connector: Connector, url: str, ca_file: str, pace: Pace) -> None:
        """Relative URLs begin at the connector's own base or at `url`.

        `ca_file` and `pace` are those of the server under test: calls that go to it count for its limits.
        """
        self._connector = connector
        self._url = url
        self._pace = pace
        self._secrets = connector.secrets
        self._concealer = Concealer(connector.secrets)
        self._session = timed_session()
        self._session.verify = connector.ca_file or ca_file or True
        self._session.headers["User-Agent"] = _DEFAULT_AGENT

    def call(self, operation: Operation, call: HttpCall, inputs: Mapping[str, Value]) -> Reply:
        """Make a call and give its answer if it is a success; raises ControlError."""
        name = operation.spec.name
        where = f"{call.method} {call.url.shown(inputs)}"
        pace = self._pace if self._connector.goes_to(call, self._url) else NoPace()
        try:
            target = self._connector.address_of(call.url.filled(inputs, self._secrets, _quoted), self._url)
            for left in reversed(range(_TRIALS_MAX)):
                pace.wait([HttpRequest(call.method, urlsplit(target).path)])
                status, reply = self._asked(call, target, inputs)
                # Behind the last trial nothing is asked any more: waiting, for minutes perhaps, would be in vain.
                if not left or not pace.has_waited_for(HttpResponse(status, b"", reply.headers)):
                    break
        except (requests.RequestException, OSError, ValueError) as error:
            inner = _innermost(error)
            if isinstance(error, requests.Timeout) or isinstance(inner, TimeoutError):
                raise DoubtfulError(f"{name}: {where} was not answered in {call.timeout_s:g} s", name) from None
            said = str(getattr(inner, "strerror", None) or inner).lower()
            kind = ControlError if isinstance(inner, _NOT_SENT) else DoubtfulError
            raise kind(f"{name}: {where} failed: {self._concealer.excerpt(said)}", name) from None
        self._check(name, where, call, status, reply)
        return reply

    def let_go(self) -> None:
        """Close connections that are kept open; the next call opens another."""
        self._session.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _asked(self, call: HttpCall, target: str, inputs: Mapping[str, Value]) -> tuple[int, Reply]:
        with self._session.request(
            call.method,
            target,
            data=self._body(call, inputs),
            headers=self._headers(call, inputs),
            timeout=call.timeout_s,
            allow_redirects=False,
            stream=True,
        ) as answer:
            return answer.status_code, _reply(answer)

    def _headers(self, call: HttpCall, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        headers = {name: text.filled(inputs, self._secrets) for name, text in call.headers.items()}
        if call.body is not None:
            headers = {"Content-Type": "application/json", **headers}
        return headers

    def _body(self, call: HttpCall, inputs: Mapping[str, Value]) -> bytes | dict[str, str] | None:
        if call.form is not None:
            return {name: text.filled(inputs, self._secrets) for name, text in call.form.items()}
        if call.body is not None:
            return msgspec.json.encode(filled_json(call.body, inputs, self._secrets))
        return None

    def _check(self, name: str, where: str, call: HttpCall, status: int, reply: Reply) -> None:
        if status in call.statuses or (not call.statuses and 200 <= status < 300):
            return
        if location := reply.headers.get("location"):
            said = f" to {self._concealer.excerpt(location)!r}; its login may be missing or have expired"
        elif is_page(reply.text):
            said = f", a page with the title {self._concealer.excerpt(page_title(reply.text))!r}"
        else:
            said = f" {self._concealer.excerpt(reply.text)!r}" if reply.text.strip() else ""
        wanted = _wanted(call.statuses or range(200, 300))
        # Another kind of success, or a failure behind the server's door: it may be done.
        kind = DoubtfulError if status < 300 or status >= 500 else ControlError
        raise kind(f"{name}: {where} was answered with {status}{said}; expected {wanted}", name)


def _wanted(statuses: Iterable[int]) -> str:
    """Name statuses in words, those in a row by the first and the last of them: `200 to 299, 404 or 410`."""
    runs: list[tuple[int, int]] = []
    for status in sorted(set(statuses)):
        if runs and runs[-1][1] == status - 1:
            runs[-1] = runs[-1][0], status
        else:
            runs.append((status, status))
    named = [str(first) if first == last else f"{first} to {last}" for first, last in runs]
    return " or ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def filled_json(body: JsonTemplate, inputs: Mapping[str, Value], secrets: Mapping[str, str]) -> object:
    """Fill in a JSON document; a text that is one placeholder and nothing else becomes the value as it is."""
    if isinstance(body, Template):
        return inputs[body.alone] if body.alone else body.filled(inputs, secrets)
    if isinstance(body, Mapping):
        return {
            Template.read(name).filled(inputs, secrets): filled_json(value, inputs, secrets)
            for name, value in body.items()
        }
    if isinstance(body, str | bool | int | float):
        return body
    return [filled_json(value, inputs, secrets) for value in body]


def _reply(answer: requests.Response) -> Reply:
    """Read a whole answer, of a bounded size."""
    body = bytearray()
    for part in answer.iter_content(_PART_BYTES):
        body += part
        if len(body) > _ANSWER_BYTES_MAX:
            raise requests.RequestException(f"the answer has more than {_ANSWER_BYTES_MAX} bytes")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Reply(body.decode("utf-8", "replace"), headers)


def _quoted(text: str) -> str:
    # A segment of dots climbs, however it is written: requests and servers undo its quoting.
    if text in {"", ".", ".."}:
        raise ValueError(f"{text!r} cannot stand in a path")
    return quote(text, safe="")


def _innermost(error: BaseException) -> BaseException:
    """Give the innermost reason, which the layers above repeat with their own names round it."""
    while True:
        reason = getattr(error.args[0], "reason", None) if error.args else None
        inner = reason if isinstance(reason, BaseException) else error.__cause__ or error.__context__
        if inner is None:
            return error
        error = inner
