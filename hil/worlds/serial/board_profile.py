"""What a run's profile changes for the board itself, as an overlay that a virtual board is started with."""

from collections.abc import Mapping
from functools import cache

import msgspec

from oceanhil.protocol.profile import Profile, ProfileValue, Scalar, load_profile

Changes = tuple[tuple[str, Scalar], ...]
"""Full names (`device.poll_s`) with their values, in the order of the profile."""

_OF_THE_BOARD = ("device.", "wire.")


def changed_values(profile: Profile) -> Changes:
    """Give the values about boards and the wire that differ from the built-in profile."""
    known = _built_in()
    return tuple(
        (name, row.value)
        for name, row in profile.document.values().items()
        if name.startswith(_OF_THE_BOARD) and row.value != known[name].value
    )


@cache
def _built_in() -> Mapping[str, ProfileValue]:
    return load_profile().document.values()


def overlay_text(changes: Changes) -> str:
    """Write an overlay file (TOML) with these values."""
    tables: dict[str, dict[str, Scalar]] = {}
    for full_name, value in changes:
        table, _, name = full_name.partition(".")
        tables.setdefault(table, {})[name] = value
    return "\n".join(
        f"[{table}]\n" + "".join(f"{name} = {msgspec.json.encode(value).decode()}\n" for name, value in rows.items())
        for table, rows in tables.items()
    )
