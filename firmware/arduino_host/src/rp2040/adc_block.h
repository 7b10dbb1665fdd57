/// What DMA asks the converter for.
#ifndef OCEANHIL_RP2040_ADC_BLOCK_H
#define OCEANHIL_RP2040_ADC_BLOCK_H

#include <stdint.h>

namespace oceanhil {

bool is_adc_fifo(const volatile void* address);
/// Whether as much is in the FIFO as DMA waits for.
bool is_adc_ready();
/// How long until the next value is there; never where the converter does not run.
uint64_t adc_pause_us();

}  // namespace oceanhil

#endif
