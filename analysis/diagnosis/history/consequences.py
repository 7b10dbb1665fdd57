"""What in a log is somebody else's trouble, or the consequence of what was told before.

Where the network is gone no name is found and nobody answers: such errors tell nothing of their own until the network
is back. And a board that also asks a weather service or a broker has their troubles in its log; while OceanRemote
answers it, those are not what is wrong with it.

What it must not know: causes, and how lines are spelled that mean an error.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from functools import lru_cache
from typing import Final

import msgspec

from oceanhil.analysis.diagnosis.history.readings import NotedSignal
from oceanhil.analysis.diagnosis.model import Signal
from oceanhil.analysis.diagnosis.wording.ownership import POLLS_OF_BOTS

NO_NETWORK: Final = "net-none"
"""An error that nothing but a network can have, told when it was gone."""
_NAMES_REMEMBERED: Final = 4_096
# What any service may answer or fail to. Who answers in the place of another names himself.
_TROUBLE: Final = re.compile(
    r"(?:net|tls(?!-name)|mqtt|http|poll|session|reg)-(?!200)|server-(?!state|registered)|oauth-(?!ok|login|client)"
)
_OTHER_HOST: Final = re.compile(
    r"(?i)(?<=https://)[\w.-]+|(?<=http://)[\w.-]+|(?<![\w.@/-])(?:[a-z\d_-]+\.)+(?:com|org|net|io|dev|app|cloud|info|eu|de|at|ch|fr|it|es|pt|nl|be|pl"
    r"|cz|se|dk|no|fi|uk|br|tr|ru|ua|cn|jp|in|local|lan|home|internal|box)\b"
    r"|(?<![\d.])(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}:\d{2,5}\b"
)
_SERVICES: Final = (
    r"(?:weather|wetter|meteo|owm|openweather\w*|mqtt|broker|influx\w*|telegram|blynk|thingspeak|home_?assistant|hass?|ota"
    r"|github|grafana|prometheus|webhook|wled|modbus)"
)
# What is no device's and no part's name: such a word alone at the head of a line tells whom it is about.
_BRANDS: Final = (
    r"(?:telegram|blynk|thingspeak|influxdb|discord|slack|spotify|adafruit|ubidots|firebase|fcm|google|alexa|siri|homekit"
    r"|ifttt|tuya|shelly|tibber|awattar|netatmo|tado|solcast|dyndns|duckdns|ntfy|pushover|pushbullet|whatsapp|twilio"
    r"|nextcloud|dropbox)"
)
_CALLS_OF_BOTS: Final = rf"(?:{POLLS_OF_BOTS}|sendMessage|sendPhoto|editMessageText|answerCallbackQuery)"
# As a tag in brackets, or as what a line is about.
_OTHER_SERVICE: Final = re.compile(
    rf"(?i)^{_BRANDS}\b|\b{_CALLS_OF_BOTS}\b|(?:^|\s)(?:\[(?:{_SERVICES}|{_BRANDS})\]|\((?:{_SERVICES}|{_BRANDS})\))"
    rf"|(?:^|[\[(\s])(?:{_SERVICES}|{_BRANDS})\b *[\])]?[:>|]"
)
# Another's refusal tells nothing of the way to the platform, unless a proxy answers; a 5xx may be a gateway's.
_REFUSAL: Final = re.compile(r"http-(?!407)4\d\d$|oauth-|server-")
# What another board is told reaches this one's log by a mesh or a gateway.
_RELAYED: Final = re.compile(
    r"(?i)\b(?:neighbou?r|peer|nachbar|voisin|vecin[oa]|vicin[oa]|vizinh[oa]|s.{1,2}siad|kom.{1,2}u|buur\w*)\b.{0,32}?"
    r"\b(?:says?|said|tells?|told|reports?|reported|meldet|sagt|dit|signale|dice|informa|diz|m.{1,2}wi|zg.{1,3}asza|meldt|zegt)\b"
    r"|\brelay(?:ed|ing)? (?:from|for) "
)
_OWN: Final = re.compile(r"(?i)oceanremote|/api/device/|\bpoll|\bsession\b|\bregist")


class Party(Enum):
    """Whom a line names."""

    OWN = "OceanRemote"
    OTHER = "somebody else"
    NOBODY = "nobody"


class _Says(Enum):
    """What a signal says by its name; the value is the pattern of such names."""

    ANSWERED = r"polled-200$|server-\w+$|online$|session-opened$|(?:reg|session|poll|http)-[2-5]\d\d$"
    """Somebody answered for the platform, be it with a refusal: the way there is open."""
    CUT_OFF = r"(?:net|tls)-|\w+--\d|html-page$|portal$|blocked$|wifi-(?:lost|dropped)$"
    """No answer of it came: others' troubles beside that may have the same cause, and tell more of it."""
    LOST = r"wifi-(?:lost|dropped)$"
    BACK = (
        r"wifi-(?:connected|address)$|online$|went-well$|works|tls-|html-page$|portal$|blocked$|server-|edge-|oauth-\d"
        r"|reg-success$|session-opened$|polled-200$|\w+-[2-5]\d\d$"
    )
    OF_A_NETWORK = r"net-(?:dns|no-route|timeout|refused|away|reset|slow)$"
    """Nothing but a network can have such an error."""


