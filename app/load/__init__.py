"""A fleet against a real server: may it be loaded, its tokens, Locust's processes, what became of it, and its undoing."""
