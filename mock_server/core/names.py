"""Names: what people call a device, a user or an application; unlike an id, a name may be there twice."""

from collections.abc import Callable
from typing import Final

from oceanhil.mock_server.core.admin_error import WrongValueError

MAX_NAME: Final = 64


def read_name(name: str, conceal: Callable[[str], str]) -> str:
    """Give `name` without secrets; raises WrongValueError for one that is too long."""
    if len(name) > MAX_NAME:
        raise WrongValueError(f"name has {len(name)} characters, expected at most {MAX_NAME}")
    return conceal(name)
