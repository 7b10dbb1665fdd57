"""The items, a file for each topic. A module's ITEMS is its part of the catalogue."""
