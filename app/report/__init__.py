"""What people see of results: one HTML file, a table on the terminal, a failure in words, progress while runs go on.

Everything here only reads `scenarios.result.Result`; writing a file and looking at the wall clock happen in `html` and
`progress` alone.
"""
