"""Worlds for scenarios about a service: reference clients beside it in this process, or against one that is served."""
