"""What people see of results: one HTML file, a table on the terminal, a failure in words, progress while runs go on.

Everything here only reads `scenarios.result.Result`. The wall clock is looked at in `head` alone; `html`, `markdown`,
`proof_files` and `sweep_map_html` write files.
"""
