"""What lies behind a virtual board's radio: real HTTP and SNTP."""
