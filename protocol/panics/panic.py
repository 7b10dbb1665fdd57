"""One crash, with everything that its text tells."""

from collections.abc import Mapping

import msgspec

from oceanhil.protocol.board import Board
from oceanhil.protocol.panics.kinds import PanicKind
from oceanhil.protocol.panics.resets import Reset

_ABOUT_AN_ADDRESS = frozenset(
    {
        PanicKind.LOAD_PROHIBITED,
        PanicKind.STORE_PROHIBITED,
        PanicKind.INSTRUCTION_FETCH,
        PanicKind.LOAD_STORE,
        PanicKind.ALIGNMENT,
    }
)


class Assertion(msgspec.Struct, frozen=True):
    """What a failed assertion says of itself."""

    file: str
    """Without its folder."""
    line: int
    function: str
    """As the compiler writes it, such as `void setup()`."""
    condition: str


class Panic(msgspec.Struct, frozen=True, kw_only=True):
    """A crash as it was read from a console. Addresses are those of the chip; None or empty: not in the text."""

    board: Board
    kind: PanicKind
    headline: str
    """The line that names the crash, without log text before it."""
    core: int | None = None
    task: str = ""
    pc: int | None = None
    """Where it happened: PC, epc1, or where abort() was called from."""
    excvaddr: int | None = None
    """The address that could not be accessed."""
    backtrace: tuple[int, ...] = ()
    """Return addresses, the innermost first; on an ESP8266 the words of the stack that can be code."""
    backtrace_is_corrupted: bool = False
    registers: Mapping[str, int] = {}
    reset: Reset | None = None
    """The start that followed, if its banner could be read."""
    lines: tuple[str, ...] = ()
    """All lines of the dump, as they came."""
    is_complete: bool = False
    """True when the end of the dump was seen."""

    @property
    def addresses(self) -> tuple[int, ...]:
        """Everything that may be a place in the program: PC first, then the backtrace, each once."""
        pc = () if self.pc is None else (self.pc,)
        return tuple(dict.fromkeys((*pc, *self.backtrace)))

    @property
    def summary(self) -> str:
        """The headline, with kind, PC and accessed address where the headline does not have them."""
        parts = [self.headline.rstrip(" :.")]
        said = "".join(character for character in self.headline.lower() if character.isalpha())
        if self.kind.value.replace("-", "") not in said:
            parts.append(self.kind.word)
        if self.pc is not None and f"{self.pc:x}" not in self.headline.lower():
            parts.append(f"PC {self.pc:#010x}")
        if self.excvaddr is not None and self.kind in _ABOUT_AN_ADDRESS:
            parts.append(f"address {self.excvaddr:#010x}")
        return ", ".join(parts)
