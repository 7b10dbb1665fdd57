"""Scenarios about a token service and the clients that use it: no boards, one user, one application, several workers.

The language is that of all scenarios; its steps are `client.*`, `server.*`, `time.*` and `expect.*` of their own.
"""
