"""Errors of the command line with their documented exit codes."""

from __future__ import annotations

import click

FAILED = 1
USAGE = 2
PYTEST_USAGE = 4
PYTEST_NOTHING_RUN = 5
NOT_TRIED = 125
"""What `git bisect run` takes for a commit that could not be tried."""
ENVIRONMENT = 1


class WrongInputError(click.ClickException):
    """The user gave something that cannot be used; exit code 2."""

    exit_code = USAGE


class WrongChoiceError(click.ClickException):
    """The same for the commands that have pytest's exit codes: 4."""

    exit_code = PYTEST_USAGE


class EnvironmentRefusedError(click.ClickException):
    """The machine refused: a busy port, a full disk; exit code 1."""

    exit_code = ENVIRONMENT


class WrongOptionError(click.UsageError):
    """A wrong option of a command that has pytest's exit codes: 4."""

    exit_code = PYTEST_USAGE


class PytestCommand(click.Command):
    """A command with pytest's exit codes: a wrong option is 4, where other commands have 2."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        """Read the options."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise WrongOptionError(error.format_message(), error.ctx) from None
