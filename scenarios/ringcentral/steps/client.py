"""What clients do, and what they are told."""

from oceanhil.protocol.ringcentral.messages import TokenKind
from oceanhil.protocol.tokens import TokenDamage
from oceanhil.scenarios.names import ClientName
from oceanhil.scenarios.ringcentral.context import ClientStep, ServiceContext
from oceanhil.scenarios.ringcentral.world import MAIN_CLIENT, Habits
from oceanhil.scenarios.scalars import Count, Repeats


class Login(ClientStep, name="client.login", introduces=True):
    """Log in with the user's credential: a new session."""

    def run(self, context: ServiceContext) -> None:
        self.client(context).login()


class PrepareRefresh(ClientStep, name="client.prepare_refresh"):
    """Decide to replace the tokens it holds now, without asking yet; with a lock, take it or begin to wait."""

    def run(self, context: ServiceContext) -> None:
        self.client(context).prepare_refresh()


class Refresh(ClientStep, name="client.refresh"):
    """Replace the tokens: those it decided on, or those it holds now."""

    def run(self, context: ServiceContext) -> None:
        self.client(context).refresh()


class Recover(ClientStep, name="client.recover", introduces=True):
    """Do what the documentation says after a refused token: refresh, and where that is refused, log in."""

    def run(self, context: ServiceContext) -> None:
        self.client(context).recover()


class Call(ClientStep, name="client.call"):
    """Call the API once with the access token."""

    def run(self, context: ServiceContext) -> None:
        self.client(context).call()


class Work(ClientStep, name="client.work", introduces=True):
    """Do `jobs` jobs, one call each: with a login for each, unless it re-uses its tokens."""

    jobs: Repeats = 1

    def run(self, context: ServiceContext) -> None:
        self.client(context).work(self.jobs)


class Download(ClientStep, name="client.download", introduces=True):
    """Read the call log and download the recordings it does not have yet, at most `most`; it ends at a refusal."""

    most: Count | None = None

    def run(self, context: ServiceContext) -> None:
        self.client(context).download(self.most)


class Revoke(ClientStep, name="client.revoke"):
    """Log out: revoke the access token, or the refresh token."""

    token: TokenKind = TokenKind.ACCESS

    def run(self, context: ServiceContext) -> None:
        self.client(context).revoke(self.token)


class DamageToken(ClientStep, name="client.damage_token", main="damage"):
    """Damage the access token where the client keeps it."""

    damage: TokenDamage

    def run(self, context: ServiceContext) -> None:
        self.client(context).damage(self.damage)


class LoseReply(ClientStep, name="client.lose_reply"):
    """Lose the reply to the client's next request, which is processed."""

    def run(self, context: ServiceContext) -> None:
        context.world.lose_reply(self.on)


class CopyTokens(ClientStep, name="client.copy_tokens", main="source", introduces=True):
    """Give the client a copy of the tokens that another one holds."""

    source: ClientName = MAIN_CLIENT

    def run(self, context: ServiceContext) -> None:
        context.world.copy_tokens(self.on, self.source)


class ShareTokens(ClientStep, name="client.share_tokens", main="source", introduces=True):
    """Let the client use the same store of tokens, and the same lock, as another one."""

    source: ClientName = MAIN_CLIENT

    def run(self, context: ServiceContext) -> None:
        context.world.share_tokens(self.on, self.source)


class UseLock(ClientStep, name="client.use_lock"):
    """Let the client take the store's lock before it refreshes."""

    def run(self, context: ServiceContext) -> None:
        context.world.tell(self.on, Habits(uses_lock=True))


class ReuseTokens(ClientStep, name="client.reuse_tokens"):
    """Let the client work with the tokens it holds instead of logging in for each job."""

    def run(self, context: ServiceContext) -> None:
        context.world.tell(self.on, Habits(reuses_tokens=True))


class TakeCredentials(ClientStep, name="client.take_credentials"):
    """Tell the client the user's present credentials."""

    def run(self, context: ServiceContext) -> None:
        context.world.hand_credentials(self.on)
