"""What a contract consists of, and how its items are tried: nothing here knows a service, a file or a terminal."""
