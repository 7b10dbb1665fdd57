"""A place in a program, and the names that compilers give to functions."""

import re

import msgspec

_NESTED = re.compile(r"_ZNK?(?=\d)")
_PLAIN = re.compile(r"_Z(?=\d)")
_LENGTH = re.compile(r"\d{1,3}")


class Frame(msgspec.Struct, frozen=True):
    """An address with what an ELF file says about it; an empty name or file: it says nothing."""

    address: int
    function: str = ""
    offset: int = 0
    """Bytes from the beginning of the function."""
    file: str = ""
    line: int = 0

    @property
    def is_known(self) -> bool:
        """True when the address lies in a function of the program."""
        return bool(self.function)

    @property
    def text(self) -> str:
        """The place as people read it, such as `0x400d1a2e: save_token +18 at token_store.cpp:87`."""
        where = f" {self.function} +{self.offset}" if self.function else " ?"
        line = f" at {self.file}:{self.line}" if self.file else ""
        return f"{self.address:#010x}:{where}{line}"


def readable(symbol: str) -> str:
    """Give the name that a programmer wrote for a plain or nested C++ function, without its parameters.

    Names with templates or operators, of which the Itanium C++ ABI's section "Mangling" has many forms, stay as they
    are; so do names of C.
    """
    nested, plain = _NESTED.match(symbol), _PLAIN.match(symbol)
    start = nested or plain
    if start is None:
        return symbol
    parts, rest = _source_names(symbol[start.end() :])
    complete = rest.startswith("E") if nested else len(parts) == 1 and not rest.startswith("I")
    return "::".join(parts) if complete and parts else symbol


def _source_names(text: str) -> tuple[list[str], str]:
    parts: list[str] = []
    while found := _LENGTH.match(text):
        length, text = int(found[0]), text[found.end() :]
        if not 0 < length <= len(text):
            return [], text
        parts.append(text[:length])
        text = text[length:]
    return parts, text
