"""Which board a line came from, where a collector writes it down: in a field, a column, a head or a topic.

A gateway collects the lines of several boards and puts in front of each, or beside it, who sent it: a field of JSON
(`"device": "kitchen"`), a column of a spreadsheet behind the time, syslog's host or program, MQTT's topic, a name with
a colon or in brackets. Here are the forms, each with the name it gives a line and what is left of it; whether the names
are those of boards is another module's to tell.

Law: a line is left as it is where its head is one that others read too (syslog's, JSON's).

What it must not know: what a text means, and boards by name.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

CLOCK: Final = (
    r"(?:\[?(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]? ?(?:-{1,2}>|>)? ?)?"
)
"""A monitor's time of day at the head of a line, if it has one there."""
_FIELDS: Final = (
    *("device", "device_id", "deviceId", "board", "node", "port", "_HOSTNAME", "host", "hostname"),
    *("container_name", "container", "tag", "SYSLOG_IDENTIFIER", "source", "service", "topic"),
)
_TIME: Final = r"\"?(?:\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?|\d{10,19}(?:\.\d+)?)\"?"
_NAME: Final = r"[^\W\d][\w ./:-]{0,39}?"
_SYSLOG: Final = r"(?:(?:<\d{1,3}>)?[A-Z][a-z]{2} +\d{1,2} [\d:.]{8,15}|(?:<\d{1,3}>1 )?\d{4}-\d\d-\d\dT[\d:.]+\S*)"


class Sent(NamedTuple):
    """Who sent a line, empty if it does not tell, and the line without that."""

    sender: str
    rest: str


Form = Callable[[str], Sent]
"""A way of writing down who sent a line."""


def _form(pattern: str) -> Form:
    """Make one by a pattern for whole lines: the `sender`, and what is kept of the line in all other named groups."""
    compiled = re.compile(pattern)

    def sent(line: str) -> Sent:
        found = compiled.fullmatch(line)
        if found is None:
            return Sent("", line)
        groups = found.groupdict()
        kept = "".join(text for name, text in groups.items() if name != "sender")
        return Sent(" ".join(groups["sender"].split()), kept)

    return sent


FORMS: Final = (
    *(_form(rf'(?P<line>(?=\s*[\[{{]?\{{.*"{name}" ?: ?"(?P<sender>[^"]{{1,60}})").*)') for name in _FIELDS),
    *(
        _form(rf'(?P<time>{_TIME}(?:[,;\t][^",;\t]*){{{columns}}})[,;\t]"?(?P<sender>{_NAME})"?(?P<text>[,;\t].*)')
        for columns in range(3)
    ),
    _form(rf"(?P<line>(?={_SYSLOG} (?P<sender>[\w.-]+) [\w./@-]+(?:\[\d+\])?: ).*)"),
    _form(rf"(?P<line>(?={_SYSLOG} [\w.-]+ (?P<sender>[\w./@-]+)(?:\[\d+\])?: ).*)"),
    _form(rf"(?P<time>\s*{CLOCK})(?P<sender>[\w.:-]+(?:/[\w.:-]+)+) (?P<text>.*)"),
    _form(rf"(?P<time>\s*{CLOCK})\[(?P<sender>{_NAME})\]:? (?P<text>.*)"),
    _form(rf"(?P<time>\s*{CLOCK})(?P<sender>[^\W\d][\w.-]{{0,39}}): (?P<text>.*)"),
)
