// Time, pins, chance and what is reckoned with.
#include <Arduino.h>
#ifdef ESP32
#include <driver/adc.h>
#include <driver/gpio.h>
#include <esp_adc/adc_oneshot.h>
#include <esp_adc_cal.h>
#endif
#if defined(ESP32) || defined(ESP8266)
#include <FunctionalInterrupt.h>
#endif

#include "doctest/doctest.h"
#include "fake_machine.h"
#include "machine.h"

namespace machine = oceanhil::machine;

namespace {

constexpr uint8_t kPin = 4;
int edges = 0;

void IRAM_ATTR count_edge() { ++edges; }

void IRAM_ATTR count_in(void* counter) { ++*static_cast<int*>(counter); }

int mode_of(int pin) { return fake::board.pins[pin].mode; }

int shown(machine::PinMode mode) { return static_cast<int>(mode); }

void wire_up() {
    fake::reset();
    edges = 0;
}

void drive_all_edges() {
    fake::drive(kPin, true);
    fake::drive(kPin, false);
    fake::drive(kPin, true);
}

}  // namespace

TEST_CASE("milliseconds and microseconds wrap at 32 bits") {
    wire_up();
    fake::board.now_us = (uint64_t{1} << 32) + 5;
    CHECK(micros() == 5);
    fake::board.now_us = (uint64_t{1} << 32) * 1000 + 7000;
    CHECK(millis() == 7);
}

TEST_CASE("time passes in a delay") {
    wire_up();
    delay(20);
    delayMicroseconds(5);
    CHECK(fake::board.now_us == 20005);
    delay(0);
    yield();
    CHECK(fake::board.turns == 2);
}

TEST_CASE("a pin has the mode and the level that were set") {
    wire_up();
    pinMode(kPin, OUTPUT);
    digitalWrite(kPin, HIGH);
    CHECK(mode_of(kPin) == shown(machine::PinMode::output));
    CHECK(fake::board.pins[kPin].level);
    pinMode(kPin, INPUT_PULLUP);
    CHECK(mode_of(kPin) == shown(machine::PinMode::input_pullup));
    fake::drive(kPin, false);
    CHECK(digitalRead(kPin) == LOW);
}

TEST_CASE("interrupts come at the edges that were asked for") {
    wire_up();
    attachInterrupt(digitalPinToInterrupt(kPin), count_edge, FALLING);
    drive_all_edges();
    CHECK(edges == 1);
    attachInterrupt(digitalPinToInterrupt(kPin), count_edge, CHANGE);
    drive_all_edges();
    CHECK(edges == 3);
    detachInterrupt(digitalPinToInterrupt(kPin));
    drive_all_edges();
    CHECK(edges == 3);
}

TEST_CASE("the numbers of the edges are the core's own") {
#ifdef ARDUINO_ARCH_RP2040
    CHECK(CHANGE == 2);
    CHECK(FALLING == 3);
    CHECK(RISING == 4);
#else
    CHECK(RISING == 1);
    CHECK(FALLING == 2);
    CHECK(CHANGE == 3);
#endif
}

TEST_CASE("interrupts are off between noInterrupts and interrupts") {
    wire_up();
    noInterrupts();
    CHECK(!fake::board.interrupts);
    interrupts();
    CHECK(fake::board.interrupts);
}

TEST_CASE("a voltage has as many steps as the core shows") {
    wire_up();
    fake::board.pins[A0].analog = 4095;
#ifdef ESP32
    CHECK(analogRead(A0) == 4095);
#else
    CHECK(analogRead(A0) == 1023);
#endif
#ifndef ESP8266
    analogReadResolution(8);
    CHECK(analogRead(A0) == 255);
    analogReadResolution(12);
    CHECK(analogRead(A0) == 4095);
#endif
}

TEST_CASE("pulses have the share of the period that was written") {
    wire_up();
    analogWrite(kPin, 0);
    CHECK(fake::board.pins[kPin].pulse == 0);
    analogWrite(kPin, 255);
    CHECK(fake::board.pins[kPin].pulse == 0xFFFF);
    analogWrite(kPin, 51);
    CHECK(fake::board.pins[kPin].pulse / 655 == 20 - (fake::board.pins[kPin].pulse < 13100 ? 1 : 0));
}

