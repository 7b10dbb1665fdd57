"""Scenarios about boards: what their files may say, what is given, their steps, and what always holds of a device."""
