/// Ticker of esp8266/Arduino (libraries/Ticker/src/Ticker.h). Differs: it cannot be copied.
#pragma once

#include <Arduino.h>
#include <Schedule.h>
#include <oceanhil/ticker_timer.h>

class Ticker : public oceanhil::TickerTimer {
  public:
    void attach_scheduled(float seconds, callback_function_t callback) { attach(seconds, scheduled(callback)); }
    void attach_ms_scheduled(uint32_t ms, callback_function_t callback) { attach_ms(ms, scheduled(callback)); }
    void attach_ms_scheduled_accurate(uint32_t ms, callback_function_t callback) {
        attach_ms(ms, [callback]() {
            schedule_recurrent_function_us(
                [callback]() {
                    callback();
                    return false;
                },
                0);
        });
    }
    void once_scheduled(float seconds, callback_function_t callback) { once(seconds, scheduled(callback)); }
    void once_ms_scheduled(uint32_t ms, callback_function_t callback) { once_ms(ms, scheduled(callback)); }

    explicit operator bool() const { return active(); }

  private:
    static callback_function_t scheduled(const callback_function_t& callback) {
        return [callback]() { schedule_function(callback); };
    }
};
