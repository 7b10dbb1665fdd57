/// The part that hangs on one of the board's pins, if a bench has attached any. Only the machine's own files know this header.
#ifndef OCEANHIL_MACHINE_ATTACHED_H
#define OCEANHIL_MACHINE_ATTACHED_H

#include <stdint.h>

namespace oceanhil::machine::attached {

bool is_at(uint8_t pin);
/// Whether any part is attached, and where: a pin with a resistor that pulls it up.
bool is_any();
uint8_t pin();
/// The program pulls its line low from now on, or lets it go.
void held(bool is_low);
/// Whether the part pulls its line low now.
bool pulls_low();
/// When that changes by itself; UINT64_MAX if it does not.
uint64_t next_edge_us();

}  // namespace oceanhil::machine::attached

#endif
