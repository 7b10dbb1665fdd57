"""The reference firmware in Python: a coroutine over `hardware.Hardware`, the same on every board.

`program` is the way from boot to ONLINE and back; `registration`, `session` and `polling` are its stages; `retry` says
how long to wait after which answer; `context` is what the stages share.
"""

from oceanhil.simulator.program.program import run_program

__all__ = ["run_program"]
