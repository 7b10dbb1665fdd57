"""Short ways to sweep."""

from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import TornModel
from oceanhil.simulator.sweep import CutOutcome, Operation, SweepPlan, SweepResult, SweptStore, run_sweep

NEWEST, OLDER, PATCHED = Driver.IDF_5_5_1, Driver.IDF_4_4_7, Driver.IDF_5_5_1_PATCHED
BOARDS = {Driver.ESP8266_CORE: Board.ESP8266, Driver.PICO_CORE: Board.PICOW}
SIZES = {Operation.GROW: (128, 64), Operation.SHRINK: (64, 128)}


def plan(
    operation: Operation,
    driver: Driver,
    kept: SweptStore = SweptStore.RAW,
    size: int | None = None,
    over: int | None = None,
    *,
    torn: TornModel = TornModel.PREFIX,
    seeds: int = 1,
) -> SweepPlan:
    """Make a plan, by default of 64 bytes over 64."""
    default, before = SIZES.get(operation, (64, 64))
    return SweepPlan(
        operation=operation,
        board=BOARDS.get(driver, Board.ESP32),
        driver=driver,
        kept=kept,
        size=default if size is None else size,
        over=before if over is None else over,
        torn=torn,
        seeds=seeds,
    )


def swept(
    operation: Operation,
    driver: Driver,
    kept: SweptStore = SweptStore.RAW,
    size: int | None = None,
    over: int | None = None,
    *,
    torn: TornModel = TornModel.PREFIX,
    seeds: int = 1,
) -> SweepResult:
    """Run a sweep."""
    return run_sweep(plan(operation, driver, kept, size, over, torn=torn, seeds=seeds))


def units(result: SweepResult, outcome: CutOutcome) -> list[str]:
    """Give the units of an outcome as ranges."""
    return [str(each) for each in result.ranges(outcome)]
