"""What chips and cores print, count and wait, as their public sources say it, release by release.

A fact is declared once, here: the simulator prints it, the reader of crashes looks for it, the API of sketches counts
by it (`firmware/board_facts.py` writes its header), and docs/facts.md shows it. What a boot ROM prints stands with each
family in `boards`, for its source is not public.

One that firmware never prints or does is not here; nor is what a simulation makes up, such as addresses. To add or mend
one: read the source at the tags of the releases that `boards.storage.Driver` names, write value, place and `since`, the
first release that has it; then run `python -m tools.tables`.
"""
