"""Exploring on this machine: its processes, its clock, its files, and what is told of findings."""
