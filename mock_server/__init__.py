"""The OceanRemote server in software: a pure core and an aiohttp application round it.

`oceanhil.mock_server.core` turns a request and a time into an answer, without I/O; a simulated world calls it directly.
`oceanhil.mock_server.app` puts it on a port. Neither knows the simulator.
"""
