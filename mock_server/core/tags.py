"""Tags: short words by which a person finds devices again, such as `greenhouse` or `rack-3`."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.mock_server.core.unseen import UNSEEN

MAX_TAGS: Final = 16
MAX_TAG: Final = 32
# No blank, no comma, nothing that cannot be seen: tags are typed in a line, parted by either.
TAG_PATTERN: Final = rf"[^{UNSEEN}\u0020\u00a0,]{{1,32}}"
_TAG = re.compile(TAG_PATTERN)


def read_tags(tags: Sequence[str], conceal: Callable[[str], str]) -> tuple[str, ...]:
    """Give `tags` sorted, each once and without secrets; raises WrongValueError for one that is no tag."""
    for tag in tags:
        if _TAG.fullmatch(tag) is None:
            expected = f"words of 1 to {MAX_TAG} characters without blanks and commas"
            raise WrongValueError(f"tags has {conceal(tag)[:MAX_TAG]!r}, expected {expected}")
    if len(tags) > MAX_TAGS:
        raise WrongValueError(f"tags has {len(tags)} words, expected at most {MAX_TAGS}")
    return tuple(sorted({conceal(tag) for tag in tags}))
