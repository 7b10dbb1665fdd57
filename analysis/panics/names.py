"""Names of C++ functions as a programmer wrote them, read from the symbols of a program.

The Itanium C++ ABI, section "Mangling", has many forms. Read are those of functions that people write: plain and nested
ones, members of templates, operators, and functions inside others, lambdas among them. Of each the name alone is given,
without the types of its parameters and what a template was given.
"""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(r"\d+")
_DISCRIMINATOR: Final = re.compile(r"_\d|__\d+_")
_ORDINAL: Final = re.compile(r"\d*_")
_SUBSTITUTION: Final = re.compile(r"S[0-9A-Z]*_|S[absiodt]")
_STANDARD: Final = re.compile(r"S[absiodt]")
_TEMPLATE_PARAMETER: Final = re.compile(r"T\d*_")
_BUILTIN: Final = re.compile(r"[vwbahcstijlmxynofdegz]|D[defhisuan]")
_QUALIFIED: Final = re.compile(r"[rVKPROCG]+|D[tT]?p")
_CONSTRUCTED: Final = re.compile(r"C[123]")
_DESTROYED: Final = re.compile(r"D[0124]")
_TAG: Final = "B"
_UNNAMED: Final = "_GLOBAL__N_1"
_LAMBDA: Final = "lambda"
# The second is what GCC calls the function to which a lambda without captures is converted.
_OF_A_LAMBDA: Final = ("operator()", "_FUN")
_OF_A_MEMBER: Final = "M"
"""A lambda stands in what a member begins with."""
# The signs of those that people overload; of conversions that to `bool` alone.
_OPERATORS: Final = {
    "cl": "()",
    "ix": "[]",
    "pt": "->",
    "de": "*",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "aS": "=",
    "pL": "+=",
    "mI": "-=",
    "pl": "+",
    "mi": "-",
    "ml": "*",
    "dv": "/",
    "ls": "<<",
    "rs": ">>",
    "nt": "!",
    "pp": "++",
    "mm": "--",
    "nw": " new",
    "dl": " delete",
    "cvb": " bool",
}
_OPERATOR: Final = re.compile("|".join(_OPERATORS))
_DEEP: Final = 50
"""Names of people are not nested as deeply; a damaged file's may be."""


class _UnreadError(ValueError):
    """A form that is not read here."""


def readable(symbol: str) -> str:
    """Give the name of a C++ function; a symbol in a form that is not read here, or one of C, stays as it is.

    A namespace without a name is left out. A lambda is called so, behind the function in which it stands.
    """
    if not symbol.startswith("_Z"):
        return symbol
    try:
        return "::".join(_Symbol(symbol[2:]).name()) or symbol
    except _UnreadError:
        return symbol


class _Symbol:
    """A symbol that is read from its beginning to the end of its name."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._depth = 0

    def name(self) -> list[str]:
        """Take a name, and give its parts but for the first ones without a name."""
        if self._depth > _DEEP:
            raise _UnreadError
        self._depth += 1
        if self._takes("Z"):
            parts = self._local()
        elif self._takes("N"):
            self._take(_QUALIFIED)
            parts = self._parts_to_end()
        else:
            parts = ["std"] if self._takes("St") else []
            parts.append(self._part(parts))
            if self._text.startswith("I"):
                self._arguments()
        self._depth -= 1
        return [part for part in parts if part]

    def _local(self) -> list[str]:
        outer = self.name()
        while not self._takes("E"):
            self._type()
        if self._text.startswith("d"):
            # Inside of a parameter's default.
            raise _UnreadError
        inner = self.name()
        self._take(_DISCRIMINATOR)
        return [*outer, *inner]

    def _parts_to_end(self) -> list[str]:
        # What a substitution stands for was written before, mostly in a type: its name is of no use here.
        parts: list[str] = ["std"] if _STANDARD.match(self._take(_SUBSTITUTION)) else []
        while not self._takes("E"):
            if self._text.startswith("I"):
                self._arguments()
            elif not self._takes(_OF_A_MEMBER):
                part = self._part(parts)
                # A lambda has no other function than its operator.
                if parts[-1:] != [_LAMBDA] or part not in _OF_A_LAMBDA:
                    parts.append(part)
        return parts

    def _part(self, before: list[str]) -> str:
        self._takes("L")
        if self._text[:1].isdigit():
            part = self._word()
        elif self._takes("Ul"):
            while not self._takes("E"):
                self._type()
            self._need(_ORDINAL)
            part = _LAMBDA
        elif before and self._take(_CONSTRUCTED):
            part = before[-1]
        elif before and self._take(_DESTROYED):
            part = f"~{before[-1]}"
        elif operator := self._take(_OPERATOR):
            part = f"operator{_OPERATORS[operator]}"
        else:
            raise _UnreadError
        while self._takes(_TAG):
            self._word()
        return part

    def _word(self) -> str:
        length = int(self._need(_NUMBER))
        if not 0 < length <= len(self._text):
            raise _UnreadError
        word, self._text = self._text[:length], self._text[length:]
        return "" if word == _UNNAMED else word

    def _arguments(self) -> None:
        """Pass over what a template was given."""
        self._takes("I")
        while not self._takes("E"):
            if self._takes("L"):
                self._type()
                end = self._text.find("E")
                if end < 0:
                    raise _UnreadError
                self._text = self._text[end + 1 :]
            elif self._takes("J"):
                while not self._takes("E"):
                    self._type()
            else:
                self._type()

    def _type(self) -> None:
        """Pass over a type."""
        self._take(_QUALIFIED)
        if self._text.startswith("St"):
            self.name()
        elif self._take(_SUBSTITUTION) or self._take(_TEMPLATE_PARAMETER):
            if self._text.startswith("I"):
                self._arguments()
        elif self._takes("F"):
            while not self._takes("E"):
                self._type()
        elif self._takes("A"):
            self._need(_ORDINAL)
            self._type()
        elif self._takes("M"):
            self._type()
            self._type()
        elif not self._take(_BUILTIN):
            self.name()

    def _takes(self, beginning: str) -> bool:
        if not self._text.startswith(beginning):
            return False
        self._text = self._text[len(beginning) :]
        return True

    def _take(self, form: re.Pattern[str]) -> str:
        found = form.match(self._text)
        if found is None:
            return ""
        self._text = self._text[found.end() :]
        return found[0]

    def _need(self, form: re.Pattern[str]) -> str:
        taken = self._take(form)
        if not taken:
            raise _UnreadError
        return taken
