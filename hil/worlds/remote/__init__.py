"""Runs against a mock server in another process or on another machine: `oceanhil run --server URL`."""
