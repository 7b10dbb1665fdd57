"""A fleet against a real server: what runs in Locust's processes. Whoever starts these is in `oceanhil.app.load`.

What it is. `device_user` is a Locust user whose life is that of the documented device; `connection` carries its
requests, `registrations` gives it its token, `notes` counts what it does. `wiring` puts
all that into Locust's events; `messages` is what goes between these processes and the command.

What it must not know. Commands, terminals, files, the server's own side: tokens come from outside, and nothing is ever
made on a server but by what a device asks.

Laws.
- Nothing but `messages` is imported by another process than Locust's: importing Locust puts gevent's sockets in the
  place of Python's.
- What a device does is the device program's decision alone; what it is told is what came over the wire.
- A registration token is given to one device, once, whatever worker it is in.
- A process whose command is gone ends.
"""
