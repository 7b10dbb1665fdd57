"""What puts boards back when the run that changed them is gone."""
