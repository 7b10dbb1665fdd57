/// The time of the C library, which is the board's. Only the machine's own files know this header.
#ifndef OCEANHIL_MACHINE_C_TIME_H
#define OCEANHIL_MACHINE_C_TIME_H

namespace oceanhil::machine {

/// Forgets the time zone that a boot before has set; a board begins in UTC.
void begin_c_time();

}  // namespace oceanhil::machine

#endif
