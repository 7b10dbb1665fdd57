"""From a path to a program: what a user's Arduino sketch is made of, compiled for this machine."""
