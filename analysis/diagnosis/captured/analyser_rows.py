r"""What a logic analyser or a dump wrote down of a serial line: some characters in each row, put together to lines.

Saleae's export has them behind the name of the analyser (`"Async Serial","data",0.104233,8.64e-05,"h",`), its older
program behind the time (`0.104233000,h,,`), PulseView behind the samples (`120441-121300 UART: TX data: 68`). A
character is there itself, as an escape (`\r`), in words (`COMMA`), or as its number (`0x68`, `'104'`).

Dumps have up to sixteen characters in a row, as numbers and then as text (`hexdump -C`, `xxd`, `od -t x1z`).

Each row stays a line, so that lines have their numbers: the text of a line stands where its end was, and the others
are empty. Rows of two lines of a port (TX and RX) are apart by what stands in front.

What it must not know: what a text means.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

HEAD_LINES: Final = 40
"""So many lines tell whether they are such rows."""
_QUOTED: Final = r'"(?P<quoted>""|\\?[^"]|\\x[0-9A-Fa-f]{2}|[A-Za-z]{2,8})"'
_PLAIN: Final = r"""(?P<plain>0x[0-9A-Fa-f]{2}|\\[rnt0]|[^,\s]|'.{1,8}'| |[A-Z]{2,8})"""
_CHARACTER: Final = f"(?:{_QUOTED}|{_PLAIN})"
_FORMS: Final = (
    # Saleae Logic 2: name, type, start, duration, data, and what was wrong.
    re.compile(rf'(?P<line>"?[^",]{{1,40}}"?,"?data"?),[\d.e+-]+,[\d.e+-]+,{_CHARACTER}(?:,.*)?'),
    # Saleae Logic 1: time, perhaps the name, value, what was wrong.
    re.compile(rf"-?\d+\.\d{{6,}},(?P<line>(?:[A-Za-z][\w ]{{0,30}},(?:\d*,)?)?){_CHARACTER}(?:,[^,]*){{0,3}}"),
    # PulseView and sigrok-cli.
    re.compile(
        r"(?:\d+-\d+ )?(?P<line>[\w ]*[Uu][Aa][Rr][Tt][\w-]*: (?:[TR]X ?(?:data)?:? ?)?)(?P<plain>[0-9A-Fa-f]{2})"
    ),
    # hexdump and od, and xxd, whose numbers stand in pairs.
    re.compile(r"(?P<line>)[0-9A-Fa-f]{6,8} {1,2}(?P<bytes>(?:[0-9A-Fa-f]{2} {1,2}){1,16}) *(?:\|.{0,16}\||>.{0,16}<)"),
    re.compile(r"(?P<line>)[0-9A-Fa-f]{8}: (?P<bytes>(?:(?:[0-9A-Fa-f]{2}){1,2} ){1,16}) .{0,60}"),
)
_HEXADECIMAL: Final = _FORMS[2]
_WORDS: Final = {"COMMA": ",", "SPACE": " ", "CR": "\r", "LF": "\n", "TAB": "\t", "NUL": "", "NULL": "", "' '": " "}
_ESCAPES: Final = {r"\r": "\r", r"\n": "\n", r"\t": "\t", r"\0": "", '""': '"', r"\\": "\\", r"\"": '"'}
_ENDS: Final = frozenset("\r\n")
_ROWS_MIN: Final = 10
_LONGEST: Final = 2_000


def lines_of_analyser(lines: Iterable[str]) -> Iterator[str]:
    """Give the lines of a log, those of a logic analyser's rows put together; any other log as it is."""
    rest = iter(lines)
    head = list(islice(rest, HEAD_LINES))
    form = _form_of(head)
    if form is None:
        yield from chain(head, rest)
        return
    texts: dict[str, str] = {}
    for row in chain(head, rest):
        found = form.fullmatch(row.rstrip("\r"))
        if found is None:
            yield ""
            continue
        of, ended = found["line"], list[str]()
        text = texts.get(of, "")
        for character in _characters_in(found, is_number=form is _HEXADECIMAL):
            if character in _ENDS or len(text) >= _LONGEST:
                ended.append(text)
                text = ""
            else:
                text += character
        texts[of] = text
        yield "\r".join(filter(None, ended))
    yield from filter(None, texts.values())


def _form_of(head: Iterable[str]) -> re.Pattern[str] | None:
    """Tell in which form nearly all of the rows are."""
    rows = [row for line in head if (row := line.rstrip("\r"))]
    for form in _FORMS:
        fitting = sum(form.fullmatch(row) is not None for row in rows)
        if fitting >= _ROWS_MIN and 10 * fitting >= 9 * (len(rows) - 1):
            return form
    return None


def _characters_in(row: re.Match[str], *, is_number: bool) -> str:
    fields = row.groupdict()
    if (numbers := fields.get("bytes")) is not None:
        return "".join(map(chr, bytes.fromhex(numbers)))
    told = fields.get("quoted") or fields["plain"]
    if told is None:
        return ""
    if is_number or told.lower().startswith(("0x", r"\x")):
        return chr(int(told[-2:], 16))
    if len(told) > 1 and told.strip("'").isdecimal():
        return chr(int(told.strip("'")) % 256)
    return _ESCAPES.get(told, _WORDS.get(told, told[:1]))
