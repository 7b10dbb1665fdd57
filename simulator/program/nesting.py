"""How deep a server's JSON may be nested: as deep as firmware has memory for, and not as deep as Python's stack."""

import re
from typing import Final

DEEPEST: Final = 64
# A string that nothing closes reaches to the end: no place is looked at twice, however hostile the body.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")
_STEPS: Final = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}


def is_too_deep(body: bytes) -> bool:
    """Tell whether objects and arrays stand more than `DEEPEST` deep in each other; a body that is no JSON may be."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", body)):
        depth += _STEPS[bracket]
        if depth > DEEPEST:
            return True
    return False
