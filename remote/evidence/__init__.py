"""What was sent and what came back, fit to be shown: as text, as a line of curl, without a secret."""
