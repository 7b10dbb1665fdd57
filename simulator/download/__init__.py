"""Download mode: what a boot ROM and the flasher stub answer on the UART to a flashing tool.

Bytes in, bytes out; no port, no clock. Written from Espressif's "Serial Protocol" (esptool documentation), the register
chapters of the chips' technical reference manuals, and, for the stub, the documentation and behaviour of
espressif/esp-flasher-stub (Apache-2.0 or MIT). `loader` is the way in.
"""

from oceanhil.simulator.download.loader import Loader, LoaderExit

__all__ = ["Loader", "LoaderExit"]
