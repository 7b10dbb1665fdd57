"""Requests to the admin side, and what their answers are: a result of the wanted type, or an error."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import msgspec
import requests
from requests.auth import AuthBase

from oceanhil.mock_server.client.admin_client_error import ClientError, NotServingError, UnreachableError, refusal
from oceanhil.mock_server.client.unredirected_session import UnredirectedSession
from oceanhil.mock_server.core.admin.side import ADMIN_PREFIX
from oceanhil.protocol.base_url import BaseUrlError, parse_base_url, without_user
from oceanhil.protocol.board import board_from, name_of
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.not_json import NOT_JSON

_Result = TypeVar("_Result")
_EXPECTED = "expected http://HOST:PORT or https://HOST:PORT"


class _Bearer(AuthBase):
    """Sends the admin key; as `auth` it also keeps requests from taking another out of ~/.netrc."""

    def __init__(self, key: str | None) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._key is not None:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request


class AdminConnection:
    """One server's admin side; connections are kept open. Not to be shared between threads."""

    def __init__(self, url: str, *, admin_key: str | None, timeout_s: float, verify: bool | Path) -> None:
        """Talk to the server at `url`; raises ClientError for what is no address or no key."""
        self.url = _base_of(url)
        self.timeout_s = timeout_s
        if admin_key is not None and not (admin_key.isascii() and admin_key.isprintable() and admin_key):
            raise ClientError("the admin key is empty or has characters that no header carries, expected ASCII")
        self._session = session = UnredirectedSession()
        # No proxy of the environment stands between a bench and its server, and no redirect takes the key elsewhere.
        session.trust_env = False
        session.auth = _Bearer(admin_key)
        session.verify = verify if isinstance(verify, bool) else _certificates(verify)
        self._is_closed = False

    def ask(
        self,
        method: str,
        path: str,
        result: type[_Result],
        *,
        body: object = None,
        query: Mapping[str, str | int] | None = None,
    ) -> _Result:
        """Send a request to `path` below the admin prefix and give its answer as `result`; raises ClientError."""
        answer = self.send(method, path, body=body, query=query)
        try:
            return msgspec.json.decode(answer.content, type=result, dec_hook=board_from)
        except NOT_JSON as error:
            raise self.foreign(f"its answer has another form: {error}") from None

    def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, str | int] | None = None,
        timeout_s: float | None = None,
        stream: bool = False,
    ) -> requests.Response:
        """Send a request and give the answer if it is no refusal; raises ClientError."""
        if self._is_closed:
            raise ClientError(f"this client of {self.url!r} is closed; make another one")
        try:
            answer = self._session.request(
                method,
                f"{self.url}{ADMIN_PREFIX}/{path}",
                params=query,
                data=None if body is None else msgspec.json.encode(body, enc_hook=name_of),
                headers=None if body is None else {"Content-Type": "application/json"},
                timeout=self.timeout_s if timeout_s is None else timeout_s,
                allow_redirects=False,
                stream=stream,
            )
        except requests.RequestException as error:
            raise UnreachableError(_why(self.url, error)) from None
        except OSError as error:
            # requests looks for the CA file only when it connects.
            raise ClientError(f"verify: {error}; expected a file of certificates in PEM") from None
        if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            with answer:
                raise self._error(answer)
        return answer

    def close(self) -> None:
        """Close the connections; nothing is sent any more."""
        self._is_closed = True
        self._session.close()

    def foreign(self, what: str) -> NotServingError:
        """Give the error for a server that is something else, as `what` it has said shows."""
        return NotServingError(
            f"{self.url!r} is no mock server that this client knows: {what}; see whether another program has this "
            "port, or another version of oceanhil"
        )

    def _error(self, answer: requests.Response) -> ClientError:
        try:
            reply = msgspec.json.decode(answer.content, type=ErrorReply)
        except (*NOT_JSON, requests.RequestException):
            return self.foreign(f"it answered with HTTP {answer.status_code}")
        return refusal(answer.status_code, reply.code, reply.error)


def _certificates(file: Path) -> str:
    """Give the name of a file that is there: with http nobody would ever look for it."""
    if not Path(file).is_file():
        raise ClientError(f"verify: there is no file {str(file)!r}; expected a file of certificates in PEM")
    return str(file)


def _base_of(url: str) -> str:
    """Check an address and take the slash off its end."""
    try:
        base = parse_base_url(url, may_name_user=False)
        reason = "it has a path" if base.path else ""
    except BaseUrlError as error:
        reason = str(error)
    if reason:
        raise ClientError(f"{without_user(url)!r} is no address of a server ({reason}), {_EXPECTED}")
    return base.text


def _why(url: str, error: requests.RequestException) -> str:
    """Say in one line why no answer came."""
    if isinstance(error, requests.exceptions.SSLError):
        return f"{url!r} is not trusted: {_cause(error)}; pass verify= the bench CA's file (`oceanhil server ca`)"
    if isinstance(error, requests.exceptions.InvalidURL):
        return f"{url!r} is no address of a server, {_EXPECTED}"
    if isinstance(error, requests.Timeout):
        return f"{url!r} did not answer in time; see whether it still runs, or pass a longer timeout_s"
    if isinstance(error, requests.ConnectionError):
        return f"{url!r} cannot be reached: {_cause(error)}; see whether `oceanhil serve` runs there"
    return f"{url!r} gave no answer: {_cause(error)}; see whether another program has this port"


def _cause(error: BaseException) -> str:
    """Give the innermost reason, which the layers above repeat with their own names round it."""
    while True:
        inner = error.__cause__ or error.__context__
        reason = getattr(error.args[0], "reason", None) if error.args else None
        if isinstance(reason, BaseException):
            inner = reason
        if inner is None:
            break
        error = inner
    strerror = getattr(error, "strerror", None)
    return str(strerror or error).lower()
