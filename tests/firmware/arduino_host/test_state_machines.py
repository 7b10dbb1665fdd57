"""State machines of a Pico: programs that run in the board's time, with nothing at their pins."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, alone, program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# Gives back what it is given, inverted; written with the header's own encoders.
_MIRROR: Final = r"""
    uint16_t mirror[] = {
        (uint16_t)pio_encode_pull(false, true), (uint16_t)pio_encode_mov_not(pio_isr, pio_osr),
        (uint16_t)pio_encode_push(false, true), (uint16_t)pio_encode_jmp(0)};
    pio_program_t program = {mirror, 4, -1, 0};
"""
# Shifts eight bits of each word out at a pin, a bit in ten microseconds, and raises a flag after each word.
_SENDER: Final = r"""
    uint16_t sender[] = {
        (uint16_t)(pio_encode_set(pio_x, 7)), (uint16_t)pio_encode_pull(false, true),
        (uint16_t)(pio_encode_out(pio_pins, 1) | pio_encode_delay(8)), (uint16_t)pio_encode_jmp_x_dec(2),
        (uint16_t)pio_encode_irq_set(false, 0)};
    pio_program_t program = {sender, 5, -1, 0};
    const uint at = pio_add_program(pio0, &program);
    pio_sm_config config = pio_get_default_sm_config();
    sm_config_set_wrap(&config, at, at + 4);
    sm_config_set_out_pins(&config, 16, 1);
    sm_config_set_clkdiv(&config, clock_get_hz(clk_sys) / 1e6f);
    pio_gpio_init(pio0, 16);
    pio_sm_set_consecutive_pindirs(pio0, 0, 16, 1, true);
    pio_sm_init(pio0, 0, at, &config);
    pio_sm_set_enabled(pio0, 0, true);
"""


def said(body: str, before: str = "", seconds: float = 2) -> list[str]:
    """Run `body` as a sketch's setup, and give what it prints without blanks at the ends of lines."""
    headers = "hardware/clocks.h hardware/dma.h hardware/pio.h"
    return [line.rstrip() for line in alone(Board.PICOW, headers, body, before, seconds)]


@pytest.mark.parametrize("header", ["hardware/pio.h", "hardware/pio_instructions.h", "hardware/regs/pio.h"])
def test_a_header_compiles_before_all_others(header: str) -> None:
    assert program(Board.PICOW, f"#include <{header}>\nvoid setup() {{}}{LOOP}").is_file()


def test_words_go_through_a_program_and_wait_in_its_queues() -> None:
    body = r"""
        const int at = pio_add_program(pio1, &program);
        pio_sm_config config = pio_get_default_sm_config();
        sm_config_set_wrap(&config, at, at + 3);
        Serial.printf("%d %d ", at, pio_sm_init(pio1, 2, at, &config));
        pio_sm_put(pio1, 2, 5);
        Serial.printf("%d ", pio_sm_get_tx_fifo_level(pio1, 2));
        pio_sm_set_enabled(pio1, 2, true);
        Serial.printf("%x ", pio_sm_get_blocking(pio1, 2));
        for (uint word = 0; word < 9; ++word) pio_sm_put_blocking(pio1, 2, word);
        delay(1);
        // Four words that came, one on its way and three that follow: the last is the fourth.
        Serial.printf("%d ", pio_sm_get_rx_fifo_level(pio1, 2));
        Serial.printf("%d ", pio_sm_get_tx_fifo_level(pio1, 2));
        Serial.printf("%d ", pio_sm_is_rx_fifo_full(pio1, 2));
        Serial.printf("%d ", pio_sm_get_pc(pio1, 2) - at);
        Serial.printf("%x ", pio_sm_get(pio1, 2));
        delay(1);
        Serial.printf("%d ", pio_sm_get_tx_fifo_level(pio1, 2));
        pio_sm_put(pio1, 2, 0);
        pio_sm_put(pio1, 2, 0);
        Serial.printf("%x ", (uint)pio1->fdebug >> 16 & 15);
        pio_sm_clear_fifos(pio1, 2);
        delay(1);
        // The one that was on its way finds room between the two halves of that, and is lost with the rest.
        Serial.printf("%d %x\n", pio_sm_get_rx_fifo_level(pio1, 2), (uint)pio1->rxf[2]);
    """
    assert said(_MIRROR + body) == ["28 0 1 fffffffa 4 4 1 2 ffffffff 3 4 0 0"]


