// The counter of the processor. Facts: RP2040 Datasheet, "Cortex-M0+", "List of Registers"; Armv6-M Architecture Reference
// Manual, "The system timer, SysTick".
#include <hardware/structs/systick.h>
#include <machine.h>

#include "pio_block.h"

namespace machine = oceanhil::machine;

namespace oceanhil::systick {

namespace {

constexpr uint32_t kMostCount = 0xFFFFFF;
constexpr uint32_t kKept = M0PLUS_SYST_CSR_CLKSOURCE_BITS | M0PLUS_SYST_CSR_TICKINT_BITS | M0PLUS_SYST_CSR_ENABLE_BITS;
constexpr uint64_t kPartsOfClock = 256;

uint32_t control = kKept;
uint32_t reload = kMostCount;
/// Where it stood, and when; the next step from 0 is to what it begins anew with.
uint32_t count = kMostCount;
uint64_t at = 0;
bool has_reached_zero = false;

/// Of the system's clock, or of the microseconds that the chip takes for its reference.
uint64_t clocks_now() {
    return (control & M0PLUS_SYST_CSR_CLKSOURCE_BITS) != 0 ? oceanhil::pio_clock_now() / kPartsOfClock
                                                           : machine::micros();
}

void catch_up() {
    const uint64_t present = clocks_now();
    const uint64_t passed = present - at;
    at = present;
    if ((control & M0PLUS_SYST_CSR_ENABLE_BITS) == 0 || passed == 0) {
        return;
    }
    if (passed <= count) {
        count -= static_cast<uint32_t>(passed);
        has_reached_zero = has_reached_zero || count == 0;
        return;
    }
    // What begins anew with 0 stays there, and what begins anew from 0 has not counted to it.
    const uint64_t behind_zero = passed - count;
    const uint64_t round = uint64_t{reload} + 1;
    has_reached_zero = has_reached_zero || count != 0 || (reload != 0 && behind_zero >= round);
    count = reload - static_cast<uint32_t>((behind_zero - 1) % round);
}

uint32_t read_control() {
    const uint32_t flag = has_reached_zero ? M0PLUS_SYST_CSR_COUNTFLAG_BITS : 0;
    has_reached_zero = false;
    return control | flag;
}

void write_control(uint32_t value) {
    control = value & kKept;
    at = clocks_now();
}

uint32_t read_register(SystickRegister::Kind kind) {
    catch_up();
    switch (kind) {
        case SystickRegister::Kind::csr:
            return read_control();
        case SystickRegister::Kind::rvr:
            return reload;
        case SystickRegister::Kind::cvr:
            return count;
        default:
            return 0;
    }
}

void write_register(SystickRegister::Kind kind, uint32_t value) {
    catch_up();
    if (kind == SystickRegister::Kind::csr) {
        write_control(value);
    } else if (kind == SystickRegister::Kind::rvr) {
        reload = value & kMostCount;
    } else if (kind == SystickRegister::Kind::cvr) {
        count = 0;
        has_reached_zero = false;
    }
}

}  // namespace

}  // namespace oceanhil::systick

oceanhil::SystickRegister::operator uint32_t() const { return systick::read_register(kind_); }

oceanhil::SystickRegister& oceanhil::SystickRegister::operator=(uint32_t value) {
    systick::write_register(kind_, value);
    return *this;
}

systick_hw_t oceanhil_systick_registers;
