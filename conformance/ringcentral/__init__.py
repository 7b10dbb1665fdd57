"""The contract of RingCentral's OAuth token service: the subject its items use, and the catalogue."""
