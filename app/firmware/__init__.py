"""Firmware for real boards: a sketch with a user's secrets, built by Arduino CLI or PlatformIO, and flashed."""
