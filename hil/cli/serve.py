"""`oceanhil serve`: the mock server on a port."""

from __future__ import annotations

from pathlib import Path

import click

_FILE = click.Path(path_type=Path)
_KEY_VARIABLE = "OCEANHIL_ADMIN_KEY"


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address or name to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Port; 0 takes any.")
@click.option(
    "--profile", "profile_file", type=_FILE, metavar="FILE", help="Values laid over the built-in profile (TOML)."
)
@click.option("--seed", type=int, help="Makes tokens and ids repeatable; without it nobody can guess them.")
@click.option(
    "--admin-key",
    envvar=_KEY_VARIABLE,
    metavar="KEY",
    help=f"Key of the admin side (Authorization: Bearer KEY; also {_KEY_VARIABLE}). Compulsory off loopback.",
)
@click.option("--allow-host", multiple=True, metavar="NAME", help="Host name by which the admin side may be called.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the address.")
@click.option("-v", "--verbose", is_flag=True, help="Print a line on stderr for every device request.")
def serve(
    *,
    host: str,
    port: int,
    profile_file: Path | None,
    seed: int | None,
    admin_key: str | None,
    allow_host: tuple[str, ...],
    quiet: bool,
    verbose: bool,
) -> None:
    """Run the mock OceanRemote server until it is interrupted.

    Prints "listening on http://HOST:PORT" when it is ready. Devices use /api/device/…, tests /_admin/…; the page at /
    lists both.
    """
    from hil.serving.options import ServeOptions
    from hil.serving.running import run

    run(
        ServeOptions(
            host=host,
            port=port,
            profile_file=profile_file,
            seed=seed,
            admin_key=admin_key,
            allowed_hosts=allow_host,
            is_quiet=quiet,
            is_verbose=verbose,
        )
    )
