"""A fleet against a real server: may it be loaded, its tokens, Locust's processes, and its undoing."""
