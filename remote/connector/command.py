"""An operation by a command: a program with arguments, or a line for the shell if the file asks for one.

What the operation is about is in the environment too, as OCEANHIL_ID and so on: a shell's line takes it from there, so
that nothing of it is ever read as shell.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from oceanhil.host.program import StoppedError, run_to_end
from oceanhil.host.untrusted import refusal
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.remote.connector.answers import Reply
from oceanhil.remote.connector.connector import Command, Connector, Operation
from oceanhil.remote.connector.control import ControlError, DoubtfulError
from oceanhil.remote.connector.operation import Value
from oceanhil.remote.connector.template import Placeholder, as_text
from oceanhil.remote.evidence.lent_secrets import Concealer

PREFIX: Final = "OCEANHIL_"


class _OptionError(Exception):
    """A value from outside begins as options do."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Commander:
    """Runs the commands of a connector."""

    def __init__(self, connector: Connector) -> None:
        self._secrets = connector.secrets
        self._concealer = Concealer(connector.secrets)

    def run(self, operation: Operation, command: Command, inputs: Mapping[str, Value]) -> Reply:
        """Run a command and give what it printed on stdout if it ended with 0; raises ControlError."""
        name = operation.spec.name
        called = command.shell or Path(command.words[0].filled(inputs, self._secrets)).name
        what = f"{name}: the command {self._concealer.hide(called)!r}"
        if is_untrusted():
            raise ControlError(refusal(f"{what} runs a program"), name)
        try:
            words = self._words(command, inputs)
            finished = run_to_end(
                words,
                command.timeout_s,
                environment=self._environment(command, inputs),
                folder=command.folder,
                errors_apart=True,
            )
        except _OptionError as error:
            raise ControlError(
                f"{what} would take {error.name!r} for an option, for it begins with '-'; let it read"
                f" {PREFIX}{error.name.upper()} from its environment",
                name,
            ) from None
        except StoppedError:
            raise DoubtfulError(f"{what} did not end in {command.timeout_s:g} s and was stopped", name) from None
        except (OSError, ValueError) as error:
            raise ControlError(f"{what} cannot be started: {_cause(error)}", name) from None
        if finished.exit_code:
            said = self._concealer.excerpt(finished.errors)
            raise ControlError(f"{what} ended with {finished.exit_code}" + (f": {said}" if said else ""), name)
        return Reply(finished.output)

    def _words(self, command: Command, inputs: Mapping[str, Value]) -> Sequence[str]:
        if command.shell:
            return _for_shell(command.shell)
        first, *rest = (word.filled(inputs, self._secrets) for word in command.words)
        for word, filled in zip(command.words[1:], rest, strict=True):
            if filled.startswith("-") and isinstance(word.parts[0], Placeholder):
                raise _OptionError(word.parts[0].name)
        return [_program(first, command.folder), *rest]

    def _environment(self, command: Command, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        given = {PREFIX + name.upper(): as_text(value) for name, value in inputs.items()}
        return given | {name: text.filled(inputs, self._secrets) for name, text in command.environment.items()}


def _program(word: str, folder: Path) -> str:
    """Give the program's path: relative ones begin at the connector's folder, on every system alike."""
    if os.sep in word or "/" in word:
        return str(folder.absolute() / word)
    return shutil.which(word) or word


def _for_shell(line: str) -> Sequence[str]:
    if os.name == "nt":
        return [os.environ.get("COMSPEC", "cmd.exe"), "/d", "/s", "/c", line]
    return ["/bin/sh", "-c", line]


def _cause(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such program; give its path, or see that it is installed"
    if isinstance(error, PermissionError):
        return "it may not be executed; see its permissions"
    return str(getattr(error, "strerror", None) or error).lower()
