"""How `oceanhil run` runs cases: in how many processes, on how many boards at once, how often after a failure."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import WrongChoiceError
from oceanhil.app.commands.option_group import option_group
from oceanhil.app.commands.table_options import NoPlace
from oceanhil.app.run.option_kinds import WholeNumber
from oceanhil.protocol.world_name import OwnWorld

if TYPE_CHECKING:
    from oceanhil.app.run.run_options import RunOptions

_AUTOMATIC: Final = frozenset({"auto", "logical"})
_PROCESSES_EACH: Final = 16
"""So many for each processor are more than any run has a use for, and fewer than a machine has memory for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessOptions:
    """What was asked for; `workers` and `jobs` are numbers or `auto`, None: one process."""

    workers: str | None
    jobs: str | None
    retries: int

    @property
    def are_given(self) -> bool:
        """Whether anything was."""
        return self.are_several or bool(self.retries)

    @property
    def are_several(self) -> bool:
        """Whether there is to be more than this process."""
        return self.workers is not None or self.jobs is not None

    def words(self, given: RunOptions) -> list[str]:
        """Give pytest's words for it; raises WrongChoiceError.

        A bench's boards need a process each, elsewhere a process may have any case.
        """
        return [*self._words_of_processes(given), *self._words_of_retries()]

    def _words_of_processes(self, given: RunOptions) -> list[str]:
        if self.workers is not None and self.jobs is not None:
            raise WrongChoiceError("-n and --jobs exclude each other; on a bench --jobs is the one to use")
        if not self.are_several:
            return []
        option, text = ("-n", self.workers or "") if self.jobs is None else ("--jobs", self.jobs)
        number = _number(option, text)
        xdist = plugin_words("xdist.plugin", "parallel", option)
        on_bench = _boards_on_bench(given)
        if not on_bench:
            return [*xdist, "-n", number, "--dist", "worksteal"]
        processes = on_bench if number in _AUTOMATIC else min(int(number), on_bench)
        return [*xdist, "-n", str(processes)]

    def _words_of_retries(self) -> list[str]:
        if not self.retries:
            return []
        return [*plugin_words("pytest_rerunfailures", "retries", "--retries"), "--reruns", str(self.retries)]


process_options = option_group(
    "processes",
    ProcessOptions,
    click.option("-n", "workers", metavar="N", help="Run in N processes, or `auto`."),
    click.option("-j", "--jobs", metavar="N", help="Run on N boards at once, or on all there are: `auto`."),
    click.option(
        "--retries",
        type=NoPlace(WholeNumber("number of retries")),
        metavar="N",
        default=0,
        help="Run a failed case up to N times more; it stays visible as flaky.",
    ),
)


def plugin_words(module: str, extra: str, option: str) -> list[str]:
    """Give the words that load a plugin of pytest; raises WrongChoiceError that names the extra it comes with."""
    if find_spec(module.partition(".")[0]) is None:
        raise WrongChoiceError(f"{option} needs a package that is not here: pip install 'oceanhil[{extra}]'")
    return ["-p", module]


def _number(option: str, text: str) -> str:
    if text not in _AUTOMATIC and not (text.isascii() and text.isdigit() and (int(text) or option == "-n")):
        what = "processes" if option == "-n" else "boards"
        raise WrongChoiceError(f"{option} is {text!r}, expected a number of {what}, or 'auto'")
    most = _PROCESSES_EACH * (os.cpu_count() or 1)
    if option == "-n" and text not in _AUTOMATIC and int(text) > most:
        limit = f"at most {most} on this machine: {_PROCESSES_EACH} for each processor"
        raise WrongChoiceError(f"-n is {text}, {limit}; give a smaller number, or 'auto'")
    return text


def _boards_on_bench(given: RunOptions) -> int:
    """Count the boards of the bench that the run may use; 0 in a world that makes as many as it wants."""
    if given.world == OwnWorld.SIM:
        return 0
    from oceanhil.app.run.cases import board_count, boards_of_run
    from oceanhil.app.run.choice import using_inventory
    from oceanhil.hil.boards.inventory_path import NoInventoryError
    from oceanhil.hil.worlds import load_world
    from oceanhil.scenarios.world import WorldError

    try:
        with using_inventory(given.inventory):
            factory = load_world(given.world)
    except (NoInventoryError, WorldError) as error:
        raise WrongChoiceError(str(error)) from None
    try:
        return board_count(factory, boards_of_run(given.boards, factory))
    finally:
        factory.close()
