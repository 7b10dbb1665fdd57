"""The reference firmware in Python: a coroutine over `hardware.Hardware`, the same on every board.

`program` is the way from boot to ONLINE and back; `registration`, `session` and `poll` are its stages, a module
each; `context` is what they share, and how long to wait after which answer.
"""

from oceanhil.simulator.program.program import run_program

__all__ = ["run_program"]
