"""What a line leaves to the lines before it: names of a table's columns, whose state a number is, where an error was.

Each of the classes takes the lines of a log in their order, and gives each as it would be printed if it stood alone.

What they must not know: what a number or an error means.
"""

import re
from typing import Final

from oceanhil.analysis.diagnosis.wording.access_logs import in_common_form

_STATUSES: Final = frozenset(
    {"status", "http", "code", "rc", "result", "http_code", "httpcode", "http_status", "response", "answer", "st"}
    | {"estado", "stato", "statut", "etat", "codigo", "codice", "kod", "durum", "stav", "antwort", "ergebnis", "wynik"}
)
_ADDRESSES: Final = frozenset({"ip", "addr", "address", "ip_address", "adresse", "direccion", "indirizzo", "adres"})
_HEADER: Final = re.compile(r"[#/\s]*([A-Za-z_][\w()/%.-]*(?:(?: *[;,|] *|\s+)[A-Za-z_][\w()/%.-]*){1,15})\s*")
_SEPARATORS: Final = ";|,"
_BLANK: Final = re.compile(r"\s+")
_VALUE: Final = re.compile(r"-?[\d.]+")
_BEGINS: Final = re.compile(
    r"(?i)\bssid\b|\bNET_REQUEST_WIFI_CONNECT\b|\bwlan\.connect\b"
    r"|\b(?:connecting|joining|verbinde|connexion|conectando|connessione|lacze|laczenie|verbinden)\b.{0,16}"
    r"\b(?:wi-?fi|wlan|ap|network|netz\w*|r.?seau|red|rete|sieci|rede|netwerk)\b"
)
# MicroPython's states of a network that is being joined, of the Pico W and of ESP32; no request has such a status.
_IS_JOINING: Final = frozenset({"0", "1", "2", "1000", "1001"})
_ENDS: Final = re.compile(
    r"(?i)\b(?!0\.0\.0\.0|169\.254|127\.)\d{1,3}(?:\.\d{1,3}){3}\b|https?:|/api/|\b(?:get|post|http|poll|session|mqtt)\b"
)
# Few lines have any of it, and those are looked at.
_TELLING: Final = ("ssid", "connec", "joining", "verbinde", "connexion", "conectando", "lacze")
_STATE: Final = re.compile(r"(?i)(?:st(?:atus|ate)?|stato|estado|etat|stan|durum) ?[=:]? ?(-?\d{1,4})")
_RESULT: Final = re.compile(
    r"(?i)\bconnect(?:ion)? (?:result|request failed):? ?\(?(?:status |code |error )?-?\d{1,3}\b"
)

# The record of a token is about to be read, and what is found of it.
_RECORD_READ: Final = re.compile(
    r"(?i)\b(?:read|load|check|les|lad|pr.{1,2}f|lecture|lire|leyend|leo\b|lett|legg|lend|lei|czyt|odczyt|lez|lect|okun)\w*"
    r"\b.{0,24}\b(?:token|jeton|eeprom|nvs)\w*\b"
)
_CHECK_SUM: Final = re.compile(
    r"(?i)(?:crc\w*|checksum|\w*pr.{1,2}fsumme|kontrollsumm\w*|somme de contr.{1,2}le|suma de (?:control|verificaci)"
    r"|suma kontrolna|soma de verifica|controlesom|suma (?:le.{1,2}da|calculada|guardada)"
    r"|soma (?:lida|calculada|gravada)|somme (?:lue|calcul.{1,2}e)|somma (?:letta|calcolata))\b"
)

