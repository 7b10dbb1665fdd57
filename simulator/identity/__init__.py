"""Who a chip is: how each family keeps its MAC, what it makes of it, and what its cores call a chip ID.

One module a family; `oceanhil.simulator.identity.fuses` is the way in for a board.
"""
