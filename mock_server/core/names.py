"""Names: what people call a device, a user or an application; unlike an id, a name may be there twice."""

import re
from collections.abc import Callable
from typing import Final

from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.mock_server.core.unseen import UNSEEN

MAX_NAME: Final = 64
# With something to be seen in it: a row without a name cannot be told from its neighbours.
NAME_PATTERN: Final = rf"(?=.*\S)[^{UNSEEN}]+"
_NAME = re.compile(NAME_PATTERN)


def read_name(name: str, conceal: Callable[[str], str]) -> str:
    """Give `name` without secrets; raises WrongValueError for one that is too long, or that cannot be seen as it is."""
    if len(name) > MAX_NAME:
        raise WrongValueError(f"name has {len(name)} characters, expected at most {MAX_NAME}")
    if _NAME.fullmatch(name) is None:
        expected = f"1 to {MAX_NAME} characters that can be seen; leave it out for one that is made up"
        raise WrongValueError(f"name is {conceal(name)!r}, expected {expected}")
    return conceal(name)
