"""What traces and reports say about requests, lines of the console and boards, with secrets cut."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from oceanhil.protocol.redact import has_prefix, leaks, may_hold_secret, redact
from oceanhil.protocol.secret_pieces import SecretPieces
from oceanhil.scenarios.trace import OWN_WORDS, EventKind, Scalar, Trace
from oceanhil.scenarios.world import MAIN_DEVICE

# Noise of a boot ROM at another baud rate has no line end of its own: the firmware's first line follows on it.
_NOISE = re.compile(r"[^\x20-\x7E\t]|\\x[0-9a-f]{2}")
_FIRMWARE_LINE = re.compile(r"\[[A-Za-z]{2,12}\] ")
_SYMBOLS_IN_A_LINE = 4
"""A line of the firmware holds a tick or two; a boot ROM at another baud rate makes dozens of unreadable bytes."""
# What an ESP32 prints below a crash: the hash of the program's file, by which its build is known. It is no secret.
_BUILD_HASH = re.compile(r"ELF file SHA256:\s+[0-9a-f]{8,64}\s*")
# As long as one of 64 bits: a time in microseconds has 16 digits, and so have, in hexadecimal, the number of a Pico W's
# flash chip and that of a sensor on one wire. A token that looks like one is known by having been issued.
_NUMBER = re.compile(r"[0-9]{1,20}|[0-9A-Fa-f]{16}")


def cut_text(text: str, pieces: SecretPieces) -> str:
    """Give `text` without what must not be shown of `pieces`, nor of what looks like a secret."""
    raw = bytearray(text.encode("latin-1", "backslashreplace"))
    for place in pieces.hidden_in(bytes(raw)):
        raw[place.start : place.stop] = bytes(len(place))
    shown = re.sub("\0+", "…", raw.decode("latin-1")) if 0 in raw else text
    shown = redact(shown)
    found = pieces.found_in(shown)
    return shown if found is None else f"{shown[: found[0]]}…"


def parted(text: str) -> Iterator[str]:
    """Give `text` as one line, or as two where a line of the firmware begins behind noise."""
    noise = _NOISE.search(text)
    line = _FIRMWARE_LINE.search(text, noise.end()) if noise is not None else None
    if noise is None or line is None or _is_firmware_line(text, line.start()):
        yield text
    else:
        yield text[: line.start()]
        yield text[line.start() :]


def _is_firmware_line(text: str, end: int) -> bool:
    """Tell whether `text` is a line of the firmware all the way, though it holds something like a tag at `end`."""
    return _FIRMWARE_LINE.match(text) is not None and len(_NOISE.findall(text, 0, end)) <= _SYMBOLS_IN_A_LINE


def serial_fields(
    text: str,
    secrets: Callable[[], Collection[str]],
    pieces: SecretPieces,
    *,
    garbled: bool,
    foreign: bool = False,
) -> dict[str, Scalar]:
    """Give the fields of a serial event: the text with secrets cut, and `leak` when one was in it.

    `piece` says what of a secret there was where it was not a whole one.

    `foreign`: the program is somebody's own, who prints hashes as well; where it is known what was issued, a token
    without its prefix leaks only if it was.

    `garbled`: the line came over a faulty line, where a doubled byte makes what may be shown look longer than that; it
    leaks only a secret that was issued.
    """
    if text in pieces.plain:
        return {"text": text}
    issued = secrets()
    known = issued if foreign else ()
    if not garbled and (found := pieces.found_in(text)) is not None and not _tokens_in(text, known):
        return {"text": f"{redact(text[: found[0]])}…", "leak": True, "piece": found[1]}
    if not may_hold_secret(text):
        if not garbled:
            pieces.note_plain(text)
        return {"text": text}
    shown = redact(text)
    is_no_token = garbled or _BUILD_HASH.fullmatch(text) is not None or not _tokens_in(text, known)
    if (shown != text and not is_no_token) or any(secret in text for secret in issued):
        return {"text": shown, "leak": True}
    return {"text": shown}


def _tokens_in(text: str, known: Collection[str]) -> Sequence[str]:
    """List what looks like a whole token and is no number either.

    With those that are `known`, only a prefix makes one of another: a sketch prints its own MD5, the commit of its
    build or a UUID, and each looks like a token without one.
    """
    tokens = [found for found in leaks(text) if _NUMBER.fullmatch(found) is None]
    return [found for found in tokens if has_prefix(found) or any(each in found for each in known)] if known else tokens


def spoken_fields(
    text: str,
    meant: str | None,
    secrets: Callable[[], Collection[str]],
    pieces: SecretPieces,
    *,
    foreign: bool = False,
) -> Mapping[str, Scalar]:
    """Give the fields of a line that is heard as it was sent; `meant` is the documented one that it stands for, if any.

    That is the text then, and what was printed stands beside it as the firmware's own words.
    """
    fields = serial_fields(text, secrets, pieces, garbled=False, foreign=foreign)
    if meant is None or meant == text:
        return fields
    known = serial_fields(meant, secrets, pieces, garbled=False, foreign=foreign)
    return {**known, **fields, "text": known["text"], OWN_WORDS: fields["text"]}


def board_facts(trace: Trace, known: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """Join what is known of each device with how often it booted; a second device's facts carry its name in front."""
    facts: dict[str, str] = {}
    for device, found in known:
        prefix = "" if device == MAIN_DEVICE else f"{device}_"
        boots = sum(event.kind is EventKind.BOOT and event.device == device for event in trace)
        facts |= {f"{prefix}{name}": text for name, text in {**found, "boots": str(boots)}.items()}
    return facts