TEST_CASE("a tone ends when its time is over") {
    wire_up();
    tone(kPin, 440, 100);
    CHECK(fake::board.pins[kPin].pulse == 0x8000);
    delay(99);
    CHECK(fake::board.pins[kPin].pulse == 0x8000);
    delay(1);
    CHECK(fake::board.pins[kPin].pulse == 0);
    tone(kPin, 440);
    noTone(kPin);
    CHECK(fake::board.pins[kPin].pulse == 0);
}

TEST_CASE("the length of a pulse is measured, and none is 0") {
    wire_up();
    fake::board.events.emplace(1000, [] { fake::drive(kPin, true); });
    fake::board.events.emplace(1500, [] { fake::drive(kPin, false); });
    CHECK(pulseIn(kPin, HIGH, 10000) == 500);
    CHECK(pulseIn(kPin, HIGH, 10000) == 0);
}

TEST_CASE("bits are shifted out, the clock behind each") {
    wire_up();
    pinMode(2, OUTPUT);
    pinMode(3, OUTPUT);
    fake::board.trace.clear();
    shiftOut(2, 3, MSBFIRST, 0x80);
    CHECK(fake::board.trace[0] == "2+");
    CHECK(fake::board.trace[1] == "3+");
    CHECK(fake::board.trace[2] == "3-");
    CHECK(fake::board.trace[3] == "2-");
    CHECK(fake::board.trace.size() == 24);
}

TEST_CASE("numbers are reckoned with as on the chip") {
    CHECK(map(5, 0, 10, 0, 100) == 50);
    CHECK(constrain(12, 0, 10) == 10);
    CHECK(min(3, 4) == 3);
    CHECK(max(uint32_t{5}, 10UL) == 10);
    CHECK(sq(4) == 16);
    CHECK(radians(180) == doctest::Approx(PI));
    CHECK(lowByte(0x1234) == 0x34);
    CHECK(highByte(0x1234) == 0x12);
    CHECK(word(0x12, 0x34) == 0x1234);
    CHECK(B00000101 == 5);
    CHECK(isDigit('7'));
    CHECK(!isAlpha('7'));
    uint8_t bits = 0;
    bitWrite(bits, 3, 1);
    bitSet(bits, 0);
    CHECK(bits == 9);
    CHECK(bitRead(bits, 3) == 1);
}

TEST_CASE("a seed gives the numbers that newlib's generator gives on the chip") {
    wire_up();
    randomSeed(1);
    // 6364136223846793005 + 1, its upper 31 bits, as newlib's rand() after
    // srand(1).
    CHECK(random(1000000) == 1481765933 % 1000000);
    randomSeed(42);
    const long first = random(10, 20);
    randomSeed(42);
    CHECK(random(10, 20) == first);
    CHECK(random(7, 7) == 7);
    CHECK(random(0) == 0);
}

#ifdef ESP32
TEST_CASE("a pin takes levels only once it is a GPIO") {
    wire_up();
    ledcDetach(5);
    digitalWrite(5, HIGH);
    CHECK(!fake::board.pins[5].level);
    pinMode(5, OUTPUT);
    digitalWrite(5, HIGH);
    CHECK(fake::board.pins[5].level);
}

TEST_CASE("pulses of LEDC are those of a pin") {
    wire_up();
    CHECK(!ledcWrite(12, 5));
    CHECK(ledcAttach(12, 5000, 10));
    CHECK(ledcWrite(12, 512));
    CHECK(fake::board.pins[12].pulse == 0x7FFF);
    CHECK(ledcWrite(12, 1023));
    CHECK(ledcRead(12) == 1024);
    CHECK(fake::board.pins[12].pulse == 0xFFFF);
    CHECK(ledcReadFreq(12) == 5000);
    CHECK(ledcWriteNote(12, NOTE_A, 4) == 440);
    CHECK(!ledcAttach(13, 40000000, 8));
    CHECK(!ledcAttach(13, 1000, 21));
    CHECK(ledcFade(12, 0, 1023, 100));
    CHECK(fake::board.pins[12].pulse == 0);
    delay(100);
    CHECK(fake::board.pins[12].pulse == 0xFFFF);
    CHECK(ledcDetach(12));
    CHECK(!ledcDetach(12));
}

