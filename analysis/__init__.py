"""What was left behind is read: dumps of a device's storage, serial logs, crashes, recorded sessions, traces."""
