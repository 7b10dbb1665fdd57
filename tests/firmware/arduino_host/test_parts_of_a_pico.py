"""Parts of an RP2040 by pico-sdk's own calls: interrupts, copies, serial lines, dates, locks."""

from typing import Final

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, alone, lines_of, program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_HEADERS: Final = (
    "hardware/dma.h hardware/irq.h hardware/resets.h hardware/rtc.h hardware/sync.h hardware/uart.h hardware/vreg.h"
    " pico.h pico/binary_info.h pico/bootrom.h pico/error.h pico/platform.h pico/sem.h pico/types.h"
    " pico/util/datetime.h"
)


def test_each_header_compiles_before_all_others() -> None:
    for header in _HEADERS.split():
        assert program(Board.PICOW, f"#include <{header}>\nvoid setup() {{}}{LOOP}").is_file()


def test_an_interrupt_of_a_sketchs_own_is_served_by_the_order_of_its_handlers() -> None:
    before = r"""
        static char served[8];
        static void note(char name) { served[strlen(served)] = name; }
    """
    body = r"""
        const int mine = user_irq_claim_unused(true);
        irq_add_shared_handler(mine, [] { note('b'); }, 0x40);
        irq_add_shared_handler(mine, [] { note('a'); }, 0xC0);
        irq_set_pending(mine);
        delay(1);
        Serial.printf("%d <%s> ", mine, served);
        irq_set_enabled(mine, true);
        delay(1);
        Serial.printf("<%s> %d%d ", served, irq_has_shared_handler(mine), user_irq_is_claimed(mine));
        irq_set_exclusive_handler(UART0_IRQ, [] { note('u'); });
        Serial.printf("%d%d\n", irq_has_handler(UART0_IRQ), irq_has_handler(UART1_IRQ));
        delay(10);
        irq_set_exclusive_handler(mine, [] {});
    """
    told = alone(Board.PICOW, "hardware/irq.h", body, before)
    assert told[0] == "26 <> <ab> 11 10"
    assert "*** PANIC ***" in told


def test_copies_take_their_time_and_say_when_they_are_done() -> None:
    before = r"""
        static volatile int done = 0;
        static int channel;
        static void note_end() {
            dma_channel_acknowledge_irq0(channel);
            ++done;
        }
    """
    body = r"""
        static uint32_t from[1330], to[1330];
        for (int each = 0; each < 1330; ++each) from[each] = each * 3;
        channel = dma_claim_unused_channel(true);
        dma_channel_config config = dma_channel_get_default_config(channel);
        channel_config_set_write_increment(&config, true);
        irq_set_exclusive_handler(DMA_IRQ_0, note_end);
        irq_set_enabled(DMA_IRQ_0, true);
        dma_channel_set_irq0_enabled(channel, true);
        const unsigned long since = micros();
        dma_channel_configure(channel, &config, to, from, 1330, true);
        const bool was_busy = dma_channel_is_busy(channel);
        dma_channel_wait_for_finish_blocking(channel);
        Serial.printf("%d %d ", was_busy, micros() - since >= 10 && micros() - since < 40);
        Serial.printf("%d %d\n", memcmp(from, to, sizeof to), done);

        static uint8_t word[] = {1, 2, 3, 4};
        static uint32_t turned = 0;
        channel_config_set_bswap(&config, true);
        dma_channel_configure(channel, &config, &turned, word, 1, false);
        Serial.printf("%x ", (unsigned)turned);
        dma_start_channel_mask(1u << channel);
        delay(1);
        Serial.printf("%x %d\n", (unsigned)turned, done);

        static uint8_t ring[4] __attribute__((aligned(4))) = {'a', 'b', 'c', 'd'};
        static char text[7];
        const int second = dma_claim_unused_channel(true);
        dma_channel_config in_ring = dma_channel_get_default_config(second);
        channel_config_set_transfer_data_size(&in_ring, DMA_SIZE_8);
        channel_config_set_ring(&in_ring, false, 2);
        channel_config_set_write_increment(&in_ring, true);
        dma_channel_configure(second, &in_ring, text, ring, 6, false);
        channel_config_set_chain_to(&config, second);
        dma_channel_configure(channel, &config, &turned, word, 1, true);
        delay(1);
        Serial.println(text);

        const int timer = dma_claim_unused_timer(true);
        dma_timer_set_fraction(timer, 1, 13300);
        channel_config_set_dreq(&config, dma_get_timer_dreq(timer));
        channel_config_set_chain_to(&config, channel);
        dma_channel_configure(channel, &config, to, from, 100, true);
        delay(9);
        Serial.printf("%d", dma_channel_is_busy(channel));
        delay(2);
        Serial.printf("%d", dma_channel_is_busy(channel));
        channel_config_set_dreq(&config, DREQ_UART0_RX);
        dma_channel_configure(channel, &config, to, from, 1, true);
        delay(100);
        Serial.printf("%d", dma_channel_is_busy(channel));
        dma_channel_abort(channel);
        Serial.printf("%d\n", dma_channel_is_busy(channel));
    """
    told = alone(Board.PICOW, "hardware/dma.h", body, before)
    assert told == ["1 1 0 1", "0 1020304 2", "abcdab", "1010"]


