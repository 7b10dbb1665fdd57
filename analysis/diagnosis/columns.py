"""Rows of numbers below a line that names their columns, as a sketch prints them for a spreadsheet.

`# s status ip` above `12 2 0.0.0.0` says of the row what `status: 2 s: 12 ip: 0.0.0.0` would. A table begins where a
line has two or more names, one of them of an answer or a state; lines of another width are none of its rows. What
separates the names separates the values: between semicolons there may be words, or nothing.

What it must not know: what the numbers mean.
"""

import re
from typing import Final

_STATUSES: Final = frozenset(
    {"status", "http", "code", "rc", "result", "http_code", "httpcode", "http_status", "response", "answer", "st"}
    | {"estado", "stato", "statut", "etat", "codigo", "codice", "kod", "durum", "stav", "antwort", "ergebnis", "wynik"}
)
_ADDRESSES: Final = frozenset({"ip", "addr", "address", "ip_address", "adresse", "direccion", "indirizzo", "adres"})
_HEADER: Final = re.compile(r"[#/\s]*([A-Za-z_][\w()/%.-]*(?:(?: *[;,|] *|\s+)[A-Za-z_][\w()/%.-]*){1,15})\s*")
_SEPARATORS: Final = ";|,"
_BLANK: Final = re.compile(r"\s+")
_VALUE: Final = re.compile(r"-?[\d.]+")


class Columns:
    """The names of the columns that a log's rows have at the moment."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._separator = ""

    def spelled(self, line: str) -> str:
        """Give a row with its columns' names, the answer or state first; any other line as it is."""
        if (found := _HEADER.fullmatch(line)) is not None:
            self._separator = next((each for each in _SEPARATORS if each in found[1]), "")
            self._names = _names_in(_split(found[1], self._separator))
            return line
        if not self._names:
            return line
        values = _split(line, self._separator)
        if len(values) != len(self._names) or not any(map(_VALUE.fullmatch, values)):
            return line
        pairs = sorted(zip(self._names, values, strict=True), key=_rank)
        return " ".join(f"{name}: {value}" for name, value in pairs if value)


def _split(line: str, separator: str) -> list[str]:
    return [each.strip() for each in line.split(separator)] if separator else _BLANK.split(line.strip())


def _rank(column: tuple[str, str]) -> int:
    """Give a key that sorts columns: what was asked for in words, the answer or state, the rest."""
    name, value = column
    if name in ("status", "http"):
        return 1
    return 0 if value.isalpha() else 2


def _names_in(header: list[str]) -> list[str]:
    """Give the names of the columns, of an answer or a state in one word; none if no column is of that kind."""
    names = [name.lower() for name in header]
    if not _STATUSES & set(names):
        return []
    has_address = bool(_ADDRESSES & set(names))
    kinds = dict.fromkeys(_STATUSES, "status" if has_address else "http") | dict.fromkeys(_ADDRESSES, "ip")
    return [kinds.get(name, name) for name in names]
