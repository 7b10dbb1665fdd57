"""What `oceanhil.scenarios.comparison` finds, shown: the first difference side by side, in words, and folders of traces."""
