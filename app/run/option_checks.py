"""What options of a run mean beside each other, for the command and the plugin alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oceanhil.app.run.run_options import RunOptions


class OptionError(ValueError):
    """Options that mean nothing together; the text calls them by the names that `oceanhil run` has for them."""


def check_options(given: RunOptions, *, in_processes: bool = False) -> None:
    """Raise OptionError for the first that cannot be had. `in_processes`: cases run in several of them."""
    if given.past and given.against is not None:
        raise OptionError(
            "--past and --against: a case that goes on in one world only cannot be compared; leave one out"
        )
    if given.accept and given.known is None:
        raise OptionError("--accept adds to a file of known failures; name it with --known")
    if given.no_traces and given.traces is not None:
        raise OptionError("--traces and --no-traces: where to write them, and not to; leave one out")
    _check_server(given, in_processes=in_processes)


def _check_server(given: RunOptions, *, in_processes: bool) -> None:
    if given.server is not None:
        from oceanhil.host.untrusted import refuse_server
        from oceanhil.protocol.data_files import UntrustedError

        try:
            refuse_server("--server", given.server)
        except UntrustedError as error:
            raise OptionError(str(error)) from None
        if in_processes:
            raise OptionError(
                "--server serves one run after another; leave out -n and --jobs, or give each run its own server"
            )
        return
    about = {
        "--yes": given.may_reset,
        "--server-ca": given.server_ca,
        "--connector": given.connector,
        "--no-prompt": given.no_prompt,
    }
    for option, value in about.items():
        if value:
            raise OptionError(f"{option} is about a --server; add --server URL")
