"""Farms of boards that others run: a place is found there, taken and given back, and its board's line reached."""
