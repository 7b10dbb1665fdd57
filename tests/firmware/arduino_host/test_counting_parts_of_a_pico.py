"""What counts and converts by itself in an RP2040: the converter's FIFO, slices of pulses, SysTick, interpolators."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def on_pico(headers: str, body: str, before: str = "") -> list[str]:
    """Run `body` as the setup of a Pico W's sketch."""
    return alone(Board.PICOW, headers, body, before)


def test_the_converter_fills_its_queue_at_the_speed_of_its_divider() -> None:
    body = r"""
        adc_init();
        adc_set_temp_sensor_enabled(true);
        adc_select_input(4);
        adc_fifo_setup(true, false, 2, false, false);
        adc_set_clkdiv(47999);  // a thousand a second
        adc_run(true);
        delayMicroseconds(3200);
        Serial.printf("%d\n", adc_fifo_get_level());
        while (!adc_fifo_is_empty()) Serial.printf("%d ", adc_fifo_get());
        const uint32_t before = time_us_32();
        adc_fifo_get_blocking();
        adc_fifo_get_blocking();
        Serial.printf("%lu\n", (time_us_32() - before + 500) / 1000);
        delay(20);
        const uint32_t state = adc_hw->fcs;
        Serial.printf("%d %d\n", (state & ADC_FCS_FULL_BITS) != 0, (state & ADC_FCS_OVER_BITS) != 0);
        adc_run(false);
        adc_fifo_drain();
        adc_hw->fcs |= ADC_FCS_OVER_BITS;
        Serial.printf("%d %x\n", adc_fifo_get_level(), (unsigned)(adc_hw->fcs & ADC_FCS_OVER_BITS));
    """
    assert on_pico("hardware/adc.h pico/time.h", body) == ["4", "876 876 876 876 2", "1 1", "0 0"]


def test_the_converter_goes_round_its_inputs_and_tells_by_interrupt() -> None:
    before = r"""
        static volatile int heard = 0;
        static uint16_t values[4];
        static void on_values() {
            while (!adc_fifo_is_empty()) {
                const uint16_t value = adc_fifo_get();
                if (heard < 4) values[heard] = value;
                ++heard;
            }
        }
    """
    body = r"""
        adc_init();
        adc_set_temp_sensor_enabled(true);
        adc_select_input(3);
        adc_set_round_robin(1u << 3 | 1u << 4);
        adc_fifo_setup(true, false, 2, false, true);
        adc_set_clkdiv(47999);
        irq_set_exclusive_handler(ADC_IRQ_FIFO, on_values);
        adc_irq_set_enabled(true);
        irq_set_enabled(ADC_IRQ_FIFO, true);
        adc_run(true);
        delay(10);
        adc_run(false);
        Serial.printf("%d %d %d %d\n", heard >= 8, values[1], values[3], adc_get_selected_input() >= 3);
    """
    assert on_pico("hardware/adc.h hardware/irq.h", body, before) == [f"1 {876 >> 4} {876 >> 4} 1"]