@lru_cache(maxsize=_NAMES_REMEMBERED)
def _says(name: str) -> frozenset[_Says]:
    return frozenset(each for each in _Says if re.match(each.value, name) is not None)


def is_others(name: str, line: str) -> bool:
    """Tell whether a line that means `name` is about a request to somebody else than OceanRemote."""
    if not is_trouble(name):
        return False
    party = party_in(line)
    return party is Party.OTHER or (party is Party.NOBODY and name.startswith("mqtt-"))


def is_trouble(name: str) -> bool:
    """Tell whether it is one that any service may answer with, or fail to."""
    return _TROUBLE.match(name) is not None


def party_in(line: str) -> Party:
    """Tell whom a line names, by host, path or tag."""
    if _RELAYED.search(line) is not None:
        return Party.OTHER
    if _OWN.search(line) is not None:
        return Party.OWN
    is_of_other = _OTHER_SERVICE.search(line) is not None or _OTHER_HOST.search(line) is not None
    return Party.OTHER if is_of_other else Party.NOBODY


def told_by_itself(
    noted: Iterable[NotedSignal], *, is_device: bool, are_others: Callable[[str], bool]
) -> tuple[Signal, ...]:
    """Give what counts of a boot's signals, where `is_device` tells whether the log is an OceanRemote device's.

    `are_others` tells whether a program writes none of the device's lines.
    """
    mine = _without_others(_with_program(each, are_others) for each in noted) if is_device else noted
    return tuple(_with_network_gone(each.signal for each in mine))


def _with_program(noted: NotedSignal, are_others: Callable[[str], bool]) -> NotedSignal:
    if noted.reading.is_others or not are_others(noted.reading.program):
        return noted
    return msgspec.structs.replace(noted, reading=noted.reading._replace(is_others=True))


def _without_others(noted: Iterable[NotedSignal]) -> Iterator[NotedSignal]:
    """Leave out the troubles of others between answers to the device and behind the last, if it has none meanwhile."""
    stretch: list[NotedSignal] = []
    counts = True
    for each in noted:
        says = frozenset() if each.reading.is_others else _says(each.reading.name)
        if _Says.ANSWERED in says:
            yield from _told(stretch, counts=counts)
            stretch, counts = [], False
        counts = counts or _Says.CUT_OFF in says
        stretch.append(each)
    yield from _told(stretch, counts=counts)


def _told(stretch: Iterable[NotedSignal], *, counts: bool) -> Iterator[NotedSignal]:
    return (
        each for each in stretch if not each.reading.is_others or (counts and not _REFUSAL.match(each.reading.name))
    )


def _with_network_gone(signals: Iterable[Signal]) -> Iterator[Signal]:
    is_gone = False
    for signal in signals:
        says = _says(signal.name)
        is_gone = _Says.LOST in says or (is_gone and _Says.BACK not in says)
        is_consequence = is_gone and _Says.OF_A_NETWORK in says
        yield msgspec.structs.replace(signal, name=NO_NETWORK) if is_consequence else signal