def test_a_serial_line_with_nothing_attached_sends_in_its_time_and_hears_nothing() -> None:
    body = r"""
        const uint speed = uart_init(uart0, 9600);
        Serial.printf("%u %u %d ", speed, uart_init(uart1, 115200), uart_is_enabled(uart0));
        char text[65] = {};
        memset(text, 'x', 64);
        unsigned long since = millis();
        uart_puts(uart0, text);
        Serial.printf("%lu %d ", millis() - since, uart_is_writable(uart0));
        uart_tx_wait_blocking(uart0);
        Serial.printf("%lu %d ", millis() - since, uart_is_writable(uart0));
        since = millis();
        Serial.printf("%d %d ", uart_is_readable(uart0), uart_is_readable_within_us(uart0, 5000));
        Serial.println(millis() - since);
    """
    assert alone(Board.PICOW, "hardware/uart.h", body) == ["9599 115201 1 32 0 66 1 0 0 5"]


def test_the_clock_of_dates_runs_over_a_leap_day_and_rings() -> None:
    before = "static volatile int rung = 0;"
    body = r"""
        datetime_t now = {2028, 2, 28, 1, 23, 59, 58};
        Serial.print(rtc_get_datetime(&now));
        rtc_init();
        Serial.print(rtc_set_datetime(&now));
        datetime_t wrong = now;
        wrong.month = 13;
        Serial.print(rtc_set_datetime(&wrong));
        datetime_t each_minute = {-1, -1, -1, -1, -1, -1, 1};
        rtc_set_alarm(&each_minute, [] { ++rung; });
        delay(2500);
        char text[60];
        rtc_get_datetime(&now);
        datetime_to_str(text, sizeof text, &now);
        Serial.printf(" %s %d", text, rung);
        delay(1000);
        Serial.printf(" %d", rung);
        delay(60000);
        Serial.printf(" %d", rung);
        datetime_t once = {2028, 2, 29, -1, 0, 1, 5};
        once.dotw = 2;
        rtc_set_alarm(&once, [] { rung += 10; });
        delay(60000);
        Serial.printf(" %d\n", rung);
        time_t seconds = 0;
        datetime_to_time(&now, &seconds);
        Serial.printf("%lld %d\n", (long long)seconds, time_to_datetime(seconds + 86400, &now));
        Serial.printf("%d %d %d\n", now.month, now.day, now.dotw);
    """
    told = alone(Board.PICOW, "hardware/rtc.h pico/util/datetime.h", body, before, 130)
    assert told == ["010 Tuesday 29 February 0:00:00 2028 0 1 2 12", "1835395200 1", "3 1 3"]


