"""What a user meets: the command line, the pytest plugin, reports, and servers that are served."""
