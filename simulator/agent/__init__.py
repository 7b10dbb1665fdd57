"""The agent of a simulated board: what firmware that is built with an agent answers on the board's UART.

`wired_board` makes a board with a UART and, unless told otherwise, an agent on it. Everything is answered at once: no
virtual time passes between a command and its reply. Commands of one kind are carried out in one module, that of a
bridge in `line_uplink`; `protocol.agent.commands` declares them.
"""

from oceanhil.simulator.agent.provision import Provision, ProvisionStore
from oceanhil.simulator.agent.wiring import wired_board

__all__ = ["Provision", "ProvisionStore", "wired_board"]
