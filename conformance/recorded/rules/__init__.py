"""What is looked for in a recording, a file for each topic."""
