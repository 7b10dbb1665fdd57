"""The work of each command between its options and its output."""
