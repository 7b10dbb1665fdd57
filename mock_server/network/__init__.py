"""What a server is on a network besides its answers: listening sockets, TLS, the time."""
