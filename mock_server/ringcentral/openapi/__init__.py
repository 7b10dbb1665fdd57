"""The description of RingCentral's token service: what its clients say, its admin side, its refusals."""
