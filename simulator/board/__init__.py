"""A whole board: boot ROM, power, clocks, console and UART round a flash chip and a device program."""
