"""Promises about EEPROM, and about a command that comes twice: XOR shows whether it was done again."""

from typing import Final

from oceanhil.hil.agent.trial.trial import (
    NUMBER,
    NotTriedError,
    Trial,
    declared,
    ending,
    expect,
    expect_done,
    expect_refusal,
)
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.vocabulary import CommandGroup

EEPROM_BYTES: Final = 64
_PAGE_BYTES: Final = 256


def write_other_bytes(trial: Trial) -> bytes:
    """Begin EEPROM and write other bytes than it holds, without a commit; gives what was written."""
    trial.agent.eeprom_begin(EEPROM_BYTES)
    stored = trial.agent.eeprom_read(0, EEPROM_BYTES)
    wanted = bytes(each ^ 0xA5 for each in stored)
    trial.agent.eeprom_write(0, wanted)
    return wanted


def _once(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    agent.eeprom_begin(EEPROM_BYTES)
    agent.eeprom_write(0, b"\0")
    for _ in range(2):
        trial.tell(NUMBER, "EEPROM", "XOR", "0", "FF")
    read = trial.tell(NUMBER, "EEPROM", "READ", "0", "1")
    expect(
        "EEPROM,READ with the number of the EEPROM,XOR before it was given the reply to that",
        right=len(read.words) == 1,
    )
    expect("EEPROM,XOR that came again with its number was done again", right=agent.eeprom_read(0, 1) == b"\xff")
    for _ in range(2):
        trial.tell(0, "EEPROM", "XOR", "0", "FF")
    expect("EEPROM,XOR with number 0 was not done each time", right=agent.eeprom_read(0, 1) == b"\xff")


def _forgets(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    agent.eeprom_begin(EEPROM_BYTES)
    for between, what in ((("PING",), "another command"), (("PING", "x"), "a refused command")):
        agent.eeprom_write(0, b"\0")
        trial.tell(NUMBER, "EEPROM", "XOR", "0", "FF")
        trial.tell(NUMBER + 1, *between)
        trial.tell(NUMBER, "EEPROM", "XOR", "0", "FF")
        said = f"EEPROM,XOR with the number of the one before {what} was taken for a repetition"
        expect(said, right=agent.eeprom_read(0, 1) == b"\0")


def _refused_without_effect(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    size = agent.eeprom_begin(EEPROM_BYTES)
    agent.eeprom_write(size - 1, b"\x5a")
    refusal = trial.refusal("EEPROM", "WRITE", str(size - 1), "A5A5")
    what = f"of {size} bytes, a write of two at {size - 1} was"
    expect_refusal(refusal, AgentErrorCode.OUT_OF_RANGE, what)
    said = f"{what} {ending(refusal)}, and the first of them was written"
    expect(said, right=agent.eeprom_read(size - 1, 1) == b"\x5a")


def _begin(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    agent.eeprom_begin(EEPROM_BYTES)
    stored = agent.eeprom_read(0, 8)
    agent.eeprom_write(0, bytes(each ^ 0x5A for each in stored))
    agent.eeprom_begin(EEPROM_BYTES)
    expect("bytes that were not committed are there after EEPROM,BEGIN", right=agent.eeprom_read(0, 8) == stored)


def _read_to_the_end(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    size = agent.eeprom_begin(_PAGE_BYTES)
    for address, length in ((size - 1, 1), (size - min(size, _PAGE_BYTES), min(size, _PAGE_BYTES))):
        refusal = trial.refusal("EEPROM", "READ", str(address), str(length))
        expect_done(refusal, f"of {size} bytes, {length} at {address} were")
    refusal = trial.refusal("EEPROM", "READ", str(size), "1")
    expect_refusal(refusal, AgentErrorCode.OUT_OF_RANGE, f"of {size} bytes, 1 at {size} was", done="read")


def _not_begun(trial: Trial) -> None:
    trial.boot()
    trial.agent.hold()
    if trial.refusal("EEPROM", "READ", "0", "1") is None:
        raise NotTriedError("its program begins EEPROM by itself")
    for words, wanted in (
        (("READ", "0", "1"), AgentErrorCode.OUT_OF_RANGE),
        (("ERASE",), AgentErrorCode.OUT_OF_RANGE),
        (("COMMIT",), AgentErrorCode.STORAGE_FAILED),
    ):
        what = f"'EEPROM,{','.join(words)}' before EEPROM,BEGIN was"
        expect_refusal(trial.refusal("EEPROM", *words), wanted, what, when=f", expected {wanted.value}")


def _commit(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    wanted = write_other_bytes(trial)
    agent.eeprom_commit()
    agent.eeprom_begin(EEPROM_BYTES)
    expect(
        "bytes that were committed are others after EEPROM,BEGIN", right=agent.eeprom_read(0, EEPROM_BYTES) == wanted
    )


_G: Final = CommandGroup
_EEPROM: Final = (_G.HOLD, _G.EEPROM)
EEPROM_PROMISES: Final = (
    declared("EEPROM,XOR", "it gives the same reply and does nothing", _once, *_EEPROM),
    declared(
        "EEPROM,XOR", "Every other command in between makes the agent forget, a refused one too", _forgets, *_EEPROM
    ),
    declared("EEPROM,WRITE", "a refused command has no effect", _refused_without_effect, *_EEPROM),
    declared("EEPROM,BEGIN", "loads them from flash and drops what was not committed", _begin, *_EEPROM),
    declared("EEPROM,READ", "1 to 256 bytes, exactly as many as were asked for", _read_to_the_end, *_EEPROM),
    declared(
        "EEPROM", "Before anything began EEPROM its size is 0: every address is `out-of-range`", _not_begun, *_EEPROM
    ),
    declared("EEPROM,COMMIT", "`EEPROM.commit()`", _commit, *_EEPROM),
)
