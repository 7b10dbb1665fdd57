"""A token service's own side by a connector file."""

from contextlib import suppress

from oceanhil.conformance.contract.control import ControlError
from oceanhil.conformance.contract.item import Need
from oceanhil.conformance.ringcentral.control import (
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
from oceanhil.protocol.ringcentral import AppKey
from oceanhil.remote.connector.levers import LeverControl
from oceanhil.remote.connector.operator import Operator

_ONE_OPERATION = (APP, SECOND_APP, PUBLIC_APP, USER, SECOND_USER, CREDENTIALS, END, CODE)


class ConnectorTokenControl(LeverControl, TokenControl):
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
