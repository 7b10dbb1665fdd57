"""The operations of a token service's own side done on the built-in server, for dry runs of a connector."""

from collections.abc import Mapping

from oceanhil.conformance.ringcentral.admin import AdminTokenControl
from oceanhil.conformance.ringcentral.control import (
    APP,
    CODE,
    CREDENTIALS,
    END,
    PUBLIC_APP,
    SECOND_APP,
    SECOND_USER,
    USER,
    User,
)
from oceanhil.mock_server.client import Client
from oceanhil.protocol.ringcentral import AppKey
from oceanhil.remote.connector.levers import play_lever
from oceanhil.remote.connector.operation import Value


def play(client: Client, name: str, inputs: Mapping[str, Value]) -> Mapping[str, str]:
    """Do the operation `name` with these inputs and give its values; raises ClientError."""
    control, user = AdminTokenControl(client), User(str(inputs.get("id", "")), "")
    if name in {APP.name, SECOND_APP.name}:
        return _app(control.app())
    if name == PUBLIC_APP.name:
        return _app(control.public_app())
    if name in {USER.name, SECOND_USER.name}:
        return _user(control.user())
    if name == CREDENTIALS.name:
        return _user(control.change_credentials(user))
    if name == CODE.name:
        app = AppKey(str(inputs["client_id"]), "")
        return {"code": control.code(user, app, str(inputs["redirect_uri"]))}
    if name == END.name:
        control.end_sessions(user)
        return {}
    return play_lever(client, name, inputs)


def _app(app: AppKey) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.client_secret}


def _user(user: User) -> dict[str, str]:
    return {"id": user.id, "jwt": user.jwt, "name": user.name, "password": user.password}
