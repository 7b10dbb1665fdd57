"""What a virtual board's serial port can be."""
