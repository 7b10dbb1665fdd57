"""Random lives."""

from hypothesis import strategies as st

from oceanhil.boards import family as family_of
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import ClockFault, MacFault, RecordDamage, StorageCall, TornModel
from oceanhil.protocol.faults import FaultKind
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.resets import ResetKind
from oceanhil.protocol.surroundings import Host
from tests.differential.life import PATH_WORDS, SETTING_WORDS, Deed, Life
from tests.fault_rules import REQUEST_FAULTS

_STATUSES = ["200", "204", "302", "400", "401", "403", "404", "408", "410", "418", "425", "429", "500", "503"]


def _numbers(least: int, most: int) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(str)


def _word(word: str, *arguments: st.SearchStrategy[str]) -> st.SearchStrategy[Deed]:
    return st.tuples(*arguments).map(lambda chosen: Deed(word, chosen))


def _values(
    *values: ResetKind | StorageCall | RecordDamage | TornModel | FaultKind | Host | MacFault | ClockFault,
) -> st.SearchStrategy[str]:
    return st.sampled_from([value.value for value in values])


# Bytes that are wrong in an answer are in `environments.py`: they are about the program, not about its life.
_FAULT = _word(
    "fault",
    _values(*(kind for kind in REQUEST_FAULTS if kind is not FaultKind.CORRUPT)),
    st.sampled_from(PATH_WORDS),
    _numbers(0, 3),
    st.sampled_from(_STATUSES),
    st.sampled_from(["0", "1", "60", "100000"]),
    _numbers(0, 300),
)
_BARE = (
    "on",
    "on",
    "off",
    "clear",
    "faultless",
    "restart",
    "regenerate",
    "flash",
    "revoke",
    "delete",
    "noclock",
    "nomac",
)

DEEDS: st.SearchStrategy[Deed] = st.one_of(
    st.sampled_from([Deed(word) for word in _BARE]),
    _word("reset", _values(*ResetKind)),
    _word("sleep", _numbers(1, 120)),
    _word("run", _numbers(0, 7200)),
    _word("run", _numbers(0, 60)),
    _word("cut", _numbers(0, 400)),
    _word("tear", _values(*TornModel), _numbers(0, 99)),
    _word("refuse", _values(*StorageCall), _numbers(0, 5), _numbers(0, 3), _numbers(0, 1), _numbers(0, 1)),
    _word("age", st.sampled_from(["1", "65534", "65535", "4294967294", "4294967295"])),
    _word("damage", _values(*RecordDamage), _numbers(0, 99)),
    _word("resize", _numbers(1, 512)),
    _word("rewrite", _numbers(1, 20)),
    _FAULT,
    _word("relay", _numbers(1, 2), _numbers(0, 1)),
    _word("set", st.sampled_from(SETTING_WORDS), _numbers(0, 1)),
    _word("idempotent", st.sampled_from(["0", "600"])),
    _word("serverclock", _numbers(0, 3 * 86_400)),
    _word("clock", _numbers(-7200, 7200)),
    _word("bootclock", _numbers(-700, 700)),
    _word("clockfault", _values(*ClockFault)),
    _word("drift", _numbers(-50_000, 50_000)),
    _word("uptime", st.sampled_from(["0", "4294960", "4294967", "2147483"])),
    _word("mac", _values(*MacFault)),
    _word("block", _values(*Host)),
    _word("unblock", _values(*Host)),
    _word("password", st.sampled_from(["correct horse", "changed"])),
    _word("latency", _numbers(0, 6_000_000)),
    _word("loss", _numbers(0, 500_000)),
)


def lives(board: Board, store: StorePolicy) -> st.SearchStrategy[Life]:
    """Lives of devices of this family: on first, since nothing happens to a device without power."""
    return st.builds(
        lambda driver, seed, deeds: Life(board, driver, store, seed, (Deed("on"), *deeds)),
        st.sampled_from([driver.value for driver in family_of(board).drivers]),
        st.integers(0, 2**32 - 1),
        st.lists(DEEDS, max_size=25),
    )
