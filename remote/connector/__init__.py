"""How a server's own side is reached: the admin API of a mock server, or a connector file."""
