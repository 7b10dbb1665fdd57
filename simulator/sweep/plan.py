"""What to sweep: operation, board, driver, what is kept, sizes, and torn model."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

import msgspec

from oceanhil.boards import family
from oceanhil.boards.storage import Driver, Storage
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.record import LEGACY_RECORD_BYTES
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from oceanhil.simulator.sweep.flash_faults import Faults

PATCHED_DRIVERS = (Driver.IDF_5_5_1_PATCHED,)
#: The EEPROM class reads a blob only to about 8,000 bytes on the default partition: old and new have to fit.
_MAX_BYTES = {Storage.NVS: 7_900, Storage.ESP8266_SECTOR: SECTOR_BYTES, Storage.PICO_SECTOR: SECTOR_BYTES}


class Operation(Enum):
    """What is interrupted."""

    TOKEN_SAVE_FIRST = "token-save-first"  # noqa: S105 - a name
    TOKEN_SAVE_UPDATE = "token-save-update"  # noqa: S105 - a name
    COMMIT = "commit"
    GROW = "grow"
    SHRINK = "shrink"
    GC = "gc"

    @property
    def about(self) -> str:
        """The operation in words."""
        return _ABOUT[self]


_ABOUT: Mapping[Operation, str] = {
    Operation.TOKEN_SAVE_FIRST: "the first save of a token on blank flash",
    Operation.TOKEN_SAVE_UPDATE: "a token saved over another",
    Operation.COMMIT: "EEPROM.commit() of changed bytes",
    Operation.GROW: "EEPROM.begin() with a larger size",
    Operation.SHRINK: "EEPROM.begin() with a smaller size",
    Operation.GC: "the save that makes NVS collect a page",
}


class SweptStore(Enum):
    """What is kept, and who would notice damage: bare bytes, the record of one copy, or the record of two slots."""

    RAW = "raw"
    LEGACY = "legacy"
    REFERENCE = "reference"


_TOKEN_SAVES = frozenset({Operation.TOKEN_SAVE_FIRST, Operation.TOKEN_SAVE_UPDATE})
_ONLY_NVS = frozenset({Operation.GROW, Operation.SHRINK, Operation.GC})
_SIZES = {Operation.GROW: (128, 64), Operation.SHRINK: (64, 128)}


class PlanError(ValueError):
    """A sweep that makes no sense, with the reason and what would."""


class SweepPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One sweep. `size` is what `EEPROM.begin` gets in bytes, `over` what it got before (0: never).

    Random torn models are tried `seeds` times at each unit, with random choices drawn from `seed`.
    """

    operation: Operation
    board: Board
    driver: Driver
    kept: SweptStore
    size: int
    over: int
    torn: TornModel = TornModel.PREFIX
    seeds: int = 1
    seed: int = 0
    faults: Faults = Faults()

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        if reason := _why_not(self):
            raise PlanError(reason)

    @property
    def title(self) -> str:
        """The operation with its sizes where they matter."""
        name: str = self.operation.value
        if self.kept is SweptStore.REFERENCE and self.operation not in {Operation.GROW, Operation.SHRINK}:
            return name
        if self.operation is Operation.TOKEN_SAVE_FIRST:
            return f"{name} {self.size}"
        return f"{name} {self.size} over {self.over}"

    @property
    def place(self) -> str:
        """Board and driver, as in replay IDs."""
        return f"{self.board.value}/{self.driver.value}"


def plans_for(
    operation: Operation,
    *,
    boards: Sequence[Board],
    drivers: Sequence[Driver],
    kept: Sequence[SweptStore],
    torn: Sequence[TornModel],
    size: int | None,
    over: int | None,
    seeds: int,
    seed: int,
    faults: Faults,
) -> Iterator[SweepPlan]:
    """Yield every sweep of `operation` that the choices allow; an empty choice means all.

    Raises PlanError when a combination that was asked for by name makes no sense.
    """
    made = False
    reasons: list[str] = []
    for board in boards or PLATFORM_BOARDS:
        for driver in _drivers(board, drivers):
            for what in kept or _kept_by_default(operation):
                default, before = _SIZES.get(operation, (64, 64))
                chosen = size or default
                for model in torn or (TornModel.PREFIX,):
                    try:
                        yield SweepPlan(
                            operation=operation,
                            board=board,
                            driver=driver,
                            kept=what,
                            size=chosen,
                            over=over if over is not None else before if size is None else _before(operation, chosen),
                            torn=model,
                            seeds=seeds if model.is_random else 1,
                            seed=seed,
                            faults=faults,
                        )
                    except PlanError as error:
                        reasons.append(str(error))
                    else:
                        made = True
    if not made:
        raise PlanError(reasons[0] if reasons else _no_such_driver(boards or PLATFORM_BOARDS, drivers))


def _no_such_driver(boards: Sequence[Board], drivers: Sequence[Driver]) -> str:
    asked = " or ".join(driver.value for driver in drivers)
    have = "; ".join(f"{board.value} has {', '.join(each.value for each in family(board).drivers)}" for board in boards)
    return f"none of the chosen boards stores with {asked}: {have}"


def _before(operation: Operation, size: int) -> int:
    return {Operation.GROW: size // 2, Operation.SHRINK: 2 * size}.get(operation, size)


def _drivers(board: Board, chosen: Sequence[Driver]) -> tuple[Driver, ...]:
    of = family(board)
    if not chosen:
        return of.drivers
    return tuple(
        driver for driver in (*of.drivers, *PATCHED_DRIVERS) if driver in chosen and driver.storage is of.storage
    )


def _kept_by_default(operation: Operation) -> tuple[SweptStore, ...]:
    if operation in _TOKEN_SAVES:
        return (SweptStore.LEGACY, SweptStore.REFERENCE)
    return (SweptStore.RAW,) if operation is Operation.COMMIT else tuple(SweptStore)


def _why_not(plan: SweepPlan) -> str:
    operation, board = plan.operation, plan.board
    most = _MAX_BYTES[family(board).storage]
    if operation in _ONLY_NVS and not family(board).uses_nvs:
        return f"{operation.value!r} does no flash work on {board.value!r}; expected board 'esp32', or 'commit'"
    if operation in _TOKEN_SAVES and plan.kept is SweptStore.RAW:
        return (
            f"{operation.value!r} saves a record, not bare bytes; expected store 'legacy' or 'reference', or 'commit'"
        )
    if operation is Operation.COMMIT and plan.kept is not SweptStore.RAW:
        return f"'commit' writes bare bytes, not a {plan.kept.value!r} record; expected 'token-save-update'"
    least = LEGACY_RECORD_BYTES if plan.kept is SweptStore.LEGACY else 1
    if not least <= plan.size <= most or not (plan.over == 0 or least <= plan.over <= most):
        return f"size {plan.size!r} over {plan.over!r} bytes; expected {least} to {most} on {board.value!r}"
    if operation is Operation.GROW and plan.size <= plan.over:
        return f"size {plan.size!r} over {plan.over!r} does not grow; expected a size above {plan.over!r}"
    if operation is Operation.SHRINK and plan.size >= plan.over:
        return f"size {plan.size!r} over {plan.over!r} does not shrink; expected a size below {plan.over!r}"
    if plan.seeds < 1:
        return f"{plan.seeds!r} seeds; expected 1 or more"
    return ""
