"""The bench's side of the agent protocol: a client that asks a board's agent, and the far end of its HTTP bridge."""
