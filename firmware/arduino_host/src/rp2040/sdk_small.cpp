#include <hardware/sync.h>
#include <machine.h>
#include <pico/rand.h>

namespace machine = oceanhil::machine;

extern "C" {

// Of PRIMASK: 1 where they are off.
uint32_t save_and_disable_interrupts(void) { return machine::interrupts(false) ? 0 : 1; }

void restore_interrupts(uint32_t status) { machine::interrupts(status == 0); }

uint32_t get_rand_32(void) { return machine::random_32(); }

uint64_t get_rand_64(void) { return uint64_t{machine::random_32()} << 32 | machine::random_32(); }
}
