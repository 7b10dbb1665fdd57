"""Random environments."""

from hypothesis import strategies as st

from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.record import RecordFlag, StorePolicy, TokenRecord, encode_legacy, encode_reference
from tests.differential.bodies import ANSWERS
from tests.differential.environment import Environment
from tests.simulator.answers import NOW_S, PERMANENT
from tests.simulator.program.fake_hardware import REGISTRATION
from tests.simulator.program.test_hostile_server import SCRIPTS, TIMES

_WRAP = 1 << 32
_LATIN_1 = st.text(st.characters(max_codepoint=255), max_size=30)
_TOKENS = st.sampled_from([PERMANENT, PERMANENT[:32], "x", ""]) | _LATIN_1
_RECORDS = st.builds(
    TokenRecord,
    _TOKENS,
    st.integers(0, 255).map(RecordFlag),
    st.integers(0, 3) | st.integers(_WRAP - 3, _WRAP - 1) | st.integers(0, _WRAP - 1),
    st.sampled_from(["ESP32-246F28AABBCC", ""]) | st.text(st.characters(max_codepoint=255), max_size=24),
)


def _damaged(data: bytes, place: int, value: int, length: int) -> bytes:
    """Change one byte, or cut the data there."""
    if not data or value > 255:
        return data[:length]
    place %= len(data)
    return data[:place] + bytes([value]) + data[place + 1 :]


def _stored(whole: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    damaged = st.builds(_damaged, whole, st.integers(0, 200), st.integers(0, 260), st.integers(0, 110))
    return st.just(b"") | whole | damaged | st.binary(max_size=120) | st.sampled_from([b"\0" * 104, b"\xff" * 104])


_SCRIPTS = SCRIPTS | st.lists(ANSWERS, max_size=6)
_SLOT = _stored(_RECORDS.map(encode_reference))

ENVIRONMENTS = st.builds(
    Environment,
    board=st.sampled_from(PLATFORM_BOARDS),
    store=st.sampled_from(StorePolicy),
    derivation=st.sampled_from(Derivation),
    sntp=st.booleans(),
    token=st.sampled_from([REGISTRATION, "oc_reg_short", "", "a\r\nb\0c", "токен", "x" * 190])
    | st.text(st.characters(exclude_categories=["Cn", "Cs"]), max_size=20),
    mac=st.none() | st.binary(min_size=6, max_size=6),
    scripts=st.tuples(_SCRIPTS, _SCRIPTS, _SCRIPTS, _SCRIPTS),
    joins=st.lists(st.booleans(), max_size=4),
    times_s=TIMES,
    clock_s=st.sampled_from([NOW_S, 0, -5, NOW_S - 400, NOW_S + 301, 2**33]),
    booted_ms=st.sampled_from([0, _WRAP - 10_000, _WRAP // 2 - 3000]),
    random_ppm=st.sampled_from([0, 1, 500_000, 999_999]),
    eeprom=_stored(_RECORDS.map(encode_legacy)),
    slots=st.tuples(_SLOT, _SLOT),
    broken=st.booleans(),
)
"""An hour of a device among hostile servers, clocks and records."""
