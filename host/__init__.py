"""The machine that a command runs on: its files, folders, terminal, signals, programs and addresses.

Nothing in here knows a board, a server or a scenario.
"""
