"""The admin side, `/_admin`: what the dashboard and tests do with a server, as JSON over HTTP, still without I/O."""
