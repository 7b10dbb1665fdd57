"""What the lines of a log tell together, boot by boot: each matter has a module of its own, which is shown every line.

What it must not know: causes and their remedies.
"""
