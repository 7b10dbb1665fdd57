"""What the commands of `oceanhil boards` do, behind their options."""
