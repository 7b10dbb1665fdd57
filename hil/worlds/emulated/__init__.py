"""World `emulated`: the firmware's machine code in emulators, on their serial lines, in held time."""
