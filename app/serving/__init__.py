"""`oceanhil serve`: the mock server with everything that stands round it, put together from the command's options."""
