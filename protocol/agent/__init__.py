"""The agent protocol: sentences that a bench and a board's agent exchange on the board's console line."""
