"""What `scenarios.compare` finds, shown: the first difference side by side, in words, and folders of traces."""
