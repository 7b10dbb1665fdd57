"""Whoever declares an operation of the admin side finds it served: it stands in the list of its module, too."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest

from oceanhil.mock_server import ringcentral
from oceanhil.mock_server.core import admin
from oceanhil.mock_server.core.admin.operation import AdminOperation
from oceanhil.mock_server.core.admin.routes import OPERATIONS
from oceanhil.mock_server.ringcentral.admin_routes import OPERATIONS as OF_RINGCENTRAL

MODULES = sorted(
    f"{package.__name__}.{module.name}" for package in (admin, ringcentral) for module in iter_modules(package.__path__)
)


@pytest.mark.parametrize("module", MODULES)
def test_what_a_module_declares_is_served(module: str) -> None:
    served = (*OPERATIONS, *OF_RINGCENTRAL)
    declared = {name: each for name, each in vars(import_module(module)).items() if isinstance(each, AdminOperation)}
    assert [name for name, each in declared.items() if not any(each is other for other in served)] == []
