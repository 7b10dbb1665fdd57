"""Why an admin operation was refused, with the HTTP status that says so."""

from http import HTTPStatus


class AdminError(Exception):
    """A refused admin operation; its text says what is wrong, what was expected and the next step."""

    status = HTTPStatus.BAD_REQUEST
    code = "bad_request"


class WrongValueError(AdminError):
    """A value of the wrong type or range, or an unknown field."""


class UnknownNameError(AdminError):
    """Nothing of its kind has this id."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"


class NotReadyError(AdminError):
    """The server does not do its whole work now; `code` says why."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, text: str, code: str) -> None:
        super().__init__(text)
        self.code = code


class ConflictError(AdminError):
    """The operation does not fit the state the device is in."""

    status = HTTPStatus.CONFLICT
    code = "conflict"
