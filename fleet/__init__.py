"""A fleet: thousands of documented devices at one server, the storms that strike them, and what is counted of it.

`device` is one of them, `storm` what may strike; `watch` sees what devices do and counts it in a `tally`. These are
pure: they are driven in virtual time (`virtual`) or by whatever sends real requests.
"""
