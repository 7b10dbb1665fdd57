"""The next boot of a dump, run with the real driver's model on a copy, and told in words."""
