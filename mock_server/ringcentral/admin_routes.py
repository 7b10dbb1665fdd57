"""Admin routes of users, applications and sessions, beside the shared ones."""

from oceanhil.mock_server.core.admin.call import Call, switch_field, text_field
from oceanhil.mock_server.core.admin.forms import DeviceList, Done
from oceanhil.mock_server.core.admin.routes import SHARED, Routes
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.ringcentral.service import TokenService
from oceanhil.mock_server.ringcentral.views import AppList, SessionList, UserList
from oceanhil.protocol.http import HttpResponse

_Call = Call[TokenService]


def list_users(call: _Call) -> HttpResponse:
    """`GET users`."""
    return json_response(UserList(call.core.users(call.now_us)))


def add_user(call: _Call) -> HttpResponse:
    """`POST users` {name?}: a user with password and JWT credential."""
    return json_response(call.core.add_user(text_field(call.optional_body(), "name", "")), 201)


def remove_user(call: _Call) -> HttpResponse:
    """`DELETE users/{id}`: the user's sessions end."""
    call.core.remove_user(call.identity, call.now_us)
    return json_response(Done())


def change_credentials(call: _Call) -> HttpResponse:
    """`POST users/{id}/credentials`: a new password and JWT; all sessions of the user end."""
    return json_response(call.core.change_credentials(call.identity, call.now_us))


def add_code(call: _Call) -> HttpResponse:
    """`POST users/{id}/codes` {client_id, redirect_uri?}: an authorization code."""
    fields = call.body()
    client_id, redirect_uri = text_field(fields, "client_id"), text_field(fields, "redirect_uri", "")
    return json_response(call.core.add_code(call.identity, client_id, redirect_uri, call.now_us), 201)


def list_apps(call: _Call) -> HttpResponse:
    """`GET apps`."""
    return json_response(AppList(call.core.apps()))


def add_app(call: _Call) -> HttpResponse:
    """`POST apps` {name?, public?}: an application with its secret."""
    fields = call.optional_body()
    is_public = switch_field(fields, "public") if "public" in fields else False
    return json_response(call.core.add_app(text_field(fields, "name", ""), is_public=is_public), 201)


def remove_app(call: _Call) -> HttpResponse:
    """`DELETE apps/{client_id}`: all sessions with it end."""
    call.core.remove_app(call.identity, call.now_us)
    return json_response(Done())


def list_sessions(call: _Call) -> HttpResponse:
    """`GET sessions?user=ID`: all, or those of a user."""
    return json_response(SessionList(call.core.sessions(call.now_us, call.word("user") or "")))


def show_session(call: _Call) -> HttpResponse:
    """`GET sessions/{id}`."""
    return json_response(call.core.session(call.identity, call.now_us))


def end_session(call: _Call) -> HttpResponse:
    """`DELETE sessions/{id}`: what the user does who ends it."""
    return json_response(call.core.end_session(call.identity, call.now_us))


def list_devices(call: _Call) -> HttpResponse:
    """`GET devices`: none; the dashboard asks every service for them."""
    del call
    return json_response(DeviceList(()))


ROUTES: Routes[TokenService] = {
    **SHARED,
    ("users",): {"GET": list_users, "POST": add_user},
    ("users", "*"): {"DELETE": remove_user},
    ("users", "*", "credentials"): {"POST": change_credentials},
    ("users", "*", "codes"): {"POST": add_code},
    ("apps",): {"GET": list_apps, "POST": add_app},
    ("apps", "*"): {"DELETE": remove_app},
    ("sessions",): {"GET": list_sessions},
    ("sessions", "*"): {"GET": show_session, "DELETE": end_session},
    ("devices",): {"GET": list_devices},
}
