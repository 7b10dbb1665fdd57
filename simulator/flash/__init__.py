"""The NOR flash chip: its cells, what wears and tears them, and how long it is busy."""
