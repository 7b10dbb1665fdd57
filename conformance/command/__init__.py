"""What `oceanhil conform` does, piece by piece; `app/commands/conform.py` only reads its options."""
