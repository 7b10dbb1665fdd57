"""The device firmware in C++, and the Python that builds it for the host."""
