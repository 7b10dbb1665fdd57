"""An adapter: what stands between a host's port and a board's pins, seen from both sides.

A host acts on a port: it opens it, sets DTR and RTS and a rate, writes, closes. A board has two wires for bytes and,
behind two transistors and a capacitor, the pins EN and GPIO0. What lies between them decides when a pin moves and when
a byte arrives, and boards are reset, or not, by no more than that:

- `requests`: the driver. It asserts both lines when a port is opened, drops both when it is closed (HUPCL), and needs
  one request over USB for whatever a program asks at once. So two changes asked for one by one are a request apart, and
  the pins go through the state between.
- `circuit`: the transistors and the capacitor at EN. RTS alone empties it fast, anything else lets it fill slowly. The
  chip stops below one threshold and starts above another, and looks at GPIO0 in the moment in which it starts.
- `serial_jtag`: what chips have instead whose USB is their own.
- `rates`: the rate that a chip's divider makes of the one that is asked for.
- `lumps`: bytes from the board wait until a packet is full or its time is over.
- `kinds`: which adapter has what; `faults`: what can be wrong with it.

What none of it knows: boards, ports, files, clocks. Time is an argument, in µs, and never runs backwards.

Laws:

1. To look more often changes nothing: what happened until t is the same whether anybody asked in between.
2. No byte is lost, doubled or moved past another.
3. A board that runs is reset only by RTS alone, for longer than the capacitor needs to empty.
4. A board comes out of reset in download mode just when GPIO0 is low in the moment in which EN has risen.

What changes with it: a faster capacitor, or a slower link between two changes of a sequence, makes another boot mode of
the same sequence. So nothing that waits for a board may assume when a line arrives, only in which order.
"""
