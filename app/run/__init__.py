"""A run of scenarios: what is chosen, collected, run, watched and summed up, inside pytest."""
