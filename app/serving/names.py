"""The names that options of `oceanhil serve` give: checked before anything is opened."""

import re
from typing import Final

from oceanhil.app.commands.errors import WrongInputError
from oceanhil.app.serving.options import ServeOptions

# One label of a host name (RFC 1123, 2.1).
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
# What a Host header can name: a host name, also one with an underscore, or an address.
_HOST: Final = re.compile(r"[A-Za-z0-9._-]{1,253}|\[?[0-9A-Fa-f:.]+\]?")


def check_names(options: ServeOptions) -> None:
    """Raise WrongInputError for a name that nobody could ever use, and for one that nothing would use."""
    mdns = options.network.mdns
    if mdns is not None and not _LABEL.fullmatch(mdns):
        raise WrongInputError(
            f"--mdns {mdns!r} is no host name, expected letters, digits and hyphens without '.local', such as bench2"
        )
    for name in options.allowed_hosts:
        if not _HOST.fullmatch(name):
            raise WrongInputError(
                f"--allow-host {name!r} is no host name, expected one without scheme and port, such as bench.local"
            )
    if options.network.tls_names and not options.network.has_tls:
        raise WrongInputError("--tls-name is for HTTPS; add --tls or --tls-port PORT, or leave it out")
