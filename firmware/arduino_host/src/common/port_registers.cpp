#include "oceanhil/port_registers.h"

#include <machine.h>

namespace machine = oceanhil::machine;

extern "C" {

volatile uint32_t* oceanhil_port_levels(uint8_t first_pin) { return &machine::port_words(first_pin).levels; }

volatile uint32_t* oceanhil_port_outputs(uint8_t first_pin) { return &machine::port_words(first_pin).outputs; }

volatile uint32_t* oceanhil_port_inputs(uint8_t first_pin) { return &machine::port_words(first_pin).inputs; }
}