TEST_CASE("a timer calls at its alarm, once or again and again") {
    wire_up();
    edges = 0;
    hw_timer_t* timer = timerBegin(1000000);
    timerAttachInterrupt(timer, count_edge);
    timerAlarm(timer, 5000, true, 0);
    delay(16);
    CHECK(edges == 3);
    CHECK(timerRead(timer) == 1000);
    timerAlarm(timer, 2000, false, 0);
    delay(20);
    CHECK(edges == 4);
    timerEnd(timer);
    delay(20);
    CHECK(edges == 4);
}

TEST_CASE("what outlasts a reset stands in sections of its own") {
    static RTC_DATA_ATTR int boots = 7;
    static RTC_NOINIT_ATTR int kept;
    kept = boots;
    CHECK(kept == 7);
}

TEST_CASE("until it is seeded, chance is the chip's own") {
    wire_up();
    useRealRandomGenerator(true);
    fake::board.next_random = 1234;
    CHECK(random(1000) == 234);
    CHECK(esp_random() == 1235);
}

TEST_CASE("a range without width gives -1") { CHECK(map(5, 3, 3, 0, 10) == -1); }
#endif

#ifdef ARDUINO_ARCH_RP2040
TEST_CASE("a pin with a pull, written to, is an output at the other level only") {
    wire_up();
    pinMode(kPin, INPUT_PULLUP);
    digitalWrite(kPin, LOW);
    CHECK(mode_of(kPin) == shown(machine::PinMode::output));
    CHECK(!fake::board.pins[kPin].level);
    digitalWrite(kPin, HIGH);
    CHECK(mode_of(kPin) == shown(machine::PinMode::input_pullup));
}

TEST_CASE("a function with a parameter is called at an edge") {
    wire_up();
    static int seen = 0;
    attachInterruptParam(
        kPin, [](void* parameter) { seen = *static_cast<int*>(parameter); }, RISING, &(edges = 9));
    fake::drive(kPin, true);
    CHECK(seen == 9);
}
#else
TEST_CASE("functions with a state are called at edges") {
    wire_up();
    int seen = 0;
    attachInterrupt(
        kPin, [&seen] { ++seen; }, RISING);
    drive_all_edges();
    CHECK(seen == 2);
    attachInterruptArg(kPin, count_in, &seen, FALLING);
    drive_all_edges();
    CHECK(seen == 3);
    detachInterrupt(kPin);
}
#endif

#ifdef ESP8266
TEST_CASE("a level of interrupts is kept and given back") {
    wire_up();
    const uint32_t before = xt_rsil(15);
    CHECK(!fake::board.interrupts);
    xt_wsr_ps(before);
    CHECK(fake::board.interrupts);
}
#endif

#ifdef ESP32
TEST_CASE("a converter is as fine as it was told to be") {
    wire_up();
    fake::board.pins[kPin].analog = 0xABD;
    analogSetWidth(9);
    CHECK(analogRead(kPin) == 0xAB8);
    analogReadResolution(10);
    CHECK(analogRead(kPin) == 0x2AF);
    analogReadResolution(12);
    CHECK(analogRead(kPin) == 0xABD);
    pinMode(kPin, INPUT);
}

TEST_CASE("a frame of conversions has the voltages at its end") {
    wire_up();
    constexpr uint8_t kConverted = 34;
    // Others may have read from the converter.
    for (uint8_t pin = 32; pin < 40; ++pin) {
        pinMode(pin, INPUT);
    }
    adc_continuous_result_t* found = nullptr;
    analogContinuousSetWidth(9);
    REQUIRE(analogContinuous(&kConverted, 1, 20, 20000, count_edge));
    CHECK(analogContinuousStart());
    fake::board.pins[kConverted].analog = 0xFFF;
    delay(1);
    fake::board.pins[kConverted].analog = 0x800;
    REQUIRE(analogContinuousRead(&found, 0));
    CHECK(found->avg_read_raw == 0x1FF);
    CHECK(found->avg_read_mvolts == 3300);
    REQUIRE(analogContinuousRead(&found, 2));
    CHECK(found->avg_read_raw == 0x100);
    CHECK(edges == 2);
    CHECK(analogContinuousStop());
    CHECK(analogContinuousDeinit());
    analogContinuousSetWidth(12);
}

