"""The OceanRemote server in software: a pure core and an aiohttp application round it.

`mock_server.core` turns a request and a time into an answer, without I/O; a simulated world calls it directly.
`mock_server.app` puts it on a port. Neither knows the simulator.
"""
