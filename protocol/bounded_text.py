"""Text that somebody else may have written, read within bounds: of depth, keys, numbers and mistakes.

TOML and JSON parsers are recursive, and slower than linear on long dotted keys. So what is deeper or longer than
anybody writes is refused here, before a parser or whoever walks through what it made sees it. YAML has the same bounds
where scenarios are read, `oceanhil.scenarios.yaml_marks`. It knows of no file: `data_files` reads one.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

DEPTH_MAX: Final = 24
"""Tables and lists inside each other, the parts of dotted keys counted."""
KEY_CHARACTERS_MAX: Final = 256
MISTAKES_MAX: Final = 100
"""How many mistakes of one file are told; who has more mends these first."""
MESSAGE_CHARACTERS_MAX: Final = 1_000

Key = tuple[str, ...]
T = TypeVar("T")
_TOKEN: Final = re.compile(
    r"""(?P<space>[ \t\r]+|\#[^\n]*)
    |(?P<long>\"\"\"(?:[^"\\]|\\.|"(?!""))*"{3,5}|'''(?:[^']|'(?!''))*'{3,5})
    |(?P<quoted>"(?:[^"\\\n]|\\.)*"|'[^'\n]*')
    |(?P<sign>[\[\]{}=,.\n])
    |(?P<bare>[^\s\[\]{}=,."'\#]+)""",
    re.VERBOSE | re.DOTALL,
)
_BRACKETS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_BEGINS_JSON: Final = '{["-0123456789tfn'
_LOOK_AT: Final = 1_000
_TOO_DEEP: Final = f"is nested too deeply, more than {DEPTH_MAX} levels"
_SYNTAX_PLACE: Final = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


IN_SINGLE_QUOTES: Final = "write the text in single quotes, where \\ is an ordinary character"
"""What to do about a \\ that is none, such as that of a regular expression, in TOML as in YAML."""
EMPTY: Final = "is empty"
"""Said of JSON that is none at all: who meets it made no such file, or its disk was full."""


class DataFileError(ValueError):
    """A file that cannot be used as data; `what` is the mistake, `line` where it stands, 0: the file as a whole."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(f"{what}, in line {line}" if line else what)
        self.what = what
        self.line = line


def toml_tables(text: str) -> dict[str, object]:
    """Read TOML; raises DataFileError with the line."""
    toml_lines(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _SYNTAX_PLACE.search(message)
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        problem = message.partition(" (at ")[0].lower()
        hint = f"; {IN_SINGLE_QUOTES}" if problem.startswith("unescaped '\\'") else ""
        raise DataFileError(f"is not valid TOML: {problem}{hint}", line) from None
    except RecursionError:
        raise DataFileError(_TOO_DEEP) from None
    except ValueError:
        raise DataFileError("has a number that is too long, or a date that does not exist") from None


def json_document(data: bytes | str, form: type[T]) -> T:
    """Read JSON as `form`; raises DataFileError."""
    if not data.strip():
        raise DataFileError(EMPTY)
    # A page of HTML is no JSON, before its brackets are anything else.
    begins = data[:_LOOK_AT].lstrip()[:1]
    begun = begins.decode("utf-8", "replace") if isinstance(begins, bytes) else begins
    if begun and begun not in _BEGINS_JSON:
        raise DataFileError(f"is no JSON: it begins with {begun!r}")
    refuse_deep_json(data)
    try:
        return msgspec.json.decode(data, type=form)
    except UnicodeDecodeError as error:
        raise DataFileError(f"is no JSON: not UTF-8 text at byte {error.start}") from None
    except msgspec.ValidationError as error:
        raise DataFileError(str(error)) from None
    except (ValueError, RecursionError) as error:
        raise DataFileError(f"is no JSON: {error}") from None


def refuse_deep_json(data: bytes | str) -> None:
    """Raise DataFileError for JSON that is nested deeper than anybody writes, in time linear to its size."""
    depth = 0
    for found in _BRACKETS.finditer(data.encode("utf-8", "replace") if isinstance(data, str) else data):
        if found[0] in b"[{":
            depth += 1
            if depth > DEPTH_MAX:
                raise DataFileError(_TOO_DEEP)
        elif found[0] in b"]}":
            depth -= 1


def toml_lines(text: str) -> Mapping[Key, int]:
    """Give the line (from 1) of every key and table of a TOML text; raises DataFileError for what is out of bounds.

    No TOML reader of Python's tells places. A text that is no TOML ends early: its syntax is for others to judge.
    """
    return _Places(text).read()


def shortened(text: str, characters: int = MESSAGE_CHARACTERS_MAX) -> str:
    """Give a text that a person can read, its middle left out where somebody wrote a long value into a file."""
    end = characters // 3
    return text if len(text) <= characters else f"{text[: characters - end - 1]}…{text[-end:]}"


class _Places:
    """One walk over the tokens of a TOML text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[Key, int] = {}
        self._line = 1
        self._table: Key = ()
        self._parts: list[str] = []
        self._is_key = True
        self._is_header = False
        self._open: list[Key | None] = []
        """Lists (None) and inline tables (with their key) that have not ended."""
        self._key: Key = ()

    def read(self) -> Mapping[Key, int]:
        """Walk to the end, or to what is no TOML."""
        place = 0
        while found := _TOKEN.match(self._text, place):
            place = found.end()
            self._take(found.lastgroup or "", found[0])
            self._line += found[0].count("\n")
        return self._lines

    def _take(self, kind: str, token: str) -> None:
        if kind in {"bare", "quoted"} and self._is_key:
            self._add_part(token)
        elif kind == "sign":
            self._take_sign(token)
        elif kind == "bare" and len(token) > KEY_CHARACTERS_MAX:
            raise DataFileError(f"is not valid TOML: a number or word of {len(token)} characters", self._line)

    def _add_part(self, token: str) -> None:
        if len(token) > KEY_CHARACTERS_MAX:
            raise DataFileError(
                f"a key has {len(token)} characters, expected at most {KEY_CHARACTERS_MAX}; write a shorter one",
                self._line,
            )
        self._parts.append(token)
        if len(self._parts) > DEPTH_MAX:
            raise self._too_deep()

    def _take_sign(self, sign: str) -> None:
        match sign:
            case "=" if self._is_key:
                self._key = self._known(self._base())
                self._is_key = False
            case "[" | "{" if not self._is_key:
                self._push(self._key if sign == "{" else None)
            case "[":
                self._is_header = True
            case "]" if self._is_header:
                if self._parts:
                    self._table = self._known(())
                self._parts = []
            case "]" | "}" if self._open:
                self._open.pop()
                self._is_key = False
            case ",":
                self._begin_key(is_key=bool(self._open) and self._open[-1] is not None)
            case "\n" if not self._open:
                self._begin_key(is_key=True)
            case _:
                pass

    def _push(self, key: Key | None) -> None:
        self._open.append(key)
        if len(self._open) + len(self._key) > DEPTH_MAX:
            raise self._too_deep()
        self._begin_key(is_key=key is not None)

    def _begin_key(self, *, is_key: bool) -> None:
        self._parts = []
        self._is_key, self._is_header = is_key, False

    def _base(self) -> Key:
        return next((key for key in reversed(self._open) if key is not None), self._table)

    def _known(self, base: Key) -> Key:
        key = (*base, *map(_plain, self._parts))
        if len(key) + len(self._open) > DEPTH_MAX:
            raise self._too_deep()
        for length in range(1, len(key) + 1):
            self._lines.setdefault(key[:length], self._line)
        return key

    def _too_deep(self) -> DataFileError:
        return DataFileError(_TOO_DEEP, self._line)


def _plain(token: str) -> str:
    """Give a part of a key without its quotes and escapes."""
    if not token.startswith(('"', "'")):
        return token
    try:
        return next(iter(tomllib.loads(f"{token} = 0")))
    except ValueError:
        return token
