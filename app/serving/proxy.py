"""`--upstream URL`: a server that passes devices' requests on to another one."""

import contextlib
import logging
import secrets
import ssl
from collections.abc import AsyncIterator
from ipaddress import ip_address
from pathlib import Path

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.serving.option_groups import NetworkOptions
from oceanhil.app.serving.options import ServeOptions
from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.proxy.core import ProxyCore
from oceanhil.mock_server.proxy.exchange import ProxyExchange
from oceanhil.mock_server.proxy.recording import Recorder
from oceanhil.mock_server.proxy.upstream import Upstream, UpstreamTimes
from oceanhil.protocol.base_url import BaseUrlError, parse_base_url, without_user
from oceanhil.protocol.settings import WireNames
from oceanhil.protocol.wording import os_reason

_CONNECT_S_MAX = 5.0
_LOCALHOST = ("127.0.0.1", "::1")
_NAME_BYTES = 4


class Proxy:
    """What a proxy needs besides a server: its core, what passes requests on, and for how long it does."""

    def __init__(self, core: ProxyCore, upstream: Upstream, recorder: Recorder | None) -> None:
        """Put the parts together; nothing is connected yet."""
        self.core = core
        self.forward = ProxyExchange(core, upstream, recorder)
        self._upstream = upstream
        self._recorder = recorder

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Pass requests on until the end of the block; what is under way then is finished and recorded."""
        with self._recorder or contextlib.nullcontext():
            async with self._upstream:
                try:
                    yield
                finally:
                    await self.forward.close()


def make_proxy(core: Core, options: ServeOptions) -> Proxy:
    """Make the proxy that `options` ask for, with the profile of `core`; raises for the user.

    WrongInputError for options that do not go together or a wrong URL, EnvironmentRefusedError for a file that cannot
    be read or written.
    """
    chosen = options.proxy
    _refuse_others(options)
    url = check_url(chosen.upstream or "")
    _refuse_itself(url, options.network)
    tls = _tls(chosen.upstream_ca, url)
    times = UpstreamTimes(min(_CONNECT_S_MAX, chosen.timeout_s), chosen.timeout_s)
    name = f"oceanhil-{secrets.token_hex(_NAME_BYTES)}"
    recorder = None if chosen.record is None else _recorder(chosen.record, core.profile.wire, url)
    return Proxy(ProxyCore(core.profile, 0, url), Upstream(url, name, tls, times), recorder)


def check_url(text: str) -> str:
    """Give a base URL without a slash at its end; raises WrongInputError for anything else."""
    try:
        url = parse_base_url(text)
    except BaseUrlError as error:
        shown = f"upstream {without_user(text)!r} is no base URL ({error})"
        raise WrongInputError(f"{shown}, expected one such as http://192.168.1.10:8080") from None
    if url.has_user:
        raise WrongInputError(
            "the upstream's URL has a user or a password in it, which this proxy would show; leave it out"
        )
    return url.text


def _refuse_others(options: ServeOptions) -> None:
    if options.database is not None:
        raise WrongInputError("--db does not go with --upstream: the records are the other server's; leave one out")
    if options.devices:
        hint = "generate their firmware at the other server"
        raise WrongInputError(f"--devices does not go with --upstream: a proxy has no tokens to give them; {hint}")


def _refuse_itself(text: str, network: NetworkOptions) -> None:
    """Refuse an upstream that is this proxy, as far as its address tells: nobody would ever answer."""
    url = parse_base_url(text)
    listens = any(_is_reached(url.host, host) for host in network.hosts)
    if listens and url.port in {network.port, network.tls_port}:
        raise WrongInputError(
            f"the upstream {text!r} is where this proxy itself listens; give the URL of the other server, or another"
            " --port"
        )


def _is_reached(called: str, listening: str) -> bool:
    """Tell whether who calls that host reaches what listens at this one, on the same machine."""
    calls, listens = (_LOCALHOST if host == "localhost" else (host,) for host in (called, listening.lower()))
    return any(_takes(at, to) for at in listens for to in calls)


def _takes(listening: str, called: str) -> bool:
    """Tell of two hosts, which may be addresses, whether what comes for the one arrives at the other."""
    try:
        at, to = ip_address(listening), ip_address(called)
    except ValueError:
        return listening == called
    return at == to or (at.is_unspecified and to.is_loopback and at.version == to.version)


def _tls(authority: Path | None, url: str) -> ssl.SSLContext | None:
    if authority is not None and not url.startswith("https:"):
        raise WrongInputError("--upstream-ca is for an https upstream; leave it out, or write https:// in --upstream")
    if not url.startswith("https:"):
        return None
    try:
        return ssl.create_default_context(cafile=None if authority is None else str(authority))
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or "it holds no certificate"
        raise EnvironmentRefusedError(
            f"cannot read the authority {str(authority)!r}: {reason}; expected a PEM file"
        ) from None


def _recorder(path: Path, wire: WireNames, url: str) -> Recorder:
    try:
        return Recorder(path, wire, url, wall_us(), _tell)
    except FileExistsError:
        raise WrongInputError(f"{str(path)!r} is there already; choose a new file with --record") from None
    except OSError as error:
        raise EnvironmentRefusedError(f"cannot record to {str(path)!r}: {os_reason(error)}") from None


def _tell(message: str) -> None:
    logging.getLogger("oceanhil").warning("%s", message)
