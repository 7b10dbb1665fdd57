"""Tables of what `oceanhil diagnose --json` prints, from what the fields say of themselves."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import get_type_hints

import msgspec

from oceanhil.analysis.diagnosis.model import Finding
from oceanhil.analysis.diagnosis.report import Summary
from tools.tables.markdown import table


def fields_table(form: type[msgspec.Struct]) -> str:
    """Give the keys of an object in their order, each with what it says."""
    told = get_type_hints(form, include_extras=True)
    return table(
        ("key", "says"), ((f"`{name}`", told[name].__metadata__[0].description) for name in form.__struct_fields__)
    )


TABLES: Mapping[str, Callable[[], str]] = {
    "diagnosis-json": partial(fields_table, Summary),
    "diagnosis-finding": partial(fields_table, Finding),
}
