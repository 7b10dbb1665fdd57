"""Where everything meets: worlds put together, the pytest plugin, reports and the command line."""
