"""Hardware in the loop: serial links, boards and benches, virtual boards and emulators, and the worlds made of them."""
