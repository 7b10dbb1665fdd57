"""Those of the published test vectors that a bench tries on a board."""

from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.protocol.agent.error_code import AgentErrorCode

_FILE: Final = Path(__file__).with_name("vectors.json")


class RefusedVector(msgspec.Struct, frozen=True):
    """The words of a command, and the error code with which every agent that knows its group refuses it."""

    words: tuple[str, ...]
    code: AgentErrorCode


class _Vectors(msgspec.Struct, frozen=True):
    refused: tuple[RefusedVector, ...]


@cache
def refused_vectors() -> tuple[RefusedVector, ...]:
    """Give the commands that are refused."""
    return msgspec.json.decode(_FILE.read_bytes(), type=_Vectors).refused
