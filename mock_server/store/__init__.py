"""What a server knows, in an SQLite file: registry, hashed tokens, settings, clock and journal.

Nothing here knows HTTP. `Keeper` joins a core and a file, `Database` is the file, `interchange` its export.
"""

from oceanhil.mock_server.store.database import Database
from oceanhil.mock_server.store.keeper import Keeper
from oceanhil.mock_server.store.store_error import StoreError, StoreRefusedError

__all__ = ["Database", "Keeper", "StoreError", "StoreRefusedError"]
