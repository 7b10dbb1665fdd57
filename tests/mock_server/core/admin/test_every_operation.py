"""Whoever declares an operation of the admin side finds it served: it stands in the list of its module, too."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Never

import pytest

from oceanhil.mock_server import ringcentral
from oceanhil.mock_server.core import AccessPolicy, AdminSide, Core, admin
from oceanhil.mock_server.core.admin.operation import AdminOperation
from oceanhil.mock_server.core.admin.routes import OPERATIONS
from oceanhil.mock_server.core.operation import AdminRefusal
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.mock_server.ringcentral.admin_routes import OPERATIONS as OF_RINGCENTRAL
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.ringcentral.profile import load_profile as load_token_profile
from tests.mock_server.conftest import reply_of
from tests.together import together

if TYPE_CHECKING:
    from oceanhil.mock_server.core.service import Service

MODULES = sorted(
    f"{package.__name__}.{module.name}" for package in (admin, ringcentral) for module in iter_modules(package.__path__)
)


@pytest.mark.parametrize("module", MODULES)
def test_what_a_module_declares_is_served(module: str) -> None:
    served = (*OPERATIONS, *OF_RINGCENTRAL)
    declared = {name: each for name, each in vars(import_module(module)).items() if isinstance(each, AdminOperation)}
    assert [name for name, each in declared.items() if not any(each is other for other in served)] == []


@together
@pytest.mark.parametrize(
    ("service", "each"),
    [
        *((Core(load_profile(), 1), each) for each in OPERATIONS),
        *((TokenService(load_token_profile(), 1), each) for each in OF_RINGCENTRAL),
    ],
)
def test_an_unknown_id_is_not_found_before_the_body_is_looked_at(
    service: Service, each: AdminOperation[Never, Never, object]
) -> None:
    headers = {"host": "localhost", "content-type": "text/plain"}
    request = HttpRequest(each.method, f"/_admin/{each.fill('unknown')}", headers, b"no form at all")
    reply = reply_of(AdminSide(service, AccessPolicy()).handle(request, 0))
    is_about_one = "*" in each.path
    assert (reply.code == "not_found") == (reply.status == 404) == is_about_one
    assert (AdminRefusal.UNKNOWN in each.description.refusals) or not is_about_one
