"""Conformance: does a server speak the protocol that shipped devices expect? `oceanhil conform URL`.

`item` is what a contract consists of, `engine` runs items, `evidence` is what was sent and came back, `control` what a
connector can do on the server's side. A folder for each service holds its bench and its catalogue of items; nothing
outside those folders knows a service.
"""