def test_dma_takes_what_the_converter_has_and_gives_slices_their_levels() -> None:
    body = r"""
        static uint16_t taken[100];
        adc_init();
        adc_set_temp_sensor_enabled(true);
        adc_select_input(4);
        adc_fifo_setup(true, true, 1, false, false);
        adc_set_clkdiv(959);  // 50,000 a second
        const int channel = dma_claim_unused_channel(true);
        dma_channel_config config = dma_channel_get_default_config(channel);
        channel_config_set_transfer_data_size(&config, DMA_SIZE_16);
        channel_config_set_read_increment(&config, false);
        channel_config_set_write_increment(&config, true);
        channel_config_set_dreq(&config, DREQ_ADC);
        dma_channel_configure(channel, &config, taken, &adc_hw->fifo, 100, true);
        const uint32_t before = time_us_32();
        adc_run(true);
        dma_channel_wait_for_finish_blocking(channel);
        Serial.printf("%d %d %lu\n", taken[0], taken[99], (time_us_32() - before + 50) / 100);
        adc_run(false);

        static uint32_t levels[10] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1000};
        gpio_set_function(16, GPIO_FUNC_PWM);
        const uint slice = pwm_gpio_to_slice_num(16);
        pwm_config pulses = pwm_get_default_config();
        pwm_config_set_clkdiv_int(&pulses, 133);
        pwm_config_set_wrap(&pulses, 999);  // a thousand wraps a second
        pwm_init(slice, &pulses, true);
        config = dma_channel_get_default_config(channel);
        channel_config_set_dreq(&config, pwm_get_dreq(slice));
        const uint32_t begun = time_us_32();
        dma_channel_configure(channel, &config, &pwm_hw->slice[slice].cc, levels, 10, true);
        dma_channel_wait_for_finish_blocking(channel);
        Serial.printf("%lu %d\n", (time_us_32() - begun + 500) / 1000, digitalRead(16));
    """
    headers = "hardware/adc.h hardware/dma.h hardware/pwm.h pico/time.h"
    assert on_pico(headers, body) == ["876 876 20", "10 1"]


def test_a_slice_counts_wraps_and_interrupts() -> None:
    before = r"""
        static volatile int wraps = 0;
        static void on_wrap() {
            pwm_clear_irq(2);
            ++wraps;
        }
    """
    body = r"""
        pwm_config config = pwm_get_default_config();
        pwm_config_set_clkdiv_int(&config, 133);
        pwm_config_set_wrap(&config, 999);
        pwm_init(2, &config, true);
        delayMicroseconds(250);
        const int counter = pwm_get_counter(2);
        Serial.printf("%d\n", counter >= 250 && counter < 300);
        delay(2);
        Serial.printf("%x %x\n", (unsigned)pwm_hw->intr, (unsigned)pwm_get_irq_status_mask());
        pwm_clear_irq(2);
        irq_set_exclusive_handler(PWM_IRQ_WRAP, on_wrap);
        pwm_set_irq_enabled(2, true);
        irq_set_enabled(PWM_DEFAULT_IRQ_NUM(), true);
        pwm_set_counter(2, 0);
        delayMicroseconds(10500);
        Serial.printf("%d\n", wraps);
        pwm_set_phase_correct(2, true);
        pwm_set_counter(2, 0);
        wraps = 0;
        delayMicroseconds(10500);
        Serial.printf("%d\n", wraps);
        pwm_set_enabled(2, false);
        const int still = pwm_get_counter(2);
        delay(1);
        Serial.printf("%d %x\n", pwm_get_counter(2) == still, (unsigned)pwm_hw->en);
        pwm_set_counter(2, 7);
        pwm_advance_count(2);
        Serial.printf("%d ", pwm_get_counter(2));
        pwm_retard_count(2);
        Serial.printf("%d\n", pwm_get_counter(2));
        pwm_force_irq(5);
        Serial.printf("%x\n", (unsigned)pwm_get_irq_status_mask());
    """
    told = on_pico("hardware/irq.h hardware/pwm.h", body, before)
    assert told == ["1", "4 0", "10", "5", "1 0", "8 7", "20"]


def test_systick_counts_down_as_the_core_begins_it() -> None:
    body = r"""
        const uint32_t first = systick_hw->cvr;
        delayMicroseconds(100);
        const uint32_t passed = first - systick_hw->cvr & 0xffffff;
        Serial.printf("%x %x %d\n", (unsigned)systick_hw->csr & 7, (unsigned)systick_hw->rvr,
                      passed >= 13300 && passed < 15000);
        systick_hw->csr = 0;
        systick_hw->rvr = 999;
        systick_hw->cvr = 0;
        systick_hw->csr = M0PLUS_SYST_CSR_ENABLE_BITS;
        delayMicroseconds(400);
        const uint32_t then = systick_hw->cvr;
        Serial.printf("%d %d\n", then <= 600 && then > 500, (systick_hw->csr & M0PLUS_SYST_CSR_COUNTFLAG_BITS) != 0);
        delayMicroseconds(700);
        const bool first_look = (systick_hw->csr & M0PLUS_SYST_CSR_COUNTFLAG_BITS) != 0;
        Serial.printf("%d %d\n", first_look, (systick_hw->csr & M0PLUS_SYST_CSR_COUNTFLAG_BITS) != 0);
    """
    assert on_pico("hardware/structs/systick.h", body) == ["7 ffffff 1", "1 0", "1 0"]


