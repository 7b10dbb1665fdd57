"""HTTP's statuses that stand by themselves, as many a sketch prints them, behind a word in any language or behind none.

A number of three digits may as well be what a sensor shows. Which it is, those tell that stood behind the same word: a
status is one of a dozen, and a sensor shows others soon. Behind no word at all stand other numbers too, such as the
seconds of a wait; there only what looks like a status and is none speaks against it. In brackets at the head of a line,
as `printf("[%d] %s")` prints an answer, it looks like a monitor's stamp.

Where answers have gone well behind a word of their own, a bad one behind another that is none of answers, requests or
failures, and never had a good one, is what a part shows, as long as good ones come in between.

What it must not know: languages, and which request was meant.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from oceanhil.analysis.diagnosis.knowledge import poll

STATUSES: Final = frozenset(
    {"200", "400", "401", "403", "404", "405", "410", "413", "415", "422", "429", "500", "502", "503", "504"}
)
# The numbers of Arduino's HTTPClient for a connection that failed.
_OF_CLIENT: Final = frozenset(str(-number) for number in range(1, 12))
_NUMBER: Final = re.compile(r"-?\d+")
# Where in the program a line was printed.
_SOURCE: Final = re.compile(
    r"\.(?:c|cc|cpp|cxx|h|hpp|ino|py|rs|go|js|ts|lua|be)(?::\d+)?:$|(?<!\S)(?:\[[IWEDVC]\])?\[[a-z][\w.]*:$|\bline $"
)
# Whose the line is: a board's or a module's name, which may have a number too.
_HEAD: Final = re.compile(r"(?:\[[A-Za-z][\w-]*\]|[A-Za-z][\w-]*\[\d+\] ?[>:|]) ")
_DIGITS: Final = re.compile(r"\d+")
_LABEL_CHARACTERS: Final = 40
# What stands beside a number that is a part of something else: a version, an address, a decimal, a range.
_PART_BEFORE: Final = frozenset("._+-")
_PART_AFTER: Final = frozenset("._:/%-")
_UNIT: Final = re.compile(
    r" ?(?:ms|s|sec\w*|min|m|mm|cm|bytes?|b|kb|v|mv|ma|w|kw|c|f|k|pa|hpa|lx|lux|ppm|dbm?|hz|rpm|l)\b(?!=|: ?\d)",
    re.IGNORECASE,
)
_LABELS_MAX: Final = 256
_COUNT: Final = " 1"
# What stands behind a status with a word of its own, so often, is counted or named so: a room, an error's number.
_NAMED: Final = re.compile(r"([^\W\d_]{3,})\W{1,3}\d+\b")
_NAMED_OFTEN: Final = 3
_OF_ANSWERS: Final = frozenset({"http", "status", "code", "session", "poll", "response", "result", "state"})
_WELL: Final = "200"
_WELL_ELSEWHERE: Final = 4
_IN_A_ROW: Final = 4
"""So many behind the same words, and no good answer between them, are no part's any more."""
# Of an answer, a request, a report, a failure, or what a device has of the platform.
_MAY_BE_REFUSED: Final = re.compile(
    r"(?i)http|stat|code|cod[ie]|\bkod|\brc\b|\br.{0,2}s?p\w*on|answer|antwort|ergebnis|result|wynik|cevap|yan.?t|\bsvar|\bodp"
    r"|[-=]>|<[-=]|<<|>>|/\w|get|post|put|upload|update|report|publish|push|bericht|rapport|meld|envi|request|anfrage|send|sent|poll|sess|sitzung|sesi|sesj|oturum|relac|regist|rejestr|anmeld"
    r"|inscri|enreg|cadastr|kay.{1,2}t|token|jeton|server|serv|cloud|oceanremote|api|fail|err|e?chec|e?chou|fehl|fallo|falha|bl.{1,2}d"
    r"|hata|chyb|refus|reject|denied|abgelehnt|rechaz|rifiut|recus|odrzuc|odm|geweigerd|nok\b|bad\b"
)
# Which register of a bus is read or written.
_REGISTER: Final = re.compile(
    r"(?i)\b(?:modbus|rtu|rs-?485|holding|input|coils?|read\w*|writ\w+|lese?|lies\w*|schreib\w*|lis|lire|lecture|le[oi]"
    r"|leer|leyendo|lectura|lendo|leitura|escrib\w*|escrev\w*|leggo|lettura|czyt\w*|odczyt\w*|lees|schrijf|oku\w*)"
    r" (?:\w+ ){0,2}?(?:reg|regist(?:er|re|ro|r|ru)s?|rejestru?|yazma.?)\b\W{0,3}((?:0x)?\d{1,5})\b"
)
# What a part measures that comes to numbers as large as a status, and what stands between it and its number.
_SHOWN: Final = re.compile(
    r"(?i)(?<![\w/])(?:adc\d?|a0|analog(?:ue|ico|ique|read)?|ldr|lux|brightness|helligkeit|lumi\w+"
    r"|(?:light|licht|luz|luce)(?=[ _-](?:level|sensor|raw|adc|value|wert))|soil|moisture|boden\w*|feuchte|suelo|suolo"
    r"|terreno|gleba|bodem\w*|toprak|e?co2|tvoc|mq-?\d+|turbidity|tds|distance|abstand|distanz|water ?level|wasserstand"
    r"|waterniveau|niveau|nivel|livello|poziom)"
    r"(?:[ _-](?:sensor|raw|value|reading|level|adc|analog|status|state|response|returned|wert|rohwert|brut|crudo"
    r"|grezz[ao]|valeur|valor|valore|waarde))*\W{1,4}(?<![-.])([45]\d\d)(?![.:\d])"
)
# Behind the stamp of a monitor, if it puts one there.
_BRACKETED: Final = re.compile(
    r"(\s*(?:[^\[]{6,40}> ?|\[?[\d:.,T-]{8,30}Z?\]? +)?)\[( *\d+(?:\.\d+)?(?: \d+\.\d+)?)\](?=\s|$)"
)


