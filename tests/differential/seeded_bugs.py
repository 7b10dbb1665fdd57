"""Deliberate faults in the C++ core: each a piece of its source in another wording, and who must notice."""

import msgspec

from oceanhil.protocol.http import HttpFailure, HttpResponse
from oceanhil.protocol.record import StorePolicy, TokenRecord, encode_reference
from tests.differential.environment import Environment
from tests.simulator.answers import PERMANENT, SESSION, refused


class SeededBug(msgspec.Struct, frozen=True, kw_only=True):
    """A fault by name: `old` in `file` becomes `new`; a scenario or an environment shows it."""

    name: str
    file: str
    old: str
    new: str
    scenario: str = ""
    around: Environment | None = None


_LAST, _WRAPPED = (encode_reference(TokenRecord(PERMANENT, sequence=number)) for number in (0xFFFFFFFF, 0))
_ONE = encode_reference(TokenRecord(PERMANENT, sequence=1))

SEEDED_BUGS = (
    SeededBug(
        name="a record whose CRC is wrong is believed",
        file="record.cpp",
        old="if (get_u32(data + kCrcAt) != crc32(data, kCrcAt)) {",
        new="if (false) {",
        scenario="eeprom-corrupted",
    ),
    SeededBug(
        name="every save goes to slot A",
        file="store.cpp",
        old="const or_slot target = slot_ == OR_SLOT_A ? OR_SLOT_B : OR_SLOT_A;",
        new="const or_slot target = OR_SLOT_A;",
        scenario="brownout-in-mid-save",
    ),
    SeededBug(
        name="sequence numbers are compared without their wrap",
        file="store.cpp",
        old="return ahead != 0 && ahead < kHalfOfAllSequences;",
        new="return ahead != 0 && sequence > than;",
        around=Environment(slots=(_LAST, _WRAPPED)),
    ),
    SeededBug(
        name="the wait is not doubled",
        file="backoff.cpp",
        old="const uint32_t doubled = 2u * next_s_;",
        new="const uint32_t doubled = next_s_;",
        around=Environment(scripts=([HttpFailure.REFUSED], (), (), ())),
    ),
    SeededBug(
        name="Retry-After of a 429 is ignored",
        file="backoff.cpp",
        old="return milliseconds_of(told_s != 0 ? told_s : settings_.rate_limited_retry_s);",
        new="return 1000u;",
        scenario="rate-limited",
    ),
    SeededBug(
        name="a wait ends only where a port keeps time itself",
        file="program.cpp",
        old="if (due_ || waited_ms >= wait_for_ms_) {",
        new="if (due_ && waited_ms >= wait_for_ms_) {",
        scenario="rate-limited",
    ),
    SeededBug(
        name="a clock that cannot be mended is no reason to wait",
        file="clock_sync.cpp",
        old="kUnsyncedWaitMs = 30000;",
        new="kUnsyncedWaitMs = 100;",
        around=Environment(sntp=True, until_s=300, scripts=([refused(401, "Clock skew", "clock_skew")], (), (), ())),
    ),
    SeededBug(
        name="a session is used until it is refused",
        file="polling.cpp",
        old="if (session_expires_ && age_ms + ahead_ms >= session_lifetime_ms_) {",
        new="if (session_expires_ && age_ms + ahead_ms >= 0xFFFFFFFFFFull) {",
        scenario="session-renewed-at-60-min",
    ),
    SeededBug(
        name="a millisecond counter that has wrapped stands still",
        file="program.h",
        old="return millis() - since_ms;",
        new="return millis() < since_ms ? 0 : millis() - since_ms;",
        scenario="millis-wraps",
    ),
    SeededBug(
        name="a token that was just refused is registered anew without end",
        file="registration.cpp",
        old="token_proven_ = clock_mended_ = poll_refused_ = false;",
        new="token_proven_ = true;",
        scenario="registered-then-401",
    ),
    SeededBug(
        name="half an answer counts as a whole one",
        file="exchange.cpp",
        old="outcome_.failure = result < 0 ? result : int32_t{OR_HTTP_CONNECTION_LOST};",
        new="outcome_.status = 200;",
        scenario="connection-drops-mid-reply",
    ),
    SeededBug(
        name="the relays' position is not saved",
        file="polling.cpp",
        old="if (flags == record_.flags) {",
        new="if (flags != 0) {",
        around=Environment(
            slots=(_ONE, b""), scripts=((), (), [HttpResponse(200, b'{"success":true,"relay1":true}')], ())
        ),
    ),
    SeededBug(
        name="a session's token is no secret",
        file="redact.cpp",
        old="!run.is_word()",
        new="run.begins_token()",
        around=Environment(scripts=([refused(401, f"Session not found: {SESSION[:20]}")], (), (), ())),
    ),
    SeededBug(
        name="a legacy token of 32 bytes loses its last one",
        file="record.cpp",
        old="record.token_bytes < kLegacyTokenBytes ? record.token_bytes : kLegacyTokenBytes;",
        new="record.token_bytes < kLegacyTokenBytes ? record.token_bytes : kLegacyTokenBytes - 1;",
        around=Environment(store=StorePolicy.LEGACY),
    ),
)
"""Each alone in a core of its own."""
