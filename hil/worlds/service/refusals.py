"""What a service refuses to do for a scenario, as an error of the world."""

from collections.abc import Iterator
from contextlib import contextmanager

from oceanhil.mock_server.core.errors import AdminError
from oceanhil.scenarios.world_terms import WorldError


@contextmanager
def service_errors() -> Iterator[None]:
    """Turn a refusal into a WorldError: the scenario asked for what cannot be."""
    try:
        yield
    except AdminError as error:
        raise WorldError(f"the service refused: {error}") from error
