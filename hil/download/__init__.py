"""Boards in download mode: esptool as its own process, flashing, and backup and restore of what a run changes."""