def test_bits_take_their_time_and_a_full_queue_is_waited_for() -> None:
    body = r"""
        unsigned long since = micros();
        for (int word = 0; word < 9; ++word) pio_sm_put_blocking(pio0, 0, word & 1 ? 0 : 0xff);
        // 83 us a word, and a few for looking: the first leaves the queue at once, four wait in it.
        Serial.printf("%lu ", (micros() - since + 5) / 10);
        while (!pio_sm_is_tx_fifo_empty(pio0, 0)) delayMicroseconds(1);
        Serial.printf("%lu ", (micros() - since + 5) / 10);
        Serial.printf("%d ", gpio_get(16));
        delay(1);
        Serial.printf("%d ", gpio_get(16));
        Serial.printf("%d ", pio_interrupt_get(pio0, 0));
        pio_interrupt_clear(pio0, 0);
        Serial.printf("%d ", pio_interrupt_get(pio0, 0));
        pio_sm_set_pins_with_mask(pio0, 0, 0, 1u << 16);
        Serial.printf("%d ", gpio_get(16));
        pio_sm_exec(pio0, 0, pio_encode_set(pio_x, 0));
        Serial.printf("%d\n", pio_sm_is_exec_stalled(pio0, 0));
    """
    assert said(_SENDER + body) == ["34 67 1 1 1 0 0 0"]


def test_a_handler_hears_flags_and_refills_the_queue() -> None:
    before = r"""
        static volatile int heard = 0, given = 0;
        static void hear() {
            ++heard;
            pio_interrupt_clear(pio0, 0);
        }
        static void give() {
            pio_sm_put(pio0, 0, 0);
            if (++given == 6) pio_set_irq1_source_enabled(pio0, pis_sm0_tx_fifo_not_full, false);
        }
    """
    body = r"""
        irq_set_exclusive_handler(PIO0_IRQ_0, hear);
        irq_set_enabled(PIO0_IRQ_0, true);
        pio_set_irq0_source_enabled(pio0, pis_interrupt0, true);
        pio_sm_put(pio0, 0, 1);
        delay(2);
        Serial.printf("%d ", heard);
        irq_set_exclusive_handler(pio_get_irq_num(pio0, 1), give);
        irq_set_enabled(pio_get_irq_num(pio0, 1), true);
        pio_set_irq1_source_enabled(pio0, pis_sm0_tx_fifo_not_full, true);
        delay(5);
        Serial.printf("%d %d\n", given, heard);
    """
    assert said(_SENDER + body, before) == ["1 6 7"]


def test_copies_go_as_the_program_takes_them() -> None:
    body = r"""
        static const uint8_t words[20] = {};
        dma_channel_config copying = dma_channel_get_default_config(3);
        channel_config_set_transfer_data_size(&copying, DMA_SIZE_8);
        channel_config_set_dreq(&copying, pio_get_dreq(pio0, 0, true));
        const unsigned long since = micros();
        dma_channel_configure(3, &copying, &pio0->txf[0], words, 20, true);
        dma_channel_wait_for_finish_blocking(3);
        // 15 of 20: one is on its way, and four wait.
        Serial.printf("%lu\n", (micros() - since) / 100);
    """
    assert said(_SENDER + body) == ["12"]


def test_copies_wait_for_what_a_program_gives() -> None:
    body = r"""
        const int at = pio_add_program(pio0, &program);
        pio_sm_config config = pio_get_default_sm_config();
        sm_config_set_wrap(&config, at, at + 3);
        pio_sm_init(pio0, 1, at, &config);
        pio_sm_set_enabled(pio0, 1, true);
        static uint32_t came[3];
        dma_channel_config copying = dma_channel_get_default_config(3);
        channel_config_set_read_increment(&copying, false);
        channel_config_set_write_increment(&copying, true);
        channel_config_set_dreq(&copying, pio_get_dreq(pio0, 1, false));
        dma_channel_configure(3, &copying, came, &pio0->rxf[1], 3, true);
        for (uint word = 0; word < 2; ++word) pio0->txf[1] = word;
        delay(20);
        Serial.printf("%d ", dma_channel_is_busy(3));
        pio_sm_put_blocking(pio0, 1, 2);
        dma_channel_wait_for_finish_blocking(3);
        Serial.printf("%x %x %x\n", (uint)came[0], (uint)came[1], (uint)came[2]);
    """
    assert said(_MIRROR + body) == ["1 ffffffff fffffffe fffffffd"]


