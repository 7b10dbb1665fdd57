"""The columns of the table of devices, as a device's record has its fields: for who writes them and who reads them.

A field more is a column more, for which the file needs a migration (`schema.py`).
"""

from operator import attrgetter
from typing import Final

import msgspec

from oceanhil.mock_server.core.changes import DeviceRecord
from oceanhil.protocol.messages import DeviceState

Value = str | int | float | bytes | None
STATE_COLUMNS: Final = tuple(field for field in DeviceState.__struct_fields__ if field != "success")
"""Those of the relays and the sensor."""
_KEY: Final = "id"
_CONTACT: Final = "contact_us"
"""In a table of its own, because it changes with every poll."""
TAGS: Final = "tags"
_PLAIN: Final = tuple(
    column
    for field in DeviceRecord.__struct_fields__
    if field not in {_CONTACT, TAGS}
    for column in (STATE_COLUMNS if field == "state" else (field,))
)
DEVICE_COLUMNS: Final = (*_PLAIN, TAGS)
"""All but the number."""
SAVE_DEVICE: Final = (
    f"INSERT INTO devices ({', '.join(DEVICE_COLUMNS)}) "  # noqa: S608 - names from above
    f"VALUES ({', '.join('?' * len(DEVICE_COLUMNS))}) "
    f"ON CONFLICT ({_KEY}) DO UPDATE SET {', '.join(f'{each} = excluded.{each}' for each in DEVICE_COLUMNS[1:])}"
)
"""Takes what `device_values` gives; all of it is names of this module."""
_ATTRIBUTES: Final = {"board": "board.value", **{each: f"state.{each}" for each in STATE_COLUMNS}}
_plain_values = attrgetter(*(_ATTRIBUTES.get(each, each) for each in _PLAIN))
_encode = msgspec.json.Encoder().encode


def device_values(record: DeviceRecord) -> tuple[Value, ...]:
    """Give what stands in the columns of a device."""
    return (*_plain_values(record), _encode(record.tags).decode())


def select_devices(*, is_tagged: bool) -> str:
    """Give the statement that reads all devices, by number; of a file without tags each has none."""
    tags = TAGS if is_tagged else f"'[]' AS {TAGS}"
    columns = ", ".join((*_PLAIN, _CONTACT, tags))
    joined = "devices LEFT JOIN contacts ON contacts.device = devices.id"
    return f"SELECT {columns} FROM {joined} ORDER BY number"  # noqa: S608 - names of this module
