"""What happens to tokens on their way through configuration files, logs and clipboards."""

from collections.abc import Callable, Mapping
from enum import Enum


class TokenDamage(Enum):
    """A way to damage a token."""

    CHARACTER = "character"
    """One character in the middle is another one."""
    CUT = "cut"
    """The end is missing, as behind a column that is too narrow."""
    QUOTED = "quoted"
    """It stands in the quotes of the file it was pasted from."""


def damaged(token: str, damage: TokenDamage) -> str:
    """Give `token` as it looks afterwards."""
    return _WAYS[damage](token)


def _other_character(token: str) -> str:
    middle = len(token) // 2
    other = "A" if token[middle] != "A" else "B"
    return f"{token[:middle]}{other}{token[middle + 1 :]}"


_WAYS: Mapping[TokenDamage, Callable[[str], str]] = {
    TokenDamage.CHARACTER: _other_character,
    TokenDamage.CUT: lambda token: token[: -len(token) // 4],
    TokenDamage.QUOTED: lambda token: f'"{token}"',
}
