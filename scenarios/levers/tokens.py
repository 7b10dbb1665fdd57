"""Choosing and spoiling the registration token that goes into a firmware."""

from enum import Enum


class TokenChoice(Enum):
    """Which registration token a firmware gets."""

    CURRENT = "current"
    """The newest one that the dashboard gave for this device."""
    SAME = "same"
    """The one of the firmware that is on the device: flashing the same code again."""


class TokenEdit(Enum):
    """How a token was pasted wrongly (page "Token Invalid or Expired", fix 6)."""

    PREPEND_SPACE = "prepend-space"
    APPEND_SPACE = "append-space"
    LINE_BREAK = "line-break"
    DROP_LAST = "drop-last"
    APPEND_CHAR = "append-char"
    FOREIGN_ALPHABET = "foreign-alphabet"
    EMPTY = "empty"


def edit_token(token: str, edit: TokenEdit) -> str:
    """Give `token` as it looks after it was pasted wrongly in this way."""
    middle = len(token) // 2
    match edit:
        case TokenEdit.PREPEND_SPACE:
            return " " + token
        case TokenEdit.APPEND_SPACE:
            return token + " "
        case TokenEdit.LINE_BREAK:
            return token[:middle] + "\n" + token[middle:]
        case TokenEdit.DROP_LAST:
            return token[:-1]
        case TokenEdit.APPEND_CHAR:
            return token + "A"
        case TokenEdit.FOREIGN_ALPHABET:
            return token[:middle] + "ä" + token[middle + 1 :]
        case TokenEdit.EMPTY:
            return ""
