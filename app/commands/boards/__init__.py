"""`oceanhil boards`: the command, and what each of its subcommands does."""
