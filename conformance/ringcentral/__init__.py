"""The contract of RingCentral's OAuth token service: the bench its items use, and the catalogue."""
