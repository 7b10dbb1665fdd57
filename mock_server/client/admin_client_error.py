"""What may go wrong between a client and the admin side; every text says what to do next."""

from http import HTTPStatus


class ClientError(Exception):
    """Base of all errors of the client."""


class WrongArgumentError(ClientError):
    """What was passed can be no request; nothing was sent."""


class UnreachableError(ClientError):
    """No answer came: nothing listens there, the name is unknown, TLS failed, or it took too long."""


class NotServingError(ClientError):
    """Something else answered, or a mock server whose admin side has another form."""


class WaitTimeoutError(ClientError):
    """What was waited for did not come in time."""


class RefusedError(ClientError):
    """The server refused: `status` is that of HTTP, `code` and `text` are the server's own words."""

    def __init__(self, status: int, code: str, text: str, advice: str = "") -> None:
        """Refused with this status; `advice` is the next step where the server's text names none."""
        super().__init__(f"{text} (HTTP {status}, {code!r}){f'; {advice}' if advice else ''}")
        self.status = status
        self.code = code
        self.text = text


class WrongKeyError(RefusedError):
    """The admin key is missing or wrong, or this caller may not use the admin side."""


class UnknownIdError(RefusedError):
    """No device or fault rule has this id."""


class ConflictError(RefusedError):
    """The action does not fit the state the device is in."""


_KINDS: dict[int, type[RefusedError]] = {
    HTTPStatus.UNAUTHORIZED: WrongKeyError,
    HTTPStatus.FORBIDDEN: WrongKeyError,
    HTTPStatus.NOT_FOUND: UnknownIdError,
    HTTPStatus.CONFLICT: ConflictError,
}
_ADVICE: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "pass the key that `oceanhil serve --admin-key` was given",
    HTTPStatus.FORBIDDEN: "call it by its address, or start it with --allow-host NAME",
    HTTPStatus.TOO_MANY_REQUESTS: "wait, and ask less often",
    HTTPStatus.SERVICE_UNAVAILABLE: "ask health() what is wrong with its storage",
}


def refusal(status: int, code: str, text: str) -> RefusedError:
    """Make the error of a refusal."""
    return _KINDS.get(status, RefusedError)(status, code, text, _ADVICE.get(status, ""))
