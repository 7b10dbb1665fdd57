"""The operations of a token service's own side, as connector files name them.

Applications and users are lent to a run: it makes none on a foreign server, and ends every session that it opened.
"""

from typing import Final

from oceanhil.conformance.ringcentral.control import (
    APP,
    CODE,
    CREDENTIALS,
    END,
    PUBLIC_APP,
    SECOND_APP,
    SECOND_USER,
    USER,
)
from oceanhil.remote.connector.levers import LEVERS
from oceanhil.remote.connector.operation import OperationSpec

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
    *LEVERS,
)