_STATUS: Final = "status"
_FRAME: Final = 'File "'
_ERROR: Final = "OSError"
_READS: Final = re.compile(r", in (_?(?:read|recv)\w*)$")
# What speaks to a part on the board, by the names that MicroPython's libraries have.
_DRIVERS: Final = (
    r"dht|am23\d\d|ds18\w*|onewire|bm[ep]\d\w*|sht\d?\w*|si70\w*|aht\w*|hdc\d\w*|htu\w*|mcp9\w*|bh1750|tsl\w*|veml\w*|ads1\w*"
    r"|ina\d\w*|mpu\w*|lsm\w*|max\d\w*|hx711|hcsr04|vl53\w*|scd\w*|ccs811|sgp\w*|pms\w*|ssd1306|sh1106|ds3231|ds1307|urtc|pcf\w*"
    r"|lcd\w*|i2c\w*|sdcard|\w*sensors?"
)
_DRIVES: Final = re.compile(
    rf'File "(?:[^"]*/)?(?:{_DRIVERS})\.m?py"|, in (?:measure|readfrom\w*|writeto\w*|read_temp\w*)$'
)
_PART_FAILED: Final = "failed to read sensor"


class Columns:
    """The names of the columns that a log's rows have at the moment, as a sketch prints them for a spreadsheet.

    `# s status ip` above `12 2 0.0.0.0` says of the row what `status: 2 s: 12 ip: 0.0.0.0` would. A table begins where
    a line has two or more names, one of them of an answer or a state; lines of another width are none of its rows. What
    separates the names separates the values: between semicolons there may be words, or nothing.
    """

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


def _is_joining(line: str) -> bool:
    found = _STATE.fullmatch(line)
    return found is not None and found[1] in _IS_JOINING


class Joining:
    """Whether a network is being joined: then a number by itself is the state of that, and of nothing else.

    `status=-3` is what HTTPClient says of a request and what MicroPython says of a password; `connect result: status 1`
    may be anybody's. After a line that names the network, and before an address or a request, it is the network's.
    """

    def __init__(self) -> None:
        self._is_on = False

    def spelled(self, line: str) -> str:
        """Give a line of a bare state with the words that tell whose it is; any other line as it is."""
        lowered = line.lower()
        if any(word in lowered for word in _TELLING) and _BEGINS.search(line) is not None:
            self._is_on = True
        elif not self._is_on:
            self._is_on = line.lower().startswith(_STATUS) and _is_joining(line)
            return line
        elif _ENDS.search(line) is not None:
            self._is_on = False
        elif (found := _STATE.fullmatch(line)) is not None:
            return f"wlan status: {found[1]}"
        else:
            return _RESULT.sub(r"wifi \g<0>", line)
        return line


class Tracebacks:
    """The last frame of a traceback of Python's: it tells which function an error came from, and the error does not.

    `OSError: [Errno 110] ETIMEDOUT` of a function that reads is an answer that is late, and of one that connects a
    connection that is none. One of a part's driver has no network's errors. Of several frames the last is where it
    happened.
    """

    def __init__(self) -> None:
        self._reads = ""
        self._drives = False

    def spelled(self, line: str) -> str:
        """Give the line of an error with the function that read, or as a part's, if it was one; others as they are."""
        if line.startswith(_FRAME):
            self._drives = _DRIVES.search(line) is not None
            found = _READS.search(line)
            self._reads = found[1].lstrip("_") if found else ""
        elif self._drives and line.startswith(_ERROR):
            line, self._reads, self._drives = _PART_FAILED, "", False
        elif self._reads and line.startswith(_ERROR):
            line, self._reads = f"{self._reads}: {line}", ""
        return line


class StoredRecord:
    """What is read from storage: the check sum in the line behind it is the record's, and no sensor's."""

    def __init__(self) -> None:
        self._is_read = False

    def spelled(self, line: str) -> str:
        """Give the line of a check sum with what it is of; any other line as it is."""
        was_read, self._is_read = self._is_read, _RECORD_READ.search(line) is not None
        return f"eeprom {line}" if was_read and _CHECK_SUM.match(line) else line


class LineContext:
    """All of it, for one log."""

    def __init__(self) -> None:
        self._parts = (Columns(), Joining(), Tracebacks(), StoredRecord())

    def spelled(self, line: str) -> str:
        """Give a line with what it leaves to those before it, and a row of an access log as most servers write it."""
        line = in_common_form(line)
        for part in self._parts:
            line = part.spelled(line)
        return line
