"""What cases came to, commit by commit: kept in one file of a folder, compared with what is there, and told."""