def test_interpolators_step_look_up_blend_and_clamp() -> None:
    """As the RP2040 Datasheet has them in its examples: times tables, a look-up, a blend, a clamp."""
    body = r"""
        interp_config plain = interp_default_config();
        interp_set_config(interp0, 0, &plain);
        interp0->accum[0] = 0;
        interp0->base[0] = 9;
        for (int each = 0; each < 4; ++each) Serial.printf("%u ", (unsigned)interp0->pop[0]);
        Serial.println();

        interp_config parts = interp_default_config();
        interp_config_set_shift(&parts, 4);
        interp_config_set_mask(&parts, 2, 4);
        interp_set_config(interp1, 0, &parts);
        interp_config_set_cross_input(&parts, true);
        interp_config_set_signed(&parts, true);
        interp_set_config(interp1, 1, &parts);
        interp1->accum[0] = 0x1f5a;
        interp1->base[0] = interp1->base[1] = interp1->base[2] = 0;
        Serial.printf("%x %x ", (unsigned)interp1->peek[0], (unsigned)interp1->peek[1]);
        Serial.printf("%x %d\n", (unsigned)interp_get_raw(interp1, 0),
                      (interp1->ctrl[0] & SIO_INTERP0_CTRL_LANE0_OVERF_BITS) != 0);

        interp_config mixing = interp_default_config();
        interp_config_set_blend(&mixing, true);
        interp_set_config(interp0, 0, &mixing);
        interp_set_config(interp0, 1, &plain);
        interp0->base[0] = 500;
        interp0->base[1] = 1000;
        interp_set_accumulator(interp0, 1, 128);
        Serial.printf("%u %u\n", (unsigned)interp0->peek[1], (unsigned)interp0->peek[0]);

        interp_config bounds = interp_default_config();
        interp_config_set_clamp(&bounds, true);
        interp_config_set_shift(&bounds, 2);
        interp_config_set_mask(&bounds, 0, 29);
        interp_config_set_signed(&bounds, true);
        interp_set_config(interp1, 0, &bounds);
        interp1->base[0] = 0;
        interp1->base[1] = 255;
        for (int each : {-1024, 100, 1024}) {
            interp1->accum[0] = each;
            Serial.printf("%d ", (int)interp1->peek[0]);
        }
        interp_hw_save_t saved;
        interp_save(interp1, &saved);
        interp_add_accumulator(interp1, 0, 4);
        Serial.printf("%d ", (int)interp1->accum[0]);
        interp_restore(interp1, &saved);
        Serial.printf("%d\n", (int)interp1->accum[0]);
        interp_claim_lane(interp0, 1);
        Serial.printf("%d %d\n", interp_lane_is_claimed(interp0, 1), interp_lane_is_claimed(interp1, 1));
    """
    assert on_pico("hardware/interp.h", body) == [
        "9 18 27 36 ",
        "14 fffffff4 14 1",
        "750 128",
        "0 25 255 1028 1024",
        "1 0",
    ]


def test_a_lane_that_is_claimed_twice_is_a_panic() -> None:
    sketch = (
        "#include <hardware/interp.h>\n"
        "void setup() { interp_claim_lane(interp1, 0); interp_claim_lane(interp1, 0); }\nvoid loop() {}\n"
    )
    assert "already claimed" in " ".join(lines_of(Board.PICOW, sketch))
