"""Facts of chips and cores for the API on the host: `python -m tools.tables` writes its header.

They are declared in `protocol.facts`, where their sources are.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from oceanhil.firmware.sketches.build import API_DIRECTORY
from oceanhil.protocol.facts import clocks, idf_crashes, sntp, tls, watchdogs
from oceanhil.protocol.facts.fact import Fact

PATH: Final = API_DIRECTORY / "machine" / "board_facts.h"
_NUMBERS: Final[Mapping[str, Fact[int]]] = {
    "kSntpIntervalEsp32S": sntp.INTERVAL_ESP32_S,
    "kSntpIntervalEsp8266S": sntp.INTERVAL_ESP8266_S,
    "kSntpIntervalPicoS": sntp.INTERVAL_PICO_S,
    "kSntpShortestIntervalS": sntp.SHORTEST_INTERVAL_S,
    "kSntpAnswerS": sntp.ANSWER_S,
    "kSntpRetryS": sntp.RETRY_S,
    "kSntpLongestRetryS": sntp.LONGEST_RETRY_S,
    "kLastYearUnset": clocks.LAST_YEAR_UNSET,
    "kTaskWatchdogS": watchdogs.TASK_WATCHDOG_S,
    "kInterruptWatchdogMs": watchdogs.INTERRUPT_WATCHDOG_MS,
    "kMbedGeneric": tls.MBED_GENERIC,
    "kMbedUntrusted": tls.MBED_UNTRUSTED,
    "kMbedUnreadable": tls.MBED_UNREADABLE,
    "kMbedUnreadableKey": tls.MBED_UNREADABLE_KEY,
    "kMbedAlert": tls.MBED_ALERT,
    "kMbedNoRecord": tls.MBED_NO_RECORD,
    "kBearExpired": tls.BEAR_EXPIRED,
    "kBearNotTrusted": tls.BEAR_NOT_TRUSTED,
    "kBearReceivedAlert": tls.BEAR_ALERT,
}
_TEXTS: Final[Mapping[str, str]] = {
    "kTaskWatchdog": idf_crashes.TASK_WATCHDOG.value,
    "kTaskWatchdogTask": idf_crashes.TASK_WATCHDOG_TASK.value,
    "kTaskWatchdogTasks": idf_crashes.TASK_WATCHDOG_RUNNING.value[0],
    "kTaskWatchdogRuns": idf_crashes.TASK_WATCHDOG_RUNNING.value[1],
}
_HEAD: Final = """\
// Facts of chips and cores: `python -m tools.tables` writes this file from protocol/facts.
// clang-format off
#ifndef OCEANHIL_MACHINE_BOARD_FACTS_H
#define OCEANHIL_MACHINE_BOARD_FACTS_H

namespace oceanhil::machine::facts {

"""
_TAIL: Final = """
}  // namespace oceanhil::machine::facts

#endif
// clang-format on
"""


def header() -> str:
    """Give the text of `board_facts.h`."""
    return "".join((_HEAD, *_rows(), _TAIL))


def _rows() -> Iterator[str]:
    for name, fact in _NUMBERS.items():
        yield f"constexpr int {name} = {fact.value};\n"
    for name, text in _TEXTS.items():
        form = re.sub(r"\{\w+\}", "%s", re.sub(r"\{\w+:d\}", "%d", text))
        yield f'constexpr const char* {name} = "{form}";\n'
