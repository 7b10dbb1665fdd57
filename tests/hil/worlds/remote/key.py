"""The admin key of the server elsewhere."""

KEY = "correct-horse"
