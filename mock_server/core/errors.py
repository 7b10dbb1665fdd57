"""Why an admin operation was refused, with the HTTP status that says so."""

from http import HTTPStatus


class AdminError(Exception):
    """A refused admin operation; its text says what is wrong, what was expected and the next step."""

    status = HTTPStatus.BAD_REQUEST
    code = "bad_request"


class WrongValueError(AdminError):
    """A value of the wrong type or range, or an unknown field."""


class UnknownNameError(AdminError):
    """No device or fault rule has this id."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"


class ConflictError(AdminError):
    """The operation does not fit the state the device is in."""

    status = HTTPStatus.CONFLICT
    code = "conflict"
