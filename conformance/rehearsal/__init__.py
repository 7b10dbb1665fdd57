"""The dry run: a whole run against the built-in server that lists what would be sent to another."""
