"""Proxy mode: devices talk to another server through this one, which can disturb, journal and record what passes."""
