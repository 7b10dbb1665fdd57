"""Errors of the command line with their documented exit codes."""

import click

USAGE = 2
ENVIRONMENT = 1


class WrongInputError(click.ClickException):
    """The user gave something that cannot be used; exit code 2."""

    exit_code = USAGE


class EnvironmentRefusedError(click.ClickException):
    """The machine refused: a busy port, a full disk; exit code 1."""

    exit_code = ENVIRONMENT
