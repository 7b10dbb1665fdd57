"""What `oceanhil conform` does, piece by piece; `hil/cli/conform.py` only reads its options."""
