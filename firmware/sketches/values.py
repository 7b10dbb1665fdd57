"""Macros whose texts differ from case to case, without compiling once per case.

A sketch is compiled with texts of the same length that stand nowhere else, and the case's own are put in their place in
the program. That is right only as far as the compiler did nothing with a text but to store it. It may have taken it
apart, to write it in pieces of eight bytes, or have worked with it: compared it, counted in it. So whatever uses such a
macro is compiled once with real texts, too, and must come out the same but for the texts themselves; if it does not, it
is compiled for every case. What compilers do with a text can hang on its length, on how it begins, and on characters
that mean something, as `%` in a format: texts that differ in these, in their *shape*, are tried apart.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from oceanhil.firmware.sketches.case_words import has_words, with_words
from oceanhil.firmware.sketches.sketch import Define

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LAST: Final = b"\x1c"
"""How a text that stands in for another ends: as no literal of a program does.

A linker that merges strings makes a literal `"r"` the end of one with that letter last, and it would become another
with the text that is put there.
"""
_STORED_BYTES_MIN: Final = 8
"""A shorter text could stand elsewhere, too."""
_BEGINNING_BYTES: Final = 4
_MEANINGLESS: Final = re.compile(rb"[A-Za-z0-9_.-]")


@dataclass(frozen=True)
class Values:
    """The macros of a case: `constant` ones, and `varying` ones, whose texts are this case's."""

    constant: Mapping[str, str]
    varying: Mapping[str, bytes]

    @cached_property
    def stand_ins(self) -> Mapping[str, bytes]:
        """What is compiled instead of each varying text, where it is long enough to be found again."""
        long = {name: text for name, text in self.varying.items() if len(text) >= _STORED_BYTES_MIN}
        return {name: _stand_in(name, len(text)) for name, text in long.items()}

    @cached_property
    def compiled(self) -> Mapping[str, str]:
        """All macros with what is compiled first."""
        return {**self.real, **{name: literal(text) for name, text in self.stand_ins.items()}}

    @cached_property
    def asked(self) -> Mapping[str, str]:
        """All macros for the preprocessor, which sees no difference between texts."""
        return {**self.constant, **dict.fromkeys(self.varying, literal(b""))}

    @cached_property
    def real(self) -> Mapping[str, str]:
        """All macros with this case's own texts."""
        return {**self.constant, **{name: literal(text) for name, text in self.varying.items()}}

    @cached_property
    def kind(self) -> str:
        """What the compiler could go by in all of this case's texts: one program is right for all of a kind."""
        short = sorted((name, text) for name, text in self.varying.items() if name not in self.stand_ins)
        return f"{self.shape(self.stand_ins)} {short}"

    @cached_property
    def own(self) -> str:
        """All of this case's texts."""
        return repr(sorted(self.varying.items()))

    def filled(self, data: bytes) -> bytes:
        """Put this case's texts into what was compiled."""
        for name, stand_in in self.stand_ins.items():
            data = data.replace(stand_in, self.varying[name])
        return data

    def shape(self, names: Iterable[str]) -> str:
        """Give what the compiler could go by in these texts."""
        return repr([(name, _shape(self.varying[name])) for name in sorted(self.stand_ins.keys() & set(names))])


def values_of(defines: Mapping[str, Define], words: Mapping[str, str]) -> Values:
    """Give the macros of a case; raises SketchError for a `{word}` that the case does not have."""
    texts = {name: text for name, text in defines.items() if isinstance(text, str)}
    varying = {name: with_words(f"defines.{name}", text, words) for name, text in texts.items() if has_words(text)}
    constant = {name: _constant(value) for name, value in defines.items() if name not in varying}
    return Values(constant, varying)


def literal(text: bytes) -> str:
    """Give a text as a string literal of C."""
    return '"' + "".join(chr(byte) if _is_plain(byte) else f"\\{byte:03o}" for byte in text) + '"'


def _constant(value: Define) -> str:
    if isinstance(value, str):
        return literal(value.encode())
    return str(int(value)) if isinstance(value, bool) else str(value)


def _is_plain(byte: int) -> bool:
    return 0x20 <= byte < 0x7F and byte not in b'"\\?'


def _stand_in(name: str, length: int) -> bytes:
    """Give a text of so many bytes that stands nowhere else, always the same for a macro and a length."""
    digest = hashlib.shake_256(f"{name} {length}".encode()).digest(length - len(_LAST))
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest).encode() + _LAST


def _shape(text: bytes) -> tuple[int, bytes, bytes]:
    signs = bytes(sorted(set(_MEANINGLESS.sub(b"", text))))
    return len(text), text[:_BEGINNING_BYTES], signs
