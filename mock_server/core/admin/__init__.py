"""The admin side, `/_admin`: the dashboard's actions and a test's levers as JSON over HTTP, still without I/O."""
