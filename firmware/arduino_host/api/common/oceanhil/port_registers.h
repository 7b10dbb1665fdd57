/// Registers of pins as memory, for what is written by pointers: a bit for each pin from `first_pin` on, which is 0, 16
/// or 32. What is written there moves pins at the next call that lets time pass or has to do with pins.
#ifndef OCEANHIL_PORT_REGISTERS_H
#define OCEANHIL_PORT_REGISTERS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

volatile uint32_t* oceanhil_port_levels(uint8_t first_pin);
volatile uint32_t* oceanhil_port_outputs(uint8_t first_pin);
volatile uint32_t* oceanhil_port_inputs(uint8_t first_pin);

#ifdef __cplusplus
}
#endif

#endif
