"""World `sketch`: a user's own Arduino sketch, compiled for this machine, on the simulated boards of world `sim`."""
