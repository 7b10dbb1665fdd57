"""Boards that are emulated: firmware cross-compiled for a real instruction set, run by QEMU or rp2040js."""
