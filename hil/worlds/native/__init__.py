"""World `native`: the C++ firmware core, compiled for this machine, on the simulated boards of world `sim`."""
