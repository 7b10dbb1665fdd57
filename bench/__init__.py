"""The speed goals, measured. Machines are noisy: compare figures of one run, never of two machines."""
