"""What goes over the wire and over the serial line between an OceanRemote device and its server.

Pure data and pure functions: messages, tokens, errors, serial lines, identity, the record a device keeps, and the
profile that holds every value no source states as fact. No I/O but in `data_files`, no clock, no global
random; imports nothing of this project.
"""
