"""Running pytest the same way everywhere, whatever the project around has for its own tests.

A module of its own: one run alone, and `--help`, do without pytest.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from oceanhil.app.command_errors import WrongChoiceError
from oceanhil.app.run.cases import INTERRUPTED_EARLY
from oceanhil.app.run.options import OUTPUT_OPTION, OUTPUT_PLUGIN, UNTRUSTED_OPTION
from oceanhil.app.run.stash import HELD
from oceanhil.host.interrupts import ended_like_by_ctrl_c, interrupts_held_back
from oceanhil.host.process_folder import folder_of_process
from oceanhil.host.terminal import doors, echo, tell
from oceanhil.host.untrusted import CONFIGURATION
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.suggestion import suggestion

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

# Options and plugins of another project's tests would change what a run means.
_FOREIGN = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")
# All options begin alike.
_OPTION_LIKENESS: Final = 0.6
_OTHERWISE: Final = "see oceanhil run --help, and pytest --help"
_BEGINNING: Final = "interrupted while the run begins, which ends it with its reports; once more to leave at once"


def run_pytest(arguments: Sequence[str], own_options: Sequence[str]) -> int:
    """Run pytest with this project's plugin and give its exit code; `own_options` are suggested for unknown ones."""
    # The cache would be a folder of the repository, which may be a link to anywhere.
    untrusted = [UNTRUSTED_OPTION, "-p", "no:cacheprovider"] if is_untrusted() else []
    fixed = ["-c", str(CONFIGURATION), "--rootdir", str(Path.cwd()), "--disable-plugin-autoload", "--noconftest"]
    # Without an output of ours pytest writes, with colours of its own.
    door = nullcontext() if OUTPUT_OPTION in arguments else doors(colours=True)
    beginning = _Beginning()
    with _own_environment(), ended_like_by_ctrl_c(), beginning, door, _own_folder(arguments) as folder:
        words = [*fixed, "-p", "oceanhil.app.pytest_plugin", *untrusted, *folder, *arguments]
        return int(pytest.main(words, [_Refusals(own_options), beginning]))


class _Beginning:
    """A pytest plugin by which a run that is interrupted before pytest has begun ends as at any other moment.

    pytest would write no report then, and show where its code was. So the interrupt waits for it to have begun.
    """

    def __init__(self) -> None:
        self._is_over = False
        self._holding = ExitStack()

    def __enter__(self) -> None:
        self._held = self._holding.enter_context(interrupts_held_back(lambda: tell(_BEGINNING)))

    def __exit__(self, *_: object) -> None:
        self._holding.close()

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Let others know whether it goes on."""
        config.stash[HELD] = self._held
        self._plugins = config.pluginmanager

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """End here what was interrupted until now; from here on an interrupt ends the run at once."""
        self._is_over = True
        self._holding.close()
        if self._held.came:
            raise KeyboardInterrupt
        return (yield)

    def pytest_keyboard_interrupt(self) -> None:
        """Say so where reports are not waited for either, and nobody else does in the words of the command."""
        reporter = self._plugins.get_plugin("terminalreporter")
        if self._is_over or self._plugins.has_plugin(OUTPUT_PLUGIN) or reporter is None:
            return
        self._plugins.unregister(reporter)
        echo(INTERRUPTED_EARLY)


class _Refusals:
    """A pytest plugin by which a wrong option ends the command as it does everywhere else.

    It names an option nobody knows, and the nearest one, instead of showing pytest's usage.
    """

    def __init__(self, own_options: Sequence[str]) -> None:
        self._own_options = own_options

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_cmdline_main(self) -> Generator[None, object, object]:
        """Let what is found to be wrong before the first case be told by the command."""
        with _told_by_the_command():
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(self, parser: pytest.Parser, args: list[str]) -> Generator[None, object, object]:
        """Look at the options once every plugin has added its own."""
        with _told_by_the_command():
            returned = yield
        _, unknown = parser.parse_known_and_unknown_args(args)
        for word in unknown:
            option = word.partition("=")[0]
            if option.startswith("-"):
                hint = suggestion(option, self._own_options, _OTHERWISE, _OPTION_LIKENESS)
                raise WrongChoiceError(f"unknown option {option!r}; {hint}")
        return returned


@contextmanager
def _told_by_the_command() -> Iterator[None]:
    """Turn what pytest would tell in its own form."""
    try:
        yield
    except pytest.UsageError as error:
        raise WrongChoiceError("\n".join(map(str, error.args))) from None


@contextmanager
def _own_folder(arguments: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give processes side by side a folder that goes with the run, as options.

    pytest would take one of the user's last three and delete an older one: the files that failed tests of the user's
    own left, minutes of work where they are many. Tests in Python, whose `tmp_path` is looked at, have pytest's way.
    """
    is_asked_for = "-n" in arguments and not any(word.startswith("--basetemp") for word in arguments)
    if not is_asked_for or any(word.endswith(".py") for word in arguments):
        yield ()
        return
    with folder_of_process("oceanhil-run-") as folder:
        yield ("--basetemp", str(folder / "pytest"))


@contextmanager
def _own_environment() -> Iterator[None]:
    kept = {name: os.environ.pop(name) for name in _FOREIGN if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
