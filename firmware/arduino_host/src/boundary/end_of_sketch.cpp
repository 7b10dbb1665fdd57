// What the linker puts behind all that is compiled of a sketch and its libraries, and before the machine and the API
// (firmware/sketches/build.py): so the machine knows by an address whose code it is (machine/interruption.h).
extern "C" void oceanhil_end_of_sketch();

extern "C" void oceanhil_end_of_sketch() {}
