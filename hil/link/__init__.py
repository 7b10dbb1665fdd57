"""The serial link: a port as lines, agent sentences and events, with time stamps, reset lines and a recording."""
