"""A trace in the forms of other tools: what they show of it, and from which of its events."""
