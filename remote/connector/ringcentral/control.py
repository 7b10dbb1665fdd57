"""What can be done on the side of a token service: applications and users to log in as, and how their sessions end."""

import msgspec

from oceanhil.protocol.ringcentral.messages import AppKey
from oceanhil.remote.connector.control import Control
from oceanhil.remote.wire.need import Need

APP = Need("app", "a registered application: its client id and secret")
SECOND_APP = Need("second-app", "a second registered application")
PUBLIC_APP = Need("public-app", "a registered application that has no secret")
USER = Need("user", "a user's JWT credential")
SECOND_USER = Need("second-user", "a second user's JWT credential")
PASSWORD = Need("password", "a user's name and password")
OWN_PEOPLE = Need("people-at-will", "a server on which applications and users can be made at will")
CREDENTIALS = Need("change-credentials", "a way to change a user's credentials")
END = Need("end-sessions", "a way to end a user's sessions, as the user does")
CODE = Need("authorization-code", "a way to obtain an authorization code, as after consent in a browser")
REFRESH_TOKEN = Need("refresh-token", "an application that is given refresh tokens")
REPLAY = Need("refresh-replay", "a server that answers a repeated refresh again")


class User(msgspec.Struct, frozen=True):
    """A user: the server's id, and what the user logs in with; name and password are empty where unknown."""

    id: str
    jwt: str
    name: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Leave the credentials out."""
        return f"User({self.id!r})"


class TokenControl(Control):
    """The operations by the server's own ids. Each may raise ControlError.

    Where people cannot be made at will (`OWN_PEOPLE`), the same one is given each time.
    """

    def app(self) -> AppKey:
        """Give an application."""
        raise NotImplementedError

    def second_app(self) -> AppKey:
        """Give another application than `app`."""
        raise NotImplementedError

    def public_app(self) -> AppKey:
        """Give an application whose secret is empty."""
        raise NotImplementedError

    def user(self) -> User:
        """Give a user."""
        raise NotImplementedError

    def second_user(self) -> User:
        """Give another user than `user`."""
        raise NotImplementedError

    def change_credentials(self, user: User) -> User:
        """Give a user new credentials, and the user with these."""
        raise NotImplementedError

    def end_sessions(self, user: User) -> None:
        """End all sessions of a user."""
        raise NotImplementedError

    def code(self, user: User, app: AppKey, redirect_uri: str) -> str:
        """Obtain an authorization code for an application."""
        raise NotImplementedError