def test_locks_are_kept_and_semaphores_counted() -> None:
    body = r"""
        const int number = spin_lock_claim_unused(true);
        spin_lock_t* lock = spin_lock_init(number);
        const uint32_t saved = spin_lock_blocking(lock);
        Serial.printf("%d %d", spin_lock_is_claimed(number), is_spin_locked(lock));
        spin_unlock(lock, saved);
        Serial.printf("%d ", is_spin_locked(lock));
        semaphore_t sem;
        sem_init(&sem, 1, 2);
        Serial.print(sem_release(&sem));
        Serial.print(sem_release(&sem));
        Serial.printf("%d ", sem_available(&sem));
        sem_acquire_blocking(&sem);
        Serial.print(sem_try_acquire(&sem));
        Serial.printf("%d ", sem_try_acquire(&sem));
        const unsigned long since = millis();
        Serial.print(sem_acquire_timeout_ms(&sem, 20));
        Serial.printf(" %lu\n", millis() - since);
    """
    assert alone(Board.PICOW, "pico/sync.h", body) == ["1 10 102 10 0 20"]


def test_a_board_that_went_into_its_boot_loader_stays_there() -> None:
    body = r"""
        Serial.println("going");
        rp2040.rebootToBootloader();
        Serial.println("never");
    """
    assert alone(Board.PICOW, "pico/bootrom.h", body, "", 20) == ["going"]


def test_the_radio_is_begun_for_all_the_world() -> None:
    body = """
        const bool is_world = CYW43_COUNTRY_WORLDWIDE == CYW43_COUNTRY('X', 'X', 0);
        Serial.printf("%x %d\\n", cyw43_arch_get_country_code(), is_world);
    """
    assert alone(Board.PICOW, "pico/cyw43_arch.h", body) == ["5858 1"]


def test_a_voltage_of_the_core_is_told_again() -> None:
    body = """
        Serial.printf("%d ", vreg_get_voltage() == VREG_VOLTAGE_1_10);
        vreg_set_voltage(VREG_VOLTAGE_1_25);
        vreg_disable_voltage_limit();
        Serial.printf("%x\\n", vreg_get_voltage());
    """
    assert alone(Board.PICOW, "hardware/vreg.h", body) == ["1 e"]


_SAID: Final = """
    #include <pico/binary_info.h>
    #define LAMP 14
    bi_decl(bi_program_name("lamp"));
    bi_decl(bi_program_version_string("1.2"));
    bi_decl(bi_4pins_with_names(2, "SCK", 3, "TX", 4, "RX", 5, "CS"));
    bi_decl(bi_2pins_with_func(4, 5, GPIO_FUNC_I2C));
    void setup() {
        bi_decl(bi_1pin_with_name(LAMP, "the lamp"));
        bi_decl_if_func_used(bi_program_feature("light"));
        Serial.println("said");
    }
"""


def test_what_a_program_says_of_itself_is_checked_and_shows_nowhere() -> None:
    assert lines_of(Board.PICOW, _SAID + LOOP) == ["said"]
    with pytest.raises(SketchError, match="LANTERN"):
        program(Board.PICOW, _SAID.replace("LAMP,", "LANTERN,") + LOOP)


def test_a_transfer_that_does_not_wait_takes_as_long_as_its_bits_and_is_told() -> None:
    before = r"""
        static int told;
        static void tell() { ++told; }
        static void tell_more(void* more) { told += *(int*)more; }
    """
    body = r"""
        static uint8_t sent[1000], received[1000];
        Serial.printf("%d", SPI.transferAsync(sent, received, sizeof sent));
        SPI.begin();
        SPI.beginTransaction(SPISettings(1000000, MSBFIRST, SPI_MODE0));
        Serial.printf("%d", SPI.transferAsync(nullptr, nullptr, sizeof sent));
        SPI.onTransferComplete(tell);
        pinMode(PIN_SPI0_MISO, INPUT_PULLUP);
        unsigned long since = micros();
        Serial.printf("%d", SPI.transferAsync(sent, received, sizeof sent));
        Serial.printf("%d ", SPI.finishedAsync());
        delay(1);
        Serial.printf("%x ", received[999]);
        while (!SPI.finishedAsync()) {}
        Serial.printf("%lu %x %d ", (micros() - since) / 100, received[999], told);
        int more = 5;
        SPI.onTransferComplete(tell_more, &more);
        SPI.transferAsync(sent, nullptr, sizeof sent);
        delay(10);
        Serial.printf("%d ", told);
        SPI.transferAsync(sent, nullptr, sizeof sent);
        SPI.abortAsync();
        Serial.printf("%d ", SPI.finishedAsync());
        delay(10);
        Serial.printf("%d\n", told);
    """
    assert alone(Board.PICOW, "SPI.h", body, before) == ["0010 0 80 ff 1 6 1 6"]


