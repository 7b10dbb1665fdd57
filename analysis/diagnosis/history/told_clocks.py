"""The board's clock and the server's, where a log tells both: a number is a clock's only behind a word that says so.

Builds, certificates, forecasts and plain serial numbers look like seconds since 1970 too. What no word of a clock
stands before is none, and two of the board's own numbers tell nothing of the server's clock.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

_TOGETHER_LINES: Final = 3
# What a clock is called, in the languages in which firmware prints.
_WORDS: Final = (
    "now|mine|theirs|time|timestamp|clock|utc|epoch|unix|unixtime|ts|rtc|jetzt|zeit|uhr|uhrzeit|ur|heure|horloge|hora|reloj|ora"
    "|orologio|relogio|tijd|klok|tid|klocka|klokke|kello|aika|czas|zegar|cas|saat|waktu|jam"
)
# Whose it is, where that stands behind the word.
_OWNER: Final = (
    r"(?:(?:of|on|at|des|der|vom|du|de|del|dell.|della|do|da|van|na) ?)?(?:(?:the|la|el|il|lo|l.) ?)?"
    r"(?:board|device|chip|esp\w*|ger.{1,2}ts?|boards|platine|carte|appareil|placa|dispositivo|scheda|apparato|apparaat"
    r"|p.{1,2}ytki|urz.{1,2}dzenia|desky|za.{1,2}.{0,2}zen.{0,2}|kart|cihaz|serv(?:er|ers|eru|era|eur|idor|izio))"
)
_UNIX_TIME: Final = re.compile(
    rf"(?i)((?:[\w-]+[ .])?(?:\b[\w-]*[_-])?)(?:(?:\b|(?<=_))(?:{_WORDS})|\bserver)"
    rf"(?: {_OWNER})?(?: (?:is|sent|ist|es|recue))?\W{{1,5}}(1[5-9]\d{{8}})\b"
    r"|^()t ?= ?(1[5-9]\d{8})\b"
)
# Few lines have any of it, and those are looked at.
_TELLING: Final = re.compile(r"\b1[5-9]\d{8}\b|\b20\d\d-|(?i:\bdate: )")
# What is said before the word of the clock: whose it is, or that it is that of something which happens.
_OF_SERVER: Final = re.compile(r"(?i)server|serveur|servidor|remote|cloud|theirs")
_OF_AN_EVENT: Final = re.compile(
    r"(?i)(?:\b|_)(?:last|next|boot|start|end|begin|stop|build|built|compil\w*|exp|expir\w*|valid\w*|until|till|issued"
    r"|created|updated|saved|changed|seen|sync|alarm|event|reset|cert\w*|image|fw|firmware|token|session|file|sun\w*"
    r"|forecast|weather|wetter)(?:\b|_)"
)
# The server's clock in its answer, and one that tells the day: the board's own unless it says that it is the server's.
_HTTP_DATE: Final = re.compile(r"(?i)\bdate: (?:[a-z]{3}), (\d\d [a-z]{3} \d{4} \d\d:\d\d:\d\d) gmt\b")
_OF_DAY: Final = re.compile(
    r"(?i)((?:[\w-]+[ .])?)\b(?:rtc|clock|now|utc|(?:device|system|local|server)[-_ ]?time)\b\W{1,4}"
    r"(20\d\d-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(?:Z|UTC|\+00:?00)"
)


class ToldClocks:
    """What the two clocks showed last, and how many lines ago."""

    def __init__(self) -> None:
        self._own: list[int] = []
        self._server: list[int] = []
        self._own_age = self._server_age = 0

    def apart_s(self, line: str) -> int:
        """Take a line; gives by how many seconds the clocks differ if it shows one of them and the other is near."""
        self._own_age += 1
        self._server_age += 1
        told = list(_clocks_in(line))
        if own := [time_s for is_server, time_s in told if not is_server]:
            self._own, self._own_age = own, 0
        if server := [time_s for is_server, time_s in told if is_server]:
            self._server, self._server_age = server, 0
        if not told or max(self._own_age, self._server_age) > _TOGETHER_LINES:
            return 0
        # If one of several numbers is the same as the server's, that one is the clock.
        return min((abs(own_s - server_s) for own_s in self._own for server_s in self._server), default=0)


def _clocks_in(line: str) -> Iterator[tuple[bool, int]]:
    """Give what clocks show, in seconds since 1970, each with whether it is the server's."""
    if _TELLING.search(line) is None:
        return
    for found in _UNIX_TIME.finditer(line):
        lead, shown = (found[1], found[2]) if found[2] else (found[3], found[4])
        if _OF_AN_EVENT.search(lead) is None:
            yield _OF_SERVER.search(found[0]) is not None, int(shown)
    for found in _HTTP_DATE.finditer(line):
        yield from ((True, each) for each in _seconds("%d %b %Y %H:%M:%S", found[1]))
    for found in _OF_DAY.finditer(line):
        if _OF_AN_EVENT.search(found[1]) is None:
            is_server = _OF_SERVER.search(found[0]) is not None
            yield from ((is_server, each) for each in _seconds("%Y-%m-%d %H:%M:%S", f"{found[2]} {found[3]}"))


def _seconds(form: str, shown: str) -> Iterator[int]:
    """Give the one time that is shown; none if there is no such day."""
    try:
        yield int(datetime.strptime(shown, form).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return
