"""Running the server among strangers and under supervision: limits, browser headers, counters, metrics, log."""
