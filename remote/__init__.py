"""A server that is not ours: what is sent to it, what came back, and what can be done on its own side.

Conformance tries a contract over it, and worlds run scenarios against it. It judges nothing.
"""