def test_a_loop_that_waits_for_the_other_core_lets_it_run_without_a_header() -> None:
    sketch = r"""
        static volatile int asked = 0, answered = 0;
        void setup() {
            asked = 1;
            while (answered == 0) tight_loop_contents();
            Serial.printf("%d on core %u\n", answered, get_core_num());
        }
        void setup1() {
            while (asked == 0) tight_loop_contents();
            delay(5);
            answered = 2;
        }
    """
    assert lines_of(Board.PICOW, sketch + LOOP) == ["2 on core 0"]


def test_a_pull_and_an_output_make_edges_at_their_own_pin() -> None:
    before = """
        static volatile int falls = 0, changes = 0;
        static void fall() { falls = falls + 1; }
        static void change() { changes = changes + 1; }
    """
    body = r"""
        pinMode(14, INPUT_PULLUP);
        pinMode(15, OUTPUT);
        attachInterrupt(digitalPinToInterrupt(14), fall, FALLING);
        attachInterrupt(digitalPinToInterrupt(15), change, CHANGE);
        gpio_set_pulls(14, false, true);
        delay(1);
        gpio_set_pulls(14, true, false);
        digitalWrite(15, HIGH);
        delay(1);
        digitalWrite(15, HIGH);
        delay(1);
        sio_hw->gpio_clr = 1u << 15;
        delay(1);
        Serial.printf("%d %d\n", falls, changes);
    """
    assert alone(Board.PICOW, "hardware/structs/sio.h", body, before) == ["1 2"]


def test_calls_of_the_core_that_only_keep_what_they_are_told_and_a_second_core_that_begins_again() -> None:
    sketch = r"""
    #include <LocklessQueue.h>
    #include <WiFi.h>
    volatile int begun = 0, turns = 0;
    void setup1() { ++begun; }
    void loop1() { ++turns; delay(1); }
    void setup() {
        rp2040.enableDoubleResetBootloader();
        gpio_set_drive_strength(5, GPIO_DRIVE_STRENGTH_12MA);
        gpio_set_slew_rate(5, GPIO_SLEW_RATE_FAST);
        gpio_set_input_hysteresis_enabled(5, false);
        gpio_pull_up(5);
        Serial.printf("pad %d %d %d, %d %d %d\n", gpio_get_drive_strength(5), gpio_get_slew_rate(5),
                      gpio_is_input_hysteresis_enabled(5), gpio_get_drive_strength(6), gpio_get_slew_rate(6),
                      gpio_is_input_hysteresis_enabled(6));
        LocklessQueue<int> queue(3);
        int first = 0, seen = 0;
        for (int each : {7, 8, 9}) Serial.print(queue.write(each));
        Serial.printf(" %d %d", queue.peek(&seen), queue.available());
        Serial.printf(" %d", queue.read(&first));
        Serial.printf(" %d %d\n", first, seen);
        Serial.printf("%d ", WiFi.disconnectAP());
        WiFi.softAP("lamp");
        Serial.printf("%d", WiFi.disconnectAP());
        Serial.printf(" %d\n", WiFi.getMode() == WIFI_OFF);
        delay(20);
        const int before = begun;
        rp2040.restartCore1();
        turns = 0;
        delay(20);
        Serial.printf("second %d %d %d\n", before, begun, turns > 5);
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.PICOW, sketch) == ["pad 3 1 0, 1 0 1", "110 1 2 1 7 7", "0 1 1", "second 1 2 1"]
