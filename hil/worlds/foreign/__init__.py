"""Scenarios against a server of somebody else: no journal, no admin side, its own clock; a connector does what it can.

Simulated boards send their requests through the harness, which sees them and can disturb them on their way
(`carried_core`). Boards on a serial line reach the server by themselves (`source.DirectServer`). What a connector can
do on the server's side is in `dashboard_core`.
"""
