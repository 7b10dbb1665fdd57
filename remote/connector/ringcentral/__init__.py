"""The own side of RingCentral's token service."""
