"""A reference client of a token service: what a careful program does with its tokens, and what it says about it.

Pure: requests go out and answers come in through functions that it is given; it knows no socket and no clock.
"""
