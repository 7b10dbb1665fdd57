"""What one line says, in whatever words: its signal, the request that it tells of, the status that it shows.

Of the lines before it knows only how they were written: a column's name, a number that counts, a line that was cut.

What it must not know: what follows from several lines.
"""
