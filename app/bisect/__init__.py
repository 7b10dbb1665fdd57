"""The first commit at which a case fails: `git bisect` in a work tree of its own."""
