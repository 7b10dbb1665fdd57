"""A fleet in virtual time: devices and the mock server's core in one process, a week in minutes."""
