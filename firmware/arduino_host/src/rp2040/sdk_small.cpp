#include <hardware/vreg.h>
#include <machine.h>
#include <pico/rand.h>

namespace machine = oceanhil::machine;

namespace {

vreg_voltage core_voltage = VREG_VOLTAGE_DEFAULT;

}  // namespace

extern "C" {

uint32_t get_rand_32(void) { return machine::random_32(); }

uint64_t get_rand_64(void) { return uint64_t{machine::random_32()} << 32 | machine::random_32(); }

void vreg_set_voltage(enum vreg_voltage voltage) { core_voltage = voltage; }

enum vreg_voltage vreg_get_voltage(void) { return core_voltage; }

void vreg_disable_voltage_limit(void) {}
}