def test_programs_have_their_places_and_machines_their_owners() -> None:
    body = r"""
        pio_program_t placed = {mirror, 4, 30, 0}, later = {mirror, 4, 2, 0}, newer = {mirror, 4, -1, 1};
        Serial.printf("%d %d ", pio_can_add_program(pio0, &placed), pio_can_add_program(pio0, &later));
        Serial.printf("%d ", pio_add_program_at_offset(pio0, &later, 3));
        Serial.printf("%d ", pio_add_program(pio0, &later));
        Serial.printf("%d ", pio_add_program_at_offset(pio0, &program, 5));
        Serial.printf("%d ", pio_add_program(pio0, &newer));
        int made = 0;
        while (pio_add_program(pio0, &program) >= 0) ++made;
        Serial.printf("%d ", made);
        pio_remove_program(pio0, &later, 2);
        Serial.printf("%d ", pio_add_program(pio0, &program));
        PIO pio;
        uint sm, offset;
        for (int each = 0; each < 4; ++each) pio_claim_free_sm_and_add_program(&program, &pio, &sm, &offset);
        Serial.printf("%d %u %u ", pio == pio1, sm, offset);
        // The second block's machines are taken, and the first has room for one program more.
        Serial.printf("%d ", pio_claim_free_sm_and_add_program(&program, &pio, &sm, &offset));
        Serial.printf("%d ", pio_claim_unused_sm(pio0, true));
        Serial.println(pio_claim_unused_sm(pio1, false));
        pio_sm_claim(pio1, 1);
    """
    told = said(_MIRROR + body)
    assert told[0] == "0 1 -11 2 -9 -20 6 4 1 3 16 1 1 -1"
    assert any("PIO 1 SM (5 - 4) already claimed" in line for line in told)


def test_a_count_in_place_takes_its_whole_time_beside_another_machine() -> None:
    body = r"""
        uint16_t blink[] = {
            (uint16_t)pio_encode_pull(false, true), (uint16_t)pio_encode_mov(pio_y, pio_osr),
            (uint16_t)(pio_encode_mov(pio_x, pio_y)), (uint16_t)(pio_encode_set(pio_pins, 1)),
            (uint16_t)pio_encode_jmp_x_dec(4), (uint16_t)pio_encode_mov(pio_x, pio_y),
            (uint16_t)pio_encode_set(pio_pins, 0), (uint16_t)pio_encode_jmp_x_dec(7)};
        pio_program_t program = {blink, 8, 0, 0};
        pio_add_program(pio0, &program);
        for (uint sm = 0; sm < 2; ++sm) {
            pio_sm_config config = pio_get_default_sm_config();
            sm_config_set_set_pins(&config, 16 + sm, 1);
            sm_config_set_wrap(&config, 2, 7);
            pio_gpio_init(pio0, 16 + sm);
            pio_sm_set_consecutive_pindirs(pio0, sm, 16 + sm, 1, true);
            pio_sm_init(pio0, sm, 0, &config);
            pio_sm_put(pio0, sm, clock_get_hz(clk_sys) / (sm == 0 ? 10 : 5));
        }
        pio_enable_sm_mask_in_sync(pio0, 3);
        delay(50);
        for (int each = 0; each < 8; ++each) {
            Serial.printf("%d%d ", gpio_get(16), gpio_get(17));
            delay(100);
        }
        Serial.println();
    """
    assert said(body, seconds=3) == ["11 01 10 00 11 01 10 00"]


def test_bits_of_a_lamp_are_sent_by_what_its_library_has() -> None:
    # As libraries for lamps have it: out x, 1; jmp !x; jmp; nop, with a pin beside each instruction.
    body = r"""
        static const uint16_t lamp[] = {0x6221, 0x1123, 0x1400, 0xa442};
        static const struct pio_program program = {.instructions = lamp, .length = 4, .origin = -1};
        PIO pio;
        uint sm, at;
        Serial.printf("%d ", pio_claim_free_sm_and_add_program_for_gpio_range(&program, &pio, &sm, &at, 5, 1, true));
        pio_gpio_init(pio, 5);
        pio_sm_set_consecutive_pindirs(pio, sm, 5, 1, true);
        pio_sm_config config = pio_get_default_sm_config();
        sm_config_set_wrap(&config, at, at + 3);
        sm_config_set_sideset(&config, 1, false, false);
        sm_config_set_sideset_pins(&config, 5);
        sm_config_set_out_shift(&config, false, true, 8);
        sm_config_set_fifo_join(&config, PIO_FIFO_JOIN_TX);
        sm_config_set_clkdiv(&config, clock_get_hz(clk_sys) / (800000.0f * 10));
        pio_sm_init(pio, sm, at, &config);
        pio_sm_set_enabled(pio, sm, true);
        const unsigned long since = micros();
        for (int byte = 0; byte < 300; ++byte) pio_sm_put_blocking(pio, sm, 0xa5u << 24);
        while (!pio_sm_is_tx_fifo_empty(pio, sm)) delayMicroseconds(1);
        // 2,400 bits of 1.25 us each.
        Serial.printf("%lu ", (micros() - since + 50) / 100);
        delay(1);
        Serial.printf("%d %d\n", gpio_get(5), pio_sm_get_pc(pio, sm) - at);
    """
    assert said(body) == ["1 30 0 0"]
