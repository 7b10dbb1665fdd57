"""The token record wherever a firmware keeps it, and which of its fields is wrong."""
