// The converter, its FIFO and its registers. Facts: src/rp2_common/hardware_adc of pico-sdk 2; RP2040 Datasheet, "ADC and
// Temperature Sensor".
#include <hardware/adc.h>
#include <hardware/irq.h>
#include <machine.h>
#include <tasks.h>

#include <algorithm>

#include "adc_block.h"

namespace machine = oceanhil::machine;

namespace oceanhil::converter {

namespace {

constexpr uint kThermometer = ADC_TEMPERATURE_CHANNEL_NUM;
// 706 mV of 3.3 V in 12 bits.
constexpr uint16_t kRoomSteps = 876;
constexpr uint kFifoPlaces = 4;
constexpr uint64_t kClocksOfUs = 48;
constexpr uint64_t kClocksOfConversion = 96;
constexpr uint64_t kConversionUs = kClocksOfConversion / kClocksOfUs;
// The divider counts in these parts of a clock.
constexpr uint64_t kParts = 256;
constexpr uint32_t kByteShift = 4;
constexpr uint32_t kWritableCs =
    ADC_CS_EN_BITS | ADC_CS_TS_EN_BITS | ADC_CS_START_MANY_BITS | ADC_CS_AINSEL_BITS | ADC_CS_RROBIN_BITS;
constexpr uint32_t kWritableFcs =
    ADC_FCS_EN_BITS | ADC_FCS_SHIFT_BITS | ADC_FCS_ERR_BITS | ADC_FCS_DREQ_EN_BITS | ADC_FCS_THRESH_BITS;
constexpr uint32_t kToldOnce = ADC_FCS_UNDER_BITS | ADC_FCS_OVER_BITS;

uint32_t cs = 0;
uint32_t fcs = 0;
uint32_t divider = 0;
bool is_asking = false;
uint16_t result = 0;
uint16_t fifo[kFifoPlaces];
uint fifo_level = 0;
/// When the next conversion is done, in parts of a clock since the boot.
uint64_t due = 0;
uint32_t timer = 0;

uint input() { return (cs & ADC_CS_AINSEL_BITS) >> ADC_CS_AINSEL_LSB; }
bool runs() { return (cs & ADC_CS_START_MANY_BITS) != 0; }
uint64_t now() { return machine::micros() * kClocksOfUs * kParts; }
uint64_t period() { return std::max(kClocksOfConversion * kParts, kParts + divider); }
uint threshold() { return std::max<uint>((fcs & ADC_FCS_THRESH_BITS) >> ADC_FCS_THRESH_LSB, 1); }

uint16_t converted() {
    if (input() == kThermometer) {
        return (cs & ADC_CS_TS_EN_BITS) != 0 ? kRoomSteps : 0;
    }
    return input() < kThermometer ? machine::analog_read(static_cast<uint8_t>(ADC_BASE_PIN + input())) : 0;
}

void turn_to_next_input() {
    const uint32_t mask = (cs & ADC_CS_RROBIN_BITS) >> ADC_CS_RROBIN_LSB;
    if (mask == 0) {
        return;
    }
    uint next = input();
    do {
        next = (next + 1) % NUM_ADC_CHANNELS;
    } while ((mask >> next & 1) == 0);
    cs = (cs & ~ADC_CS_AINSEL_BITS) | next << ADC_CS_AINSEL_LSB;
}

void convert() {
    result = converted();
    turn_to_next_input();
    if ((fcs & ADC_FCS_EN_BITS) == 0) {
        return;
    }
    if (fifo_level == kFifoPlaces) {
        fcs |= ADC_FCS_OVER_BITS;
        return;
    }
    fifo[fifo_level++] = (fcs & ADC_FCS_SHIFT_BITS) != 0 ? result >> kByteShift : result;
}

/// Does all conversions that were due. Once the FIFO is full and nobody has taken anything, one round of inputs is like
/// the other.
void catch_up() {
    if (!runs()) {
        return;
    }
    const uint64_t present = now();
    if (present < due) {
        return;
    }
    uint64_t missed = (present - due) / period() + 1;
    due += missed * period();
    constexpr uint64_t kRounds = kFifoPlaces + 1;
    constexpr uint64_t kOrders = 60;  // a multiple of however many inputs take turns
    if (missed > kRounds + kOrders) {
        missed = kRounds + (missed - kRounds) % kOrders + kOrders;
    }
    for (; missed > 0; --missed) {
        convert();
    }
}

uint64_t pause_us() {
    if (!runs()) {
        return machine::kForever;
    }
    const uint64_t present = now();
    constexpr uint64_t kPartsOfUs = kClocksOfUs * kParts;
    return present >= due ? 1 : (due - present + kPartsOfUs - 1) / kPartsOfUs;
}

void ask_when_due(void*);

void ask_again() {
    machine::timer_stop(timer);
    timer = 0;
    if (is_asking && runs()) {
        timer = machine::timer_start(pause_us(), 0, ask_when_due, nullptr);
    }
}

void ask_when_due(void*) {
    timer = 0;
    catch_up();
    if (fifo_level >= threshold()) {
        irq_set_pending(ADC_IRQ_FIFO);
    }
    ask_again();
}

void write_cs(uint32_t value) {
    catch_up();
    // To look at the time lets it pass, and who waits for a value look, too.
    const uint64_t present = now();
    if ((value & ADC_CS_START_MANY_BITS) != 0 && !runs()) {
        due = present + kClocksOfConversion * kParts;
    }
    cs = value & kWritableCs;
    if ((value & ADC_CS_START_ONCE_BITS) != 0 && !runs()) {
        machine::wait_us(kConversionUs);
        convert();
    }
    ask_again();
}

uint32_t read_fcs() {
    catch_up();
    const uint32_t state = (fifo_level == 0 ? ADC_FCS_EMPTY_BITS : 0) | (fifo_level == kFifoPlaces ? ADC_FCS_FULL_BITS : 0);
    return fcs | state | fifo_level << ADC_FCS_LEVEL_LSB;
}

void write_fcs(uint32_t value) {
    catch_up();
    fcs = (value & kWritableFcs) | (fcs & kToldOnce & ~value);
}

uint16_t take() {
    catch_up();
    if (fifo_level == 0) {
        fcs |= ADC_FCS_UNDER_BITS;
        return 0;
    }
    const uint16_t first = fifo[0];
    std::copy(fifo + 1, fifo + fifo_level, fifo);
    --fifo_level;
    return first;
}

bool is_interrupt_raised() {
    catch_up();
    return fifo_level >= threshold();
}

void set_asking(bool is_wanted) {
    is_asking = is_wanted;
    ask_again();
}

uint32_t read_register(AdcRegister::Kind kind) {
    switch (kind) {
        case AdcRegister::Kind::cs:
            catch_up();
            return cs | ADC_CS_READY_BITS;
        case AdcRegister::Kind::result:
            catch_up();
            return result;
        case AdcRegister::Kind::fcs:
            return read_fcs();
        case AdcRegister::Kind::fifo:
            return take();
        case AdcRegister::Kind::div:
            return divider;
        case AdcRegister::Kind::intr:
            return is_interrupt_raised() ? ADC_INTR_FIFO_BITS : 0;
        case AdcRegister::Kind::inte:
            return is_asking ? ADC_INTR_FIFO_BITS : 0;
        default:
            return is_asking && is_interrupt_raised() ? ADC_INTR_FIFO_BITS : 0;
    }
}

void write_register(AdcRegister::Kind kind, uint32_t value) {
    switch (kind) {
        case AdcRegister::Kind::cs:
            write_cs(value);
            break;
        case AdcRegister::Kind::fcs:
            write_fcs(value);
            break;
        case AdcRegister::Kind::div:
            catch_up();
            divider = value & (ADC_DIV_INT_BITS | ADC_DIV_FRAC_BITS);
            break;
        case AdcRegister::Kind::inte:
            set_asking((value & ADC_INTR_FIFO_BITS) != 0);
            break;
        default:
            break;
    }
}

}  // namespace

extern "C" {

void adc_init(void) { write_cs(ADC_CS_EN_BITS); }

void adc_gpio_init(uint gpio) {
    gpio_set_function(gpio, GPIO_FUNC_NULL);
    gpio_disable_pulls(gpio);
}

void adc_select_input(uint number) {
    if (number < NUM_ADC_CHANNELS) {
        write_cs((cs & ~ADC_CS_AINSEL_BITS) | number << ADC_CS_AINSEL_LSB);
    }
}

uint adc_get_selected_input(void) {
    catch_up();
    return input();
}

void adc_set_round_robin(uint input_mask) {
    write_cs((cs & ~ADC_CS_RROBIN_BITS) | (input_mask << ADC_CS_RROBIN_LSB & ADC_CS_RROBIN_BITS));
}

void adc_set_temp_sensor_enabled(bool enable) {
    write_cs(enable ? cs | ADC_CS_TS_EN_BITS : cs & ~ADC_CS_TS_EN_BITS);
}

uint16_t adc_read(void) {
    write_cs(cs | ADC_CS_START_ONCE_BITS);
    return result;
}

void adc_run(bool run) { write_cs(run ? cs | ADC_CS_START_MANY_BITS : cs & ~ADC_CS_START_MANY_BITS); }

void adc_set_clkdiv(float clkdiv) { adc_hw->div = static_cast<uint32_t>(clkdiv * kParts); }

void adc_fifo_setup(bool en, bool dreq_en, uint16_t dreq_thresh, bool err_in_fifo, bool byte_shift) {
    write_fcs((en ? ADC_FCS_EN_BITS : 0) | (dreq_en ? ADC_FCS_DREQ_EN_BITS : 0) | (err_in_fifo ? ADC_FCS_ERR_BITS : 0) |
              (byte_shift ? ADC_FCS_SHIFT_BITS : 0) | (uint32_t{dreq_thresh} << ADC_FCS_THRESH_LSB & ADC_FCS_THRESH_BITS));
}

bool adc_fifo_is_empty(void) { return adc_fifo_get_level() == 0; }

uint8_t adc_fifo_get_level(void) {
    catch_up();
    return static_cast<uint8_t>(fifo_level);
}

uint16_t adc_fifo_get(void) { return take(); }

uint16_t adc_fifo_get_blocking(void) {
    while (adc_fifo_is_empty()) {
        machine::wait_us(runs() ? pause_us() : machine::kSecondUs);
    }
    return take();
}

void adc_fifo_drain(void) {
    while (!adc_fifo_is_empty()) {
        take();
    }
}

void adc_irq_set_enabled(bool enabled) { set_asking(enabled); }

}  // extern "C"

}  // namespace oceanhil::converter

namespace oceanhil {

bool is_adc_fifo(const volatile void* address) { return address == &adc_hw->fifo; }

bool is_adc_ready() { return (converter::fcs & ADC_FCS_DREQ_EN_BITS) != 0 && converter::is_interrupt_raised(); }

uint64_t adc_pause_us() { return converter::pause_us(); }

AdcRegister::operator uint32_t() const { return converter::read_register(kind_); }

AdcRegister& AdcRegister::operator=(uint32_t value) {
    converter::write_register(kind_, value);
    return *this;
}

}  // namespace oceanhil

adc_hw_t oceanhil_adc_registers;
