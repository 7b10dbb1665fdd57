"""An item of a contract that a module defines is tried: none is left out of its module's list, or of the suite's."""

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from types import ModuleType

import pytest

from oceanhil.conformance.contract.item import Item
from oceanhil.conformance.oceanremote import items as items_of_oceanremote
from oceanhil.conformance.oceanremote.suite import ITEMS as OCEANREMOTE
from oceanhil.conformance.ringcentral import items as items_of_ringcentral
from oceanhil.conformance.ringcentral.suite import ITEMS as RINGCENTRAL


def forgotten(folder: ModuleType, tried: Sequence[object]) -> Iterator[str]:
    """Say of each item that is defined in a module of `folder`, and not among those that are `tried`, what it lacks."""
    known = {id(item) for item in tried}
    for found in pkgutil.iter_modules(folder.__path__, f"{folder.__name__}."):
        module = importlib.import_module(found.name)
        listed = {id(item) for item in module.ITEMS}
        place = found.name.removeprefix("oceanhil.").replace(".", "/") + ".py"
        for name, value in vars(module).items():
            if isinstance(value, Item) and id(value) not in known:
                yield (
                    f"{name} of {place} is never tried: add {found.name.rpartition('.')[2]}.ITEMS to ITEMS of the suite"
                    if id(value) in listed
                    else f"{name} of {place} is never tried: add it to ITEMS at the end of that file"
                )


@pytest.mark.parametrize(
    ("folder", "tried"),
    [(items_of_oceanremote, OCEANREMOTE), (items_of_ringcentral, RINGCENTRAL)],
    ids=["oceanremote", "ringcentral"],
)
def test_every_item_that_is_defined_is_tried(folder: ModuleType, tried: Sequence[object]) -> None:
    missing = [*forgotten(folder, tried)]
    assert not missing, "\n".join(missing)


def test_an_item_that_is_not_tried_is_named_with_what_it_lacks() -> None:
    without = [item for item in OCEANREMOTE if item.id != "registration-request/slash"]
    (lack,) = forgotten(items_of_oceanremote, without)
    assert lack.startswith("slash of conformance/oceanremote/items/registration_request.py is never tried")
