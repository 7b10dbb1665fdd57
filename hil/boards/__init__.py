"""Boards of a bench: which there are, who uses them now, whether they are well, and how they get their power."""
