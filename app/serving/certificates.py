"""The certificate that `oceanhil serve --tls` shows: new at every start, and again when names or time call for it."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.serving.bench_ca import open_bench_ca
from oceanhil.host.addresses import names_of

if TYPE_CHECKING:
    from oceanhil.mock_server.network.authority import BenchAuthority

_RENEW_BEFORE: Final = timedelta(days=30)
_LOOK_S: Final = 300.0


def real_now() -> datetime:
    """Give the machine's time: certificates know nothing of the server's own clock, which tests move."""
    return datetime.now(UTC)


class Certified:
    """A TLS context whose certificate is kept up to date; the next handshake shows what `refresh` has changed."""

    def __init__(self, authority: "BenchAuthority", names: Sequence[str], now: Callable[[], datetime]) -> None:
        """Have `authority` certify `names`; raises AuthorityError for a wrong one."""
        from oceanhil.mock_server.network.listener import server_context

        self.fingerprint = authority.fingerprint
        """That of the CA."""
        self._authority = authority
        self._now = now
        self._certificate = authority.issue(names, now())
        self.context: ssl.SSLContext = server_context(self._certificate.pem)

    @property
    def names(self) -> tuple[str, ...]:
        """All names that are certified."""
        return self._certificate.names

    @property
    def expires(self) -> datetime:
        """When the certificate ends."""
        return self._certificate.expires

    def refresh(self, names: Sequence[str]) -> bool:
        """Certify `names` too, or again if the end is near; tells whether there is a new certificate."""
        from oceanhil.mock_server.network.authority import name_of
        from oceanhil.mock_server.network.listener import show_certificate

        has_all = {name_of(name) for name in names} <= set(self.names)
        if has_all and self.expires - self._now() > _RENEW_BEFORE:
            return False
        self._certificate = self._authority.issue((*self.names, *names), self._now())
        show_certificate(self.context, self._certificate.pem)
        return True


def certify(folder: Path | None, hosts: Sequence[str], extra: Sequence[str]) -> Certified:
    """Have the CA in `folder` certify what `hosts` are called, and the names in `extra`.

    Raises WrongInputError and EnvironmentRefusedError for the user.
    """
    authority = open_bench_ca(folder)
    from oceanhil.mock_server.network.authority import AuthorityError

    try:
        return Certified(authority, (*_certifiable(names_of(hosts)), *extra), real_now)
    except AuthorityError as error:
        raise WrongInputError(f"--tls-name {error}") from None


@contextlib.asynccontextmanager
async def kept_current(certified: Certified, hosts: Sequence[str], every_s: float = _LOOK_S) -> AsyncIterator[None]:
    """Look now and then whether this machine has new addresses, or the certificate's end is near."""
    looking = asyncio.create_task(_keep_current(certified, hosts, every_s))
    try:
        yield
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking


async def _keep_current(certified: Certified, hosts: Sequence[str], every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        # A full disk, a resolver that is down: the certificate of before still holds, the next look comes.
        with contextlib.suppress(OSError):
            # Looking up names may take seconds; the context is changed in the loop, between two handshakes.
            names = await asyncio.to_thread(names_of, hosts)
            certified.refresh(_certifiable(names))


def _certifiable(names: Sequence[str]) -> tuple[str, ...]:
    """Leave out what a machine may be called but no certificate can say, such as a name with a space."""
    from oceanhil.mock_server.network.authority import AuthorityError, name_of

    found = []
    for name in names:
        with contextlib.suppress(AuthorityError):
            found.append(name_of(name))
    return tuple(found)
