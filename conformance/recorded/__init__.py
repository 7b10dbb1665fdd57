"""Recorded conversations: judged by the contract, and turned into items that any server can be tried with.

`reading` brings a recording of the proxy or an HAR file into one form without a secret, `judging` follows it and says
what holds, `writing` and `playing` are the two ends of the file of items.
"""
