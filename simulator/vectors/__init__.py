"""Recordings of real drivers, and their replay on the simulated ones."""
