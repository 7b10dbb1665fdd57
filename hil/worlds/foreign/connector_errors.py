"""Errors of a connector as those that a world has."""

import contextlib
from collections.abc import Iterator

from oceanhil.host.state_files import StateError
from oceanhil.remote.connector.control import ControlError
from oceanhil.scenarios.world import WorldError


@contextlib.contextmanager
def connector_errors() -> Iterator[None]:
    """Turn an operation that failed into an error of the world: the scenario is neither passed nor failed."""
    try:
        yield
    except (ControlError, StateError) as error:
        raise WorldError(f"connector: {error}") from None
