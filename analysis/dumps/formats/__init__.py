"""The containers in which dumps of flash come: bytes in, structs out."""
