"""What clients do, and what they are told."""

from typing import ClassVar

from oceanhil.protocol.ringcentral.messages import TokenKind
from oceanhil.protocol.token_damage import TokenDamage
from oceanhil.scenarios.names import ClientName
from oceanhil.scenarios.scalars import Count, Repeats
from oceanhil.scenarios.services.context import ClientLever, ServiceContext
from oceanhil.scenarios.services.world import MAIN_CLIENT, Habits


class Login(ClientLever, frozen=True, kw_only=True):
    """Log in with the user's credential: a new session."""

    name: ClassVar[str] = "client.login"
    introduces: ClassVar[bool] = True

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        self.client(context).login()


class PrepareRefresh(ClientLever, frozen=True, kw_only=True):
    """Decide to replace the tokens it holds now, without asking yet; with a lock, take it or begin to wait."""

    name: ClassVar[str] = "client.prepare_refresh"

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        self.client(context).prepare_refresh()


class Refresh(ClientLever, frozen=True, kw_only=True):
    """Replace the tokens: those it decided on, or those it holds now."""

    name: ClassVar[str] = "client.refresh"

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        self.client(context).refresh()


class Recover(ClientLever, frozen=True, kw_only=True):
    """Do what the documentation says after a refused token: refresh, and where that is refused, log in."""

    name: ClassVar[str] = "client.recover"
    introduces: ClassVar[bool] = True

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        self.client(context).recover()


class Call(ClientLever, frozen=True, kw_only=True):
    """Call the API once with the access token."""

    name: ClassVar[str] = "client.call"

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        self.client(context).call()


class Work(ClientLever, frozen=True, kw_only=True):
    """Do `jobs` jobs, one call each: with a login for each, unless it re-uses its tokens."""

    name: ClassVar[str] = "client.work"
    introduces: ClassVar[bool] = True

    jobs: Repeats = 1

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        self.client(context).work(self.jobs)


class Download(ClientLever, frozen=True, kw_only=True):
    """Read the call log and download the recordings it does not have yet, at most `most`; it ends at a refusal."""

    name: ClassVar[str] = "client.download"
    introduces: ClassVar[bool] = True

    most: Count | None = None

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        self.client(context).download(self.most)


class Revoke(ClientLever, frozen=True, kw_only=True):
    """Log out: revoke the access token, or the refresh token."""

    name: ClassVar[str] = "client.revoke"

    token: TokenKind = TokenKind.ACCESS

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        self.client(context).revoke(self.token)


class DamageToken(ClientLever, frozen=True, kw_only=True):
    """Damage the access token where the client keeps it."""

    name: ClassVar[str] = "client.damage_token"
    main: ClassVar[str] = "damage"

    damage: TokenDamage

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        self.client(context).damage(self.damage)


class LoseReply(ClientLever, frozen=True, kw_only=True):
    """Lose the reply to the client's next request, which is processed."""

    name: ClassVar[str] = "client.lose_reply"

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        context.world.lose_reply(self.on)


class CopyTokens(ClientLever, frozen=True, kw_only=True):
    """Give the client a copy of the tokens that another one holds."""

    name: ClassVar[str] = "client.copy_tokens"
    introduces: ClassVar[bool] = True
    main: ClassVar[str] = "source"

    source: ClientName = MAIN_CLIENT

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        context.world.copy_tokens(self.on, self.source)


class ShareTokens(ClientLever, frozen=True, kw_only=True):
    """Let the client use the same store of tokens, and the same lock, as another one."""

    name: ClassVar[str] = "client.share_tokens"
    introduces: ClassVar[bool] = True
    main: ClassVar[str] = "source"

    source: ClientName = MAIN_CLIENT

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        context.world.share_tokens(self.on, self.source)


class UseLock(ClientLever, frozen=True, kw_only=True):
    """Let the client take the store's lock before it refreshes."""

    name: ClassVar[str] = "client.use_lock"

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        context.world.tell(self.on, Habits(uses_lock=True))


class ReuseTokens(ClientLever, frozen=True, kw_only=True):
    """Let the client work with the tokens it holds instead of logging in for each job."""

    name: ClassVar[str] = "client.reuse_tokens"

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        context.world.tell(self.on, Habits(reuses_tokens=True))


class TakeCredentials(ClientLever, frozen=True, kw_only=True):
    """Tell the client the user's present credentials."""

    name: ClassVar[str] = "client.take_credentials"

    def run(self, context: ServiceContext) -> None:
        """Do it."""
        context.world.hand_credentials(self.on)
