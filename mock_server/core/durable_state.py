"""The lasting part of a server: what a store keeps of it, given out as changes and taken back as a whole.

Sessions, rate limits and fault rules are not part of it: they end with the process.
"""

from collections.abc import Iterator

from oceanhil.mock_server.core.changes import (
    ChangeLog,
    Changes,
    ClockRecord,
    DeviceRecord,
    Snapshot,
    changed_settings,
    record_of,
)
from oceanhil.mock_server.core.clock import ServerClock
from oceanhil.mock_server.core.journal import Journal
from oceanhil.mock_server.core.registry import Registry
from oceanhil.mock_server.core.settings import LiveSettings


class DurableState:
    """Records, tokens, settings, clock and journal of one core."""

    __slots__ = ("_clock", "_journal", "_registry", "_settings", "_taken_seq", "log")

    def __init__(
        self, log: ChangeLog, registry: Registry, settings: LiveSettings, clock: ServerClock, journal: Journal
    ) -> None:
        """Look after these parts; `log` notes nothing before `restore` was called."""
        self.log = log
        self._registry = registry
        self._settings = settings
        self._clock = clock
        self._journal = journal
        self._taken_seq = 0

    @property
    def journal_limit(self) -> int:
        """How many rows the journal keeps."""
        return self._journal.limit

    def restore(self, snapshot: Snapshot) -> None:
        """Be as `snapshot` says, and note changes from here on; raises WrongValueError if the settings do not hold.

        The snapshot's list of devices is used up.
        """
        self._settings.reset()
        self._settings.change(snapshot.settings)
        self._registry.restore(_used_up(snapshot.devices), snapshot.retired)
        self._clock.restore(snapshot.clock.offset_us, snapshot.clock.frozen_us)
        self._journal.restore(snapshot.rows, snapshot.last_seq)
        self._taken_seq = snapshot.last_seq
        self.log.clear()
        self.log.is_kept = True

    def snapshot(self) -> Snapshot:
        """Copy everything."""
        return Snapshot(
            self._registry.records(),
            self._registry.retired_records(),
            changed_settings(self._settings),
            self._clock_record(),
            self._journal.rows_after(0),
            self._journal.last_seq,
        )

    def take_changes(self) -> Changes:
        """Give what changed since the last call; it is no longer noted then."""
        log = self.log
        since = 0 if log.is_reset else self._taken_seq
        changes = Changes(
            is_reset=log.is_reset,
            rows=self._journal.rows_after(since),
            last_seq=self._journal.last_seq,
            contacts={name: at_us for name, device in log.contacts.items() if (at_us := device.contact_us) is not None},
            saved=[record_of(device) for device in log.devices.values() if device is not None],
            retired=log.retired,
            deleted=[name for name, device in log.devices.items() if device is None],
            settings=changed_settings(self._settings) if log.settings else None,
            clock=self._clock_record() if log.clock else None,
        )
        self._taken_seq = changes.last_seq
        log.clear()
        return changes

    def _clock_record(self) -> ClockRecord:
        return ClockRecord(self._clock.offset_us, self._clock.frozen_us)


def _used_up(records: list[DeviceRecord]) -> Iterator[DeviceRecord]:
    """Give the records in their order and let go of each: 100,000 records beside their devices cost 16 MB."""
    records.reverse()
    while records:
        yield records.pop()
