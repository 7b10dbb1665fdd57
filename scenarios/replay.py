"""Replay IDs: one line that names a run so that anybody can do it again.

`SCENARIO@BOARD[/DRIVER][+STORE][#NAME=VALUE,NAME=VALUE…]`, for example
`eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.104`, or `SCENARIO@SERVICE[#…]`, for example
`oau-213-after-refresh@ringcentral`. Behind `#` stand the scenario's own variables, then `seed` when it is not 0, then
`set.TABLE.NAME` for each changed value of the profile. What is not plain is percent-encoded.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote

import msgspec

from oceanhil.boards import board_names, family_suggestion, find_board
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import Profile, ProfileError, ProfileValue, Scalar
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.scalars import parse_flag, parse_integer
from oceanhil.scenarios.subject import SERVICE_NAMES, ServiceName, Subject
from oceanhil.scenarios.variables import NAME_PATTERN, SEED, STORES

SCENARIO_ID_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
_OVERRIDE = "set."
_SAFE = ":"
_SCENARIO = re.compile(SCENARIO_ID_PATTERN)
_NAME = re.compile(NAME_PATTERN)
_OVERRIDE_NAME = re.compile(r"[a-z]+\.[a-z0-9_]+")
_SEED = re.compile(r"[0-9]{1,18}")


class ReplayError(ValueError):
    """A replay ID that names nothing; the text says which part of it is wrong."""


class ReplayId(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a run repeatable, apart from world and profile."""

    scenario: str
    subject: Subject
    driver: str = ""
    store: StorePolicy | None = None
    axes: Mapping[str, str] = {}
    seed: int = 0
    overrides: Mapping[str, str] = {}
    """Changed values of the profile as texts, by full name such as `server.session_ttl_s`."""

    @property
    def board(self) -> Board:
        """The family; only of a scenario about boards."""
        assert isinstance(self.subject, Board)
        return self.subject

    @property
    def service(self) -> ServiceName:
        """The service; only of a scenario about one."""
        assert isinstance(self.subject, ServiceName)
        return self.subject


def is_scenario_id(text: str) -> bool:
    """Tell whether `text` may be a scenario's ID: words of small letters and digits, joined by hyphens."""
    return _SCENARIO.fullmatch(text) is not None


def format_replay(replay: ReplayId) -> str:
    """Write a replay ID in its one canonical form: names in alphabetical order."""
    head = f"{replay.scenario}@{replay.subject.value}"
    head += f"/{_encode(replay.driver)}" if replay.driver else ""
    head += f"+{replay.store.value}" if replay.store else ""
    pairs = ",".join(f"{name}={_encode(value)}" for name, value in _pairs(replay.axes, replay.seed, replay.overrides))
    return head + (f"#{pairs}" if pairs else "")


def parse_replay(text: str) -> ReplayId:
    """Read a replay ID, its names in any order; raises ReplayError naming the part that is wrong."""
    head, _, tail = text.strip().partition("#")
    scenario, at, rest = head.partition("@")
    if not _SCENARIO.fullmatch(scenario):
        raise ReplayError(f"replay ID {text!r}: scenario {scenario!r} is not an ID such as 'token-expired'")
    if not at:
        boards = ", ".join(board_names())
        raise ReplayError(f"replay ID {text!r} names no board; expected {scenario}@BOARD, BOARD one of {boards}")
    place, _, store = rest.partition("+")
    name, _, driver = place.partition("/")
    subject: Subject | None = ServiceName(rest) if rest in SERVICE_NAMES else find_board(name)
    if subject is None:
        hint = family_suggestion(name, *SERVICE_NAMES)
        raise ReplayError(f"replay ID {text!r}: unknown board {name!r}; {hint}")
    axes, seed, overrides = _read_pairs(text, tail)
    return ReplayId(
        scenario=scenario,
        subject=subject,
        driver=unquote(driver),
        store=_store(text, store) if "+" in rest else None,
        axes=axes,
        seed=seed,
        overrides=overrides,
    )


def with_overrides(profile: Profile, changes: Mapping[str, str]) -> Profile:
    """Give `profile` with values changed by full name; raises ProfileError for an unknown name or a wrong value."""
    values = profile.document.values()
    return (
        profile.override({name: typed_value(values, name, text) for name, text in changes.items()})
        if changes
        else profile
    )


def typed_value(values: Mapping[str, ProfileValue], name: str, text: str) -> Scalar:
    """Read the text of a changed value as what the profile's `values` have under `name`; raises ProfileError."""
    if name not in values:
        raise ProfileError(f"unknown value {name!r}; {suggestion(name, values)}")
    known = values[name].value
    try:
        if isinstance(known, bool):
            return parse_flag(text)
        return parse_integer(text) if isinstance(known, int) else text
    except ValueError as error:
        raise ProfileError(f"{name}: {error}, expected one such as {known!r}") from error


def _pairs(axes: Mapping[str, str], seed: int, overrides: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from sorted(axes.items())
    if seed:
        yield SEED, str(seed)
    for name, value in sorted(overrides.items()):
        yield _OVERRIDE + name, value


def _encode(value: str) -> str:
    return quote(value, safe=_SAFE)


def _store(text: str, store: str) -> StorePolicy:
    if store not in STORES:
        raise ReplayError(f"replay ID {text!r}: unknown store {store!r}; {suggestion(store, STORES)}")
    return StorePolicy(store)


def _read_pairs(text: str, tail: str) -> tuple[Mapping[str, str], int, Mapping[str, str]]:
    """Read what stands behind `#`: axes, seed, changed values."""
    axes: dict[str, str] = {}
    overrides: dict[str, str] = {}
    seed = 0
    seen: set[str] = set()
    for pair in tail.split(",") if tail else ():
        name, equals, value = pair.partition("=")
        if not equals:
            raise ReplayError(f"replay ID {text!r}: {pair!r} is not NAME=VALUE")
        if name in seen:
            raise ReplayError(f"replay ID {text!r}: {name!r} stands there twice; leave one out")
        seen.add(name)
        if name == SEED:
            seed = _read_seed(text, value)
        elif name.startswith(_OVERRIDE) and _OVERRIDE_NAME.fullmatch(name.removeprefix(_OVERRIDE)):
            overrides[name.removeprefix(_OVERRIDE)] = unquote(value)
        elif _NAME.fullmatch(name):
            axes[name] = unquote(value)
        else:
            raise ReplayError(
                f"replay ID {text!r}: {name!r} is no name; expected a variable, 'seed' or 'set.TABLE.NAME'"
            )
    return axes, seed, overrides


def _read_seed(text: str, value: str) -> int:
    if not _SEED.fullmatch(value):
        raise ReplayError(f"replay ID {text!r}: seed {value!r} is not a whole number from 0")
    return int(value)
