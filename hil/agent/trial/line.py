"""Promises about the line itself: which sentences are read, what is refused, and that replies come whole."""

import re
import time
from collections.abc import Sequence
from typing import Final

from oceanhil.hil.agent.agent_errors import AgentTimeoutError
from oceanhil.hil.agent.trial.trial import (
    NUMBER,
    BrokenPromiseError,
    NotTriedError,
    Trial,
    declared,
    expect,
    expect_refusal,
)
from oceanhil.protocol.agent.commands import command_type
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import BootEvent
from oceanhil.protocol.agent.sentence import (
    MAX_DATA_BYTES,
    MAX_SENTENCE_BYTES,
    AgentReader,
    Sentence,
    SentenceError,
    SentenceKind,
    checksum,
    decode,
    encode,
)
from oceanhil.protocol.agent.vectors import refused_vectors
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.protocol.redact import redact

_SILENCE_S: Final = 0.4
_ANSWER_S: Final = 1.0
_TRIES: Final = 3
"""A line may lose bytes: once is no proof."""
_SHOWN: Final = 60
_STARTS: Final = 2
_STARTING_S: Final = 2.0
_ODD: Final = 3
"""So many sentences that are right and oddly written are the writer's way; a line may bend one."""
_ROUNDS: Final = 6
"""Two in five checksums have no letter: among 18 refusals, fewer than three with one are luck of one in 50,000."""
_SENTENCE: Final = re.compile(rb"\$H(?:OK|ER|EV),[^$\r\n]*\r?\n")
_MOST: Final = (1 << 63) - 1
_NUMBERS: Final = (
    (("SLEEP", str(_MOST + 1)), AgentErrorCode.OUT_OF_RANGE),
    (("CLOCK", "SET", str(_MOST + 1)), AgentErrorCode.OUT_OF_RANGE),
    (("CLOCK", "SET", "1" + "0" * 19), AgentErrorCode.BAD_ARGUMENT),
)
_BEGUN_REPLY: Final = re.compile(r"\$HOK,\d+,(?:[0-9A-F]{2})+[0-9A-F]?(?P<other>[^0-9A-F*,]{3,}.*)")
"""Data of a read, and behind it what is none: more of it than a byte that was changed."""


def _raw(content: bytes, end: bytes = b"\r\n", form: bytes = b"$%s*%02X") -> bytes:
    return form % (content, checksum(content)) + end


_PING: Final = b"HIL,%d,PING" % NUMBER
_ALSO_READ: Final = (
    ("that ends with a lone LF", _raw(_PING, end=b"\n")),
    ("with a checksum in small letters", _raw(_PING, form=b"$%s*%02x")),
    ("with an escape that was not needed", _raw(b"HIL,%d,PI%%4eG" % NUMBER)),
)
_WRONG: Final = (
    ("a PING with a wrong checksum", b"$%s*%02X\r\n" % (_PING, checksum(_PING) ^ 0x55)),
    ("a PING with an escape that is no UTF-8", _raw(_PING + b",%FF")),
    ("a PING that says HOK", _raw(_PING.replace(b"HIL", b"HOK"))),
    ("a PING with a checksum of one digit", b"$HIL,%d,PING*5\r\n" % NUMBER),
    ("a PING in small letters", _raw(_PING.replace(b"HIL", b"hil"))),
    ("a PING whose number begins with 0", _raw(_PING.replace(b"%d" % NUMBER, b"0%d" % NUMBER))),
    ("a PING with a tab in it", _raw(_PING + b",a\tb")),
    ("a PING with a byte that is not ASCII", _raw(_PING + b",caf\xe9")),
    ("a PING with an escape of one digit", _raw(_PING + b",%4")),
    ("641 bytes", _raw(_PING + b"," + b"x" * (MAX_SENTENCE_BYTES - len(_PING) - 6))),
)


def _refusals(trial: Trial) -> None:
    _expect_refused(trial, [(each.words, each.code) for each in refused_vectors()])


def _numbers(trial: Trial) -> None:
    if trial.agent.groups.isdisjoint({CommandGroup.SLEEP, CommandGroup.CLOCK}):
        raise NotTriedError("it has neither clock nor sleep")
    _expect_refused(trial, _NUMBERS)


def _expect_refused(trial: Trial, refused: Sequence[tuple[tuple[str, ...], AgentErrorCode]]) -> None:
    for words, code in refused:
        kind = command_type(words)
        if kind is not None and kind.GROUP is not None and kind.GROUP not in trial.agent.groups:
            continue
        what = f"'{','.join(words)[:_SHOWN]}' was"
        expect_refusal(trial.refusal(*words), code, what, when=f", expected {code.value}")


