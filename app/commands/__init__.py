"""The command line, one module a command; a command is imported when it is used, so that each starts fast.

Exit codes: those of pytest for `run` and `replay` (0 all passed, 1 something failed, 2 interrupted or a scenario file
is wrong, 3 internal error, 4 usage, 5 nothing to run); elsewhere 2 for wrong input; everywhere 2 for Ctrl-C, 1 for
what the machine refuses (a busy port, a full disk), and 141 when whoever reads the output goes away.
"""

import sys
from functools import partial
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from oceanhil.app.commands.exit_code import ended
from oceanhil.app.commands.named_group import NamedGroup
from oceanhil.host.untrusted import guarded, untrusted_option

# command: module and attribute, and its line in the overview
_COMMANDS = {
    "run": ("oceanhil.app.commands.run:run", "run scenarios and show what happened"),
    "list": ("oceanhil.app.commands.list:list_scenarios", "list scenarios with their cases, boards, sources and needs"),
    "replay": ("oceanhil.app.commands.replay:replay", "run one case again from its replay id"),
    "bisect": ("oceanhil.app.commands.bisect:bisect", "find the first commit at which a case fails"),
    "serve": ("oceanhil.app.commands.serve:serve", "run the mock OceanRemote server"),
    "server": ("oceanhil.app.commands.server:server", "look after the mock server's data and bench CA"),
    "profile": ("oceanhil.app.commands.profile:profile", "show the protocol's values with kind and source"),
    "diagnose": ("oceanhil.app.commands.diagnose:diagnose", "name the documented cause in a device's serial log"),
    "conform": ("oceanhil.app.commands.conform:conform", "try the protocol's contract on any server"),
    "sweep": (
        "oceanhil.app.commands.sweep:sweep",
        "cut power at every unit of a storage operation and show what is read",
    ),
    "explore": ("oceanhil.app.commands.explore:explore", "look for failures that nobody has documented"),
    "reach": ("oceanhil.app.commands.reach:reach", "walk through every situation a device can come to"),
    "fleet": ("oceanhil.app.commands.fleet:fleet", "let a storm strike thousands of devices, and see all come back"),
    "eeprom": (
        "oceanhil.app.commands.eeprom.command:eeprom",
        "show, explain, make or corrupt a dump of a device's storage",
    ),
    "boards": ("oceanhil.app.commands.boards.command:boards", "list, probe, lease and monitor the boards of a bench"),
    "doctor": ("oceanhil.app.commands.doctor:doctor", "say whether this machine is set up, and what to do where not"),
    "vboard": ("oceanhil.app.commands.vboard:vboard", "run a virtual board on a serial port"),
    "firmware": ("oceanhil.app.commands.firmware:firmware", "make, build and flash a firmware of your own"),
    "skeleton": ("oceanhil.app.commands.skeleton:skeleton", "make the skeleton of a scenario from a recorded session"),
    "compare": (
        "oceanhil.app.commands.compare:compare",
        "show the first difference between two traces, or folders of traces",
    ),
    "export": (
        "oceanhil.app.commands.export:export",
        "write a trace for Wireshark, Perfetto or a browser's network panel",
    ),
    "schema": (
        "oceanhil.app.commands.schema:schema",
        "print the JSON Schema of what you write, or the server's OpenAPI",
    ),
}


class LazyGroup(NamedGroup):
    """A group whose commands are imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the overview."""
        del ctx
        return [*_COMMANDS]  # `list` is a module here once that command was used

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name][0].partition(":")
        from oceanhil.app.command_errors import PytestCommand, WrongChoiceError, WrongInputError

        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return guarded(command, WrongChoiceError if isinstance(command, PytestCommand) else WrongInputError)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Give the commands that begin so without importing any, and the options."""
        begun = ((name, line) for name, (_, line) in _COMMANDS.items() if name.startswith(incomplete))
        return [
            *(CompletionItem(name, help=line) for name, line in begun),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; what it gives back is no exit code."""
        try:
            super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.Abort from None

    def main(self, *given: Any, standalone_mode: bool = True, **named: Any) -> Any:
        """Run a command and end the process, by the one door there is, unless not `standalone_mode`."""
        run = partial(super().main, *given, standalone_mode=False, **named)
        if not standalone_mode:
            return run()
        sys.exit(ended(run))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


def _tell_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's callback
    if wanted and not ctx.resilient_parsing:
        from oceanhil.host.own_version import own_version
        from oceanhil.host.terminal import echo

        echo(f"oceanhil, version {own_version()}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@untrusted_option
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_tell_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Reproduce OceanRemote device failures, and check their cures, on simulated boards."""
