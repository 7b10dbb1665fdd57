"""World `emulated:FILE`: anybody's program for a Pico W, as machine code on emulated boards."""
