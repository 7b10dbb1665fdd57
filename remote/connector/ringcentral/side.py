"""The own side of a token service: its operations, done by a connector, and how its servers are told from others."""

from contextlib import suppress
from typing import Final

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.ringcentral.messages import EXTENSION_PATH, TOKEN_PATH, AppKey, read_refusal
from oceanhil.protocol.ringcentral.profile import NAME, TokenProfile
from oceanhil.remote.connector.control import ControlError
from oceanhil.remote.connector.operation import OperationSpec
from oceanhil.remote.connector.operator import Operator
from oceanhil.remote.connector.ringcentral.admin import play
from oceanhil.remote.connector.ringcentral.control import (
    APP,
    CODE,
    CREDENTIALS,
    END,
    PASSWORD,
    PUBLIC_APP,
    SECOND_APP,
    SECOND_USER,
    USER,
    TokenControl,
    User,
)
from oceanhil.remote.connector.service_side import ServiceSide
from oceanhil.remote.connector.shared_operations import SHARED_OPERATIONS, SharedControl
from oceanhil.remote.wire.need import Need
from oceanhil.remote.wire.pace import Limits
from oceanhil.remote.wire.preflight import Probe

_USER_VALUES: Final = ("id", "jwt", "name", "password")
_APP_VALUES: Final = ("client_id", "client_secret")

OPERATIONS: Final = (
    *(
        OperationSpec(name=need.name, about=about, gives=_APP_VALUES, secret=("client_secret",))
        for need, about in (
            (APP, "name an application and its secret"),
            (SECOND_APP, "name another application and its secret"),
        )
    ),
    OperationSpec(name=PUBLIC_APP.name, about="name an application that has no secret", gives=("client_id",)),
    *(
        OperationSpec(
            name=need.name,
            about=about,
            gives=_USER_VALUES,
            optional=("id", "name", "password"),
            secret=("jwt", "password"),
        )
        for need, about in ((USER, "name a user's credentials"), (SECOND_USER, "name another user's credentials"))
    ),
    OperationSpec(
        name=CREDENTIALS.name,
        about="change a user's credentials",
        takes=("id",),
        gives=("jwt", "password"),
        optional=("password",),
        secret=("jwt", "password"),
    ),
    OperationSpec(name=END.name, about="end a user's sessions, as the user does", takes=("id",)),
    OperationSpec(
        name=CODE.name,
        about="obtain an authorization code, as after consent in a browser",
        takes=("id", "client_id", "redirect_uri"),
        gives=("code",),
        secret=("code",),
    ),
    *SHARED_OPERATIONS,
)


_ONE_OPERATION = (APP, SECOND_APP, PUBLIC_APP, USER, SECOND_USER, CREDENTIALS, END, CODE)


class ConnectorTokenControl(SharedControl, TokenControl):
    """Operations by a connector, with the applications and users that it lends."""

    def __init__(self, operator: Operator) -> None:
        super().__init__(operator)
        self._users: dict[Need, User] = {}
        self._apps: dict[Need, AppKey] = {}

    @property
    def needs(self) -> frozenset[Need]:
        """What the connector says; whether it knows a password shows when the user is there."""
        own = {need for need in _ONE_OPERATION if self._operator.can(need.name)}
        # Who cannot be had is told by the items that need a user.
        with suppress(ControlError):
            if USER in own and self.user().password:
                own.add(PASSWORD)
        return super().needs | own

    def app(self) -> AppKey:
        """Give the application that is lent."""
        return self._app(APP)

    def second_app(self) -> AppKey:
        """Give the other application."""
        return self._app(SECOND_APP)

    def public_app(self) -> AppKey:
        """Give the application without secret."""
        return self._app(PUBLIC_APP)

    def user(self) -> User:
        """Give the user who is lent."""
        return self._user(USER)

    def second_user(self) -> User:
        """Give the other user."""
        return self._user(SECOND_USER)

    def change_credentials(self, user: User) -> User:
        """Give a user new credentials, which count from now on."""
        values = self._operator.perform(CREDENTIALS.name, {"id": user.id})
        changed = User(user.id, values["jwt"], user.name, values.get("password", ""))
        self._users = {need: changed if each == user else each for need, each in self._users.items()}
        return changed

    def end_sessions(self, user: User) -> None:
        """End all sessions of a user."""
        self._operator.perform(END.name, {"id": user.id})

    def code(self, user: User, app: AppKey, redirect_uri: str) -> str:
        """Obtain an authorization code."""
        inputs = {"id": user.id, "client_id": app.client_id, "redirect_uri": redirect_uri}
        return self._operator.perform(CODE.name, inputs)["code"]

    def _app(self, need: Need) -> AppKey:
        if need not in self._apps:
            values = self._operator.perform(need.name)
            self._apps[need] = AppKey(values["client_id"], values.get("client_secret", ""))
        return self._apps[need]

    def _user(self, need: Need) -> User:
        if need not in self._users:
            values = self._operator.perform(need.name)
            name = values.get("name", "")
            self._users[need] = User(values.get("id", "") or name, values["jwt"], name, values.get("password", ""))
        return self._users[need]


_HOST = "platform.ringcentral.com"
_MINUTE_S = 60


def make_side(profile: TokenProfile) -> ServiceSide:
    """Describe the service under a profile."""
    values = profile.server
    return ServiceSide(
        operations=OPERATIONS,
        by_connector=ConnectorTokenControl,
        play=play,
        probe=Probe(
            service=NAME,
            title="RingCentral's token service",
            # A call without a token: refused, and nobody's session.
            request=HttpRequest("GET", EXTENSION_PATH, {"accept": "application/json"}),
            is_ours=_is_ours,
        ),
        production_hosts=(_HOST,),
        # What is refused during a penalty starts it again: the slowest group sets the pace.
        limits=Limits(
            requests_per_s=values.rate_limit_heavy / values.rate_window_s,
            registrations_per_min=values.rate_limit_auth * _MINUTE_S / values.rate_window_s,
        ),
        is_registration=_is_login,
    )


def _is_login(request: HttpRequest) -> bool:
    return request.path.rstrip("/") == TOKEN_PATH


def _is_ours(response: HttpResponse) -> bool:
    """Accept whatever refuses with a code of the service's kind: what else it does is for the items to judge."""
    said = read_refusal(response)
    return said is not None and said.code.partition("-")[0] in {"AGW", "OAU", "CMN", "TokenInvalid"}