TEST_CASE("an interrupt by ESP-IDF's names is called at the edges of its pin while it is on") {
    wire_up();
    static int seen = 0;
    const auto count = [](void* argument) { seen += *static_cast<int*>(argument); };
    const auto pin = static_cast<gpio_num_t>(kPin);
    gpio_uninstall_isr_service();
    CHECK(gpio_isr_handler_add(pin, count, &(edges = 1)) == ESP_ERR_INVALID_STATE);
    CHECK(gpio_install_isr_service(0) == ESP_OK);
    gpio_config_t config = {};
    config.pin_bit_mask = 1ULL << kPin;
    config.mode = GPIO_MODE_INPUT;
    config.intr_type = GPIO_INTR_POSEDGE;
    gpio_config(&config);
    CHECK(gpio_isr_handler_add(pin, count, &edges) == ESP_OK);
    fake::drive(kPin, true);
    fake::drive(kPin, false);
    CHECK(seen == 1);
    gpio_set_intr_type(pin, GPIO_INTR_ANYEDGE);
    fake::drive(kPin, true);
    fake::drive(kPin, false);
    CHECK(seen == 3);
    gpio_intr_disable(pin);
    fake::drive(kPin, true);
    gpio_intr_enable(pin);
    fake::drive(kPin, false);
    CHECK(seen == 4);
    gpio_isr_handler_remove(pin);
    fake::drive(kPin, true);
    CHECK(seen == 4);
}

TEST_CASE("a conversion by ESP-IDF's names is of the pin's voltage") {
    wire_up();
    fake::board.pins[kPin].analog = 0x800;
    adc_oneshot_unit_handle_t unit = nullptr;
    adc_oneshot_unit_init_cfg_t which = {};
    which.unit_id = ADC_UNIT_2;
    REQUIRE(adc_oneshot_new_unit(&which, &unit) == ESP_OK);
    const adc_oneshot_chan_cfg_t coarse = {ADC_ATTEN_DB_12, ADC_BITWIDTH_10};
    int raw = 0;
    adc_oneshot_read(unit, ADC_CHANNEL_0, &raw);
    CHECK(raw == 0x800);
    adc_oneshot_config_channel(unit, ADC_CHANNEL_0, &coarse);
    adc_oneshot_read(unit, ADC_CHANNEL_0, &raw);
    CHECK(raw == 0x200);
    adc_cali_handle_t scale = nullptr;
    adc_cali_line_fitting_config_t line = {};
    line.bitwidth = ADC_BITWIDTH_10;
    REQUIRE(adc_cali_create_scheme_line_fitting(&line, &scale) == ESP_OK);
    int millivolts = 0;
    adc_oneshot_get_calibrated_result(unit, scale, ADC_CHANNEL_0, &millivolts);
    CHECK(millivolts == 1651);
    adc2_get_raw(ADC2_CHANNEL_0, ADC_WIDTH_BIT_9, &raw);
    CHECK(raw == 0x100);
    fake::board.pins[34].analog = 0xFFF;
    CHECK(adc1_get_raw(ADC1_CHANNEL_6) == 0xFFF);
    adc1_config_width(ADC_WIDTH_BIT_9);
    CHECK(adc1_get_raw(ADC1_CHANNEL_6) == 0x1FF);
    esp_adc_cal_characteristics_t known = {};
    esp_adc_cal_characterize(ADC_UNIT_1, ADC_ATTEN_DB_12, ADC_WIDTH_BIT_12, 1100, &known);
    uint32_t voltage = 0;
    CHECK(esp_adc_cal_get_voltage(ADC_CHANNEL_6, &known, &voltage) == ESP_OK);
    CHECK(voltage == 3300);
    adc_cali_delete_scheme_line_fitting(scale);
    adc_oneshot_del_unit(unit);
}

#endif
