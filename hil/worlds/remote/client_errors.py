"""Errors of the client as those that a world has."""

import contextlib
from collections.abc import Iterator

from oceanhil.mock_server.client import ClientError, NotServingError, RefusedError, UnknownIdError, WrongKeyError
from oceanhil.mock_server.core.admin_error import AdminError, UnknownNameError
from oceanhil.scenarios.world import WorldError


class NoMockServerError(WorldError):
    """What answers there may be no mock server at all."""


@contextlib.contextmanager
def client_errors() -> Iterator[None]:
    """Turn the client's errors into those that a core has, and into WorldError where there is no server."""
    try:
        yield
    except WrongKeyError as error:
        raise WorldError(str(error)) from None
    except UnknownIdError as error:
        raise UnknownNameError(error.text) from None
    except RefusedError as error:
        raise AdminError(error.text) from None
    except ClientError as error:
        raise WorldError(str(error)) from None


@contextlib.contextmanager
def client_errors_before_run() -> Iterator[None]:
    """Turn every error of the client into WorldError: before a run there is no scenario whose wish was refused."""
    try:
        yield
    except (NotServingError, WrongKeyError) as error:
        raise NoMockServerError(f"--server: {error}") from None
    except ClientError as error:
        raise WorldError(f"--server: {error}") from None
