"""`oceanhil serve`: the mock server on a port."""

from __future__ import annotations

from pathlib import Path

import click

from oceanhil.app.admin_key import KEY_VARIABLE
from oceanhil.app.command_files import DATABASE_FILES, CaFolder, InputFile, OutputFile, OutputFolder
from oceanhil.app.commands.number_option import PlainRange
from oceanhil.app.commands.option_group import option_group
from oceanhil.app.commands.word_choice import WordChoice
from oceanhil.app.serving.option_groups import AdminOptions, DeviceOptions, NetworkOptions, OutputOptions, ProxyOptions

_PORT = click.IntRange(0, 65535)


def _each_once(_: click.Context, __: click.Parameter, hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Take a host that is given twice for one host."""
    return tuple(dict.fromkeys(hosts))


network_options = option_group(
    "network",
    NetworkOptions,
    click.option(
        "--host",
        "hosts",
        multiple=True,
        callback=_each_once,
        default=("127.0.0.1",),
        show_default="127.0.0.1",
        help="Address or name to listen on; may be given again.",
    ),
    click.option("--port", type=_PORT, default=8080, show_default=True, help="Port; 0 takes any."),
    click.option("--tls", "is_tls", is_flag=True, help="Speak HTTPS, with a certificate signed by the bench CA."),
    click.option("--tls-port", type=_PORT, metavar="PORT", help="Speak HTTPS there, and HTTP at --port; 0 takes any."),
    click.option("--tls-name", "tls_names", multiple=True, metavar="NAME", help="Further name or address to certify."),
    click.option(
        "--ca-dir", type=CaFolder(), metavar="DIR", help="Folder of the bench CA instead of the user's data folder."
    ),
    click.option("--sntp-port", type=_PORT, metavar="PORT", help="Tell the server's time by SNTP at this UDP port."),
    click.option(
        "--mdns",
        is_flag=False,
        flag_value="oceanhil",
        metavar="[NAME]",
        help="Announce the server on the local network as NAME.local (oceanhil.local).",
    ),
)
proxy_options = option_group(
    "proxy",
    ProxyOptions,
    click.option("--upstream", metavar="URL", help="Pass devices' requests on to the server there, as a proxy."),
    click.option("--upstream-ca", type=InputFile(), metavar="FILE", help="Authority of an https upstream (PEM)."),
    click.option(
        "--upstream-timeout",
        "timeout_s",
        type=PlainRange(0, 3600, min_open=True),
        default=30.0,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait for an answer of the upstream.",
    ),
    click.option(
        "--record", type=OutputFile(), metavar="FILE", help="With --upstream: write the conversation to the new FILE."
    ),
)

admin_options = option_group(
    "admin",
    AdminOptions,
    click.option(
        "--admin-key",
        envvar=KEY_VARIABLE,
        metavar="KEY",
        help=f"Key of the admin side (Authorization: Bearer KEY; also {KEY_VARIABLE}). Compulsory off loopback; "
        "auto makes one and prints it.",
    ),
    click.option(
        "--admin-key-file", type=InputFile(), metavar="FILE", help="File with that key, out of sight of process lists."
    ),
    click.option(
        "--allow-host",
        "allowed_hosts",
        multiple=True,
        metavar="NAME",
        help="Host name by which the admin side may be called.",
    ),
    click.option(
        "--reports", type=InputFile(), metavar="DIR", help="Folder of HTML run reports for the dashboard to list."
    ),
)
devices_options = option_group(
    "devices",
    DeviceOptions,
    click.option(
        "--devices",
        metavar="LIST",
        help="Run simulated devices beside it, which register by themselves: esp32,esp8266:2.",
    ),
    click.option(
        "--device-logs",
        type=OutputFolder(["simulated-*.log"]),
        metavar="DIR",
        help="Write the serial lines of those devices there.",
    ),
)
output_options = option_group(
    "output",
    OutputOptions,
    click.option(
        "--log-format",
        type=WordChoice("oceanhil.app.serving.log:LogFormat"),
        help="Log starts, requests, faults, refusals and errors on stderr, without secrets. Default none.",
    ),
    click.option(
        "--ready-file", type=OutputFile(), metavar="FILE", help="Write the URLs there, as JSON, once it is ready."
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print nothing but the address."),
    click.option("-v", "--verbose", is_flag=True, help="The same as --log-format text."),
)


@click.command("serve")
@network_options
@click.option(
    "--profile",
    "profile_file",
    type=InputFile(is_name_too=True),
    metavar="NAME|FILE",
    help="Another service, such as ringcentral, or values laid over a built-in profile (TOML).",
)
@click.option(
    "--db",
    "database",
    type=OutputFile(beside=DATABASE_FILES),
    metavar="FILE",
    help="Keep devices, tokens and journal in FILE (SQLite).",
)
@proxy_options
@click.option("--seed", type=int, help="Makes tokens and ids repeatable; without it nobody can guess them.")
@admin_options
@devices_options
@click.option(
    "--limits",
    default="auto",
    show_default=True,
    metavar="auto|on|off|RATE,CONNECTIONS",
    help="Requests a second and connections of one address; auto: on where other machines can reach it.",
)
@output_options
def serve(
    *,
    network: NetworkOptions,
    profile_file: Path | None,
    database: Path | None,
    proxy: ProxyOptions,
    seed: int | None,
    admin: AdminOptions,
    devices: DeviceOptions,
    limits: str,
    output: OutputOptions,
) -> None:
    """Run the mock OceanRemote server until it is interrupted.

    Prints "listening on http://HOST:PORT" when it is ready, a line for each address. Devices use /api/device/…, tests
    /_admin/…, people the dashboard at /.
    """
    from oceanhil.app.serving.options import ServeOptions, parse_devices
    from oceanhil.app.serving.server import run

    run(
        ServeOptions(
            network=network,
            profile_file=profile_file,
            database=database,
            proxy=proxy,
            seed=seed,
            admin=admin,
            devices=parse_devices(devices),
            device_logs=devices.device_logs,
            limits=limits,
            output=output,
        )
    )