class BareStatuses:
    """What has stood behind which word of a log so far."""

    def __init__(self) -> None:
        self._others: set[str] = set()
        self._named: Counter[str] = Counter()
        self._well: Counter[str] = Counter()
        self._bad_in_a_row: Counter[str] = Counter()
        self._counted: dict[str, int] = {}

    def look_ahead(self, lines: Iterable[str]) -> None:
        """Take the first lines of a log before any of them is read: behind which words answers will go well."""
        ahead = BareStatuses()
        for line in lines:
            ahead.in_line(line)
        self._well.update(ahead._well)

    def in_line(self, line: str) -> str:
        """Give the status that a line shows, such as `401` or `-11`; empty if it shows none."""
        head = _HEAD.match(line)
        found = _NUMBER.search(line, head.end() if head else 0)
        while found is not None and _is_of_source(line, found):
            found = _NUMBER.search(line, found.end())
        is_counted = found is not None and self._is_next(line[: found.start()], int(found[0]))
        if found is not None and is_counted:
            found = _NUMBER.search(line, found.end())
        if found is None or found.start() > _LABEL_CHARACTERS or _is_part(line, found):
            return ""
        label, number = _DIGITS.sub("", line[: found.start()]).strip().lower(), found[0]
        # The count itself stood behind the same word before anybody could know that it is one.
        label += _COUNT if is_counted else ""
        if label in self._others or self._named[_last_word(label)] >= _NAMED_OFTEN:
            return ""
        if number in STATUSES or (label and number in _OF_CLIENT):
            self._learn_names(line[found.end() :])
            return "" if self._is_of_a_part(label, number) else number
        if (label or _is_like_a_status(number)) and len(self._others) < _LABELS_MAX:
            self._others.add(label)
        return ""

    def _is_of_a_part(self, label: str, number: str) -> bool:
        """Tell whether answers stand behind other words than a bad one does."""
        if number == _WELL and (label in self._well or len(self._well) < _LABELS_MAX):
            self._well[label] += 1
            self._bad_in_a_row.clear()
        if label in self._well or _MAY_BE_REFUSED.search(label) is not None or poll().search(label) is not None:
            return False
        if label in self._bad_in_a_row or len(self._bad_in_a_row) < _LABELS_MAX:
            self._bad_in_a_row[label] += 1
        goes_on = self._bad_in_a_row[label] >= _IN_A_ROW
        return not goes_on and any(times >= _WELL_ELSEWHERE for times in self._well.values())

    def _is_next(self, label: str, number: int) -> bool:
        """Tell whether a number counts the lines of its label: the status stands behind it."""
        before = self._counted.get(label)
        if label and (before is not None or len(self._counted) < _LABELS_MAX):
            self._counted[label] = number
        return before is not None and number == before + 1

    def _learn_names(self, rest: str) -> None:
        """Note the words that stand before the numbers behind a status."""
        for name in _NAMED.findall(rest.lower()):
            if name not in _OF_ANSWERS and len(self._named) < _LABELS_MAX:
                self._named[name] += 1


def without_parts(line: str) -> str:
    """Take out of a line which register of a bus it is about, and what a part shows; gives others as they are.

    Where a word of a request or an answer stands beside it, a number behind a part's name is what its report got.
    """
    found = _REGISTER.search(line)
    if found is None and (found := _SHOWN.search(line)) is not None:
        beside = line[: found.start()] + line[found.end() :]
        found = None if _MAY_BE_REFUSED.search(beside) or poll().search(beside) else found
    return line if found is None else line[: found.start(1)] + line[found.end(1) :]


def _last_word(label: str) -> str:
    return label.rpartition(" ")[2]


def _is_of_source(line: str, found: re.Match[str]) -> bool:
    """Tell whether a number is that of a line in a source file."""
    return line[found.start() - 1 : found.start()] in (":", " ") and _SOURCE.search(line[: found.start()]) is not None


def _is_like_a_status(number: str) -> bool:
    """Tell whether it is between those that are; whole minutes are waits."""
    return len(number) == 3 and "200" <= number <= "599" and int(number) % 60 != 0


def _is_part(line: str, found: re.Match[str]) -> bool:
    """Tell whether a number is a part of a word or of a larger number, or says how much of something there is."""
    before, after = line[found.start() - 1 : found.start()], line[found.end() : found.end() + 1]
    is_inside = before.isalnum() or before in _PART_BEFORE or after.isalnum() or after in _PART_AFTER
    return is_inside or _UNIT.match(line, found.end()) is not None


class BracketedStatuses:
    """What has stood in brackets at the head of the lines of a log so far.

    Stamps are numbers of all kinds, so that other ones than statuses stand there soon. Where one did, all of them are
    stamps; until then a status is taken out of its brackets, so that it is read as one that stands by itself.
    """

    def __init__(self) -> None:
        self._are_stamps = False

    def opened(self, line: str) -> str:
        """Take a recorded line; gives it with the status out of its brackets, or as it is."""
        if "[" not in line or self._are_stamps:
            return line
        found = _BRACKETED.match(line)
        if found is None:
            return line
        self._are_stamps = found[2] not in STATUSES
        return line if self._are_stamps else f"{found[1]}{found[2]}{line[found.end() :]}"