def _wrong_sentences(trial: Trial) -> None:
    for what, raw in _WRONG:
        expect(f"{what} was answered", right=not trial.is_answered(raw, _SILENCE_S))


def _also_read(trial: Trial) -> None:
    for what, raw in _ALSO_READ:
        answered = any(trial.is_answered(raw, _ANSWER_S) for _ in range(_TRIES))
        expect(f"a PING {what} was not answered", right=answered)


def _longest(trial: Trial) -> None:
    """Any agent can be told so much: a PING takes no argument, and is refused."""
    room = MAX_SENTENCE_BYTES - len(encode(Sentence(SentenceKind.COMMAND, NUMBER, ("PING", ""))))
    line = encode(Sentence(SentenceKind.COMMAND, NUMBER, ("PING", "x" * room)))
    answered = any(trial.is_answered(line, _ANSWER_S) for _ in range(_TRIES))
    expect(f"a command of {len(line)} bytes was not answered", right=answered)


def _reply_before_boot(trial: Trial) -> None:
    trial.running()
    for number in range(NUMBER, NUMBER + _TRIES):
        trial.forget_events()
        try:
            trial.tell(number, "RESTART", "pin")
        except AgentTimeoutError:
            trial.event(BootEvent)
            continue
        trial.event(BootEvent)
        return
    raise BrokenPromiseError(f"{_TRIES} times BOOT came after RESTART,pin, and no whole reply before it")


def _whole_replies(trial: Trial) -> None:
    """Have it say much while its program starts, which is when it prints."""
    for _ in range(_STARTS):
        trial.boot()
        before, until_s = len(trial.printed), time.monotonic() + _STARTING_S
        while time.monotonic() < until_s:
            try:
                trial.agent.flash_read(0, MAX_DATA_BYTES)
            except AgentTimeoutError:
                break
        for line in trial.printed.since(before):
            if other := _in_a_reply(line):
                raise BrokenPromiseError(f"a reply to FLASH,READ is broken by '{redact(other)[:40]}'")


def _as_a_writer(trial: Trial) -> None:
    """By all that it has said so far, and by refusals, whose texts often have a comma to escape."""
    for _ in range(_ROUNDS):
        _expect_refused(trial, _NUMBERS)
    odd = [way for raw in _SENTENCE.findall(trial.heard()) if (way := oddly_written(raw))]
    expect(f"a sentence of its own has {odd[0]}" if odd else "", right=len(odd) < _ODD)


def oddly_written(raw: bytes) -> str:
    """Tell what is odd in a sentence that any reader takes; empty where a writer should write it so, or it is none."""
    try:
        wanted = encode(decode(raw))
    except SentenceError:
        return ""
    if raw == wanted:
        return ""
    if not raw.endswith(b"\r\n"):
        return "a line end without CR"
    is_content_right = raw.rpartition(b"*")[0] == wanted.rpartition(b"*")[0]
    return "small digits in its checksum" if is_content_right else "odd escapes"


def _in_a_reply(line: str) -> str:
    """Give what stood within a reply, empty where this line of the log shows nothing of the kind."""
    if found := _BEGUN_REPLY.search(line):
        return found["other"]
    # What was cut in two by another sentence, and joins up behind it, is whole.
    whole = any(isinstance(each, Sentence) for each in AgentReader().feed(line.encode("utf-8", "replace") + b"\n"))
    return "another sentence" if whole else ""


LINE_PROMISES: Final = (
    declared("any", "Answer `unknown-command`, `bad-argument` and `out-of-range` before anything changes", _refusals),
    declared("any", "A sentence that is wrong, or not of a kind for this end, is **not answered**", _wrong_sentences),
    declared("any", "a lone LF, small hex digits, and escapes that were not needed", _also_read),
    declared("any", "A sentence has at most 640 bytes from `$` to LF", _longest),
    declared("any", "A number of 19 digits is a number", _numbers),
    declared("RESTART", "wait until the reply has left the UART", _reply_before_boot),
    declared(
        "any",
        "Write a sentence in one go, so that no log text gets into it",
        _whole_replies,
        CommandGroup.HOLD,
        CommandGroup.FLASH,
    ),
    declared(
        "any", "end with CR LF, write hex digits in upper case, and escape only what must be escaped", _as_a_writer
    ),
)
"""In the order in which they are tried."""
