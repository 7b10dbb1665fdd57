"""The token service's items: a module for what a reader of a report looks for, however few items that is."""
