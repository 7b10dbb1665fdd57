"""Figures of the served mock server: rates, latencies, start, memory, growth."""
