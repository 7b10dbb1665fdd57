"""RingCentral's token service as its clients know it: messages, refusals, settings, the admin side."""
