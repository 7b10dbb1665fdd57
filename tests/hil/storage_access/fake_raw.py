"""Raw flash that is a simulated chip, and writes down what is asked of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash


@dataclass
class FlashRaw:
    flash: Flash
    tells_digests: bool = True
    reads: list[tuple[int, int]] = field(default_factory=list)
    writes: list[tuple[int, ...]] = field(default_factory=list)
    visits: int = 0
    gone: str = ""
    forgets_writes: bool = False

    def visit(self) -> AbstractContextManager[object]:
        return self._visit()

    def read(self, address: int, length: int) -> bytes:
        self._be_there()
        self.reads.append((address, length))
        return self.flash.dump(address, length)

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        self._be_there()
        self.writes.append(tuple(sorted(sectors)))
        if not self.forgets_writes:
            for index, data in sectors.items():
                assert len(data) == SECTOR_BYTES
                self.flash.load(data, index * SECTOR_BYTES)

    def digests(self, address: int, sectors: int) -> Sequence[bytes] | None:
        self._be_there()
        if not self.tells_digests:
            return None
        return [sector_digest(self.flash.dump(address + n * SECTOR_BYTES, SECTOR_BYTES)) for n in range(sectors)]

    def everything(self) -> bytes:
        return self.flash.dump(0, self.flash.size_bytes)

    @contextmanager
    def _visit(self) -> Iterator[None]:
        self.visits += 1
        yield

    def _be_there(self) -> None:
        if self.gone:
            raise StorageAccessError(self.gone)
