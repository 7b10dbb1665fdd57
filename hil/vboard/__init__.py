"""Virtual boards: the simulated board in a process of its own, on a real serial line and with real HTTP."""
