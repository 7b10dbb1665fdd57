"""A module for labgrid's own environment, where `oceanhil boards labgrid --module` puts it; imports nothing of ours."""
