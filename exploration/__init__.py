"""Exploration: lives that nobody has thought of, led in a world, and what is found in them as scenarios."""
