"""Recorded conversations: judged by the contract, and turned into items that any server can be tried with.

`recording` brings a recording of the proxy or an HAR file into one form without a secret, `judge` follows it and says
by `rules` what holds; `item_maker` and `items_file` are the two ends of the file of items.
"""
