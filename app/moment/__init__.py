"""The moment viewer: one page on which a run is gone through event by event."""
