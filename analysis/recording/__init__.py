"""Serial sessions as they were recorded: the format `.oslog`, written and read, and the lines of any log with times."""
