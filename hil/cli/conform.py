"""`oceanhil conform`: does a server speak the protocol that shipped devices expect."""

from __future__ import annotations

import click


@click.command()
@click.argument("url")
def conform(url: str) -> None:
    """Try the contract of the device protocol on the server at URL."""
    from hil.conform.connector.admin import AdminControl
    from hil.conform.engine import run_items
    from hil.conform.oceanremote.bench import Bench
    from hil.conform.oceanremote.catalogue import ITEMS
    from hil.conform.wire import Target, Wire
    from mock_server.client import Client
    from protocol.profile import load_profile

    with Client(url) as client:
        control = AdminControl(client)
        bench = Bench(lambda heard: Wire(Target(url), heard=heard), control, load_profile(), 1)
        try:
            for result in run_items(ITEMS, bench):
                click.echo(
                    f"{result.verdict.value:12} {result.id}: {result.expected} / {result.found}\n  {result.curl}"
                )
        finally:
            bench.close()
            control.close()
