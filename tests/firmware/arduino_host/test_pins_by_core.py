"""What cores do with pins and with interrupts, where they do not do the same."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, alone, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
COUNTING: Final = """
    static volatile int edges = 0;
    static void IRAM_ATTR count() { edges = edges + 1; }
"""


def test_a_pin_of_a_pico_begins_low_with_each_mode_and_pulses_make_it_an_output() -> None:
    body = r"""
        digitalWrite(5, HIGH);
        pinMode(5, OUTPUT);
        Serial.printf("%d ", digitalRead(5));
        digitalWrite(5, HIGH);
        Serial.printf("%d ", digitalRead(5));
        pinMode(5, OUTPUT);
        Serial.printf("%d ", digitalRead(5));
        pinMode(6, INPUT_PULLDOWN);
        digitalWrite(6, HIGH);
        Serial.printf("%d ", digitalRead(6));
        pinMode(6, OUTPUT);
        Serial.printf("%d\n", digitalRead(6));

        analogWrite(7, 255);
        Serial.printf("%d ", digitalRead(7));
        digitalWrite(7, HIGH);
        Serial.printf("%d ", digitalRead(7));
        pinMode(8, OUTPUT);
        analogWrite(8, 0);
        digitalWrite(8, HIGH);
        Serial.printf("%d\n", digitalRead(8));

        pinMode(LED_BUILTIN, OUTPUT);
        for (int turn = 0; turn < 3; ++turn) {
            digitalWrite(LED_BUILTIN, !digitalRead(LED_BUILTIN));
            Serial.printf("%d", digitalRead(LED_BUILTIN));
        }
        Serial.println();
    """
    assert alone(Board.PICOW, "", body) == ["0 1 0 1 0", "1 0 1", "101"]


def test_locks_of_a_pico_are_counted_for_each_core_and_fifteen_at_most() -> None:
    sketch = r"""
        static volatile int step = 0;
        void setup() {
            interrupts();
            pinMode(8, INPUT_PULLDOWN);
            attachInterrupt(8, count, RISING);
            noInterrupts();
            noInterrupts();
            interrupts();
            pinMode(8, INPUT_PULLUP);
            delayMicroseconds(500);
            Serial.printf("%d ", edges);
            interrupts();
            interrupts();
            delay(1);
            Serial.printf("%d ", edges);
            noInterrupts();
            step = 1;
            while (step < 2) yield();
            interrupts();
            step = 3;
            while (step < 4) yield();
            pinMode(8, INPUT_PULLDOWN);
            pinMode(8, INPUT_PULLUP);
            delay(1);
            Serial.printf("%d\n", edges);
            for (int each = 0; each < 16; ++each) noInterrupts();
        }
        void setup1() {
            while (step < 1) yield();
            noInterrupts();
            step = 2;
            while (step < 3) yield();
            interrupts();
            step = 4;
        }
    """
    told = lines_of(Board.PICOW, COUNTING + sketch + LOOP)
    assert told[0] == "0 1 2"
    assert told[1:5] == ["", "*** PANIC ***", "", "IRQ stack overflow"]


def test_an_esp8266_has_a_clock_pin_without_a_pull_up_and_locks_that_nest() -> None:
    body = r"""
        for (const int mode : {INPUT_PULLUP, INPUT_PULLDOWN_16, OUTPUT_OPEN_DRAIN, INPUT}) {
            pinMode(16, mode);
            Serial.printf("%d", digitalRead(16));
        }
        pinMode(16, OUTPUT);
        digitalWrite(16, HIGH);
        pinMode(16, INPUT_PULLUP);
        Serial.printf("%d ", digitalRead(16));
        pinMode(5, INPUT_PULLUP);
        pinMode(5, INPUT_PULLDOWN_16);
        Serial.printf("%d\n", digitalRead(5));

        pinMode(4, OUTPUT);
        attachInterrupt(digitalPinToInterrupt(4), count, RISING);
        ets_intr_lock();
        ets_intr_lock();
        ets_intr_unlock();
        digitalWrite(4, HIGH);
        delay(1);
        Serial.printf("%d ", edges);
        ets_intr_unlock();
        delay(1);
        Serial.printf("%d ", edges);
        int begun = 0;
        for (int each = 0; each < 40; ++each) begun += schedule_recurrent_function_us([] { return true; }, 1000000);
        Serial.println(begun);
    """
    assert alone(Board.ESP8266, "Schedule.h", body, COUNTING) == ["00001 1", "0 1 40"]


def test_an_interrupt_of_an_esp8266_that_stands_in_flash_ends_the_program_as_it_is_attached() -> None:
    before = r"""
        static void ICACHE_RAM_ATTR named_before();
        static void named_before() { count(); }
        struct Button {
            static void IRAM_ATTR of_class() { count(); }
            static void IRAM_ATTR with(void* to) { count(); }
        };
        template <int Times> static void IRAM_ATTR of_template() { edges = edges + Times; }
        static void __attribute__((section(".iram.text.mine"))) placed() { count(); }
        static void in_flash() { count(); }
    """
    body = r"""
        attachInterrupt(4, count, CHANGE);
        attachInterrupt(4, named_before, CHANGE);
        attachInterrupt(4, Button::of_class, CHANGE);
        attachInterruptArg(4, Button::with, nullptr, CHANGE);
        attachInterrupt(4, of_template<2>, CHANGE);
        attachInterrupt(4, placed, CHANGE);
        attachInterrupt(4, std::function<void()>([] { count(); }), CHANGE);
        attachInterrupt(4, static_cast<void (*)()>(nullptr), CHANGE);
        Serial.println("those in RAM");
        attachInterrupt(99, in_flash, FALLING);
        Serial.println("never told");
    """
    told = alone(Board.ESP8266, "FunctionalInterrupt.h", body, COUNTING + before)
    assert told[:3] == ["those in RAM", "ISR not in IRAM!", ""]
    assert "Abort called" in told
    assert "never told" not in told
