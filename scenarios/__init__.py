"""The scenario language: its files, its steps, its runner, traces, comparison and invariants.

Devices and servers are seen only through the interfaces in `scenarios.world`; which world stands behind them is none
of this package's business. No I/O except reading scenario files, no clock, no global random.
"""
