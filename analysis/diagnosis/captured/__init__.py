"""How a log was captured: its bytes become the lines that each board printed, without what a recorder put round them.

What it must not know: what a line means.
"""
