"""World `serial`: whatever answers on a serial port, a physical board or a virtual one, beside a server on a socket."""
