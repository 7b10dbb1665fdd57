/// Ticker of arduino-esp32 (libraries/Ticker/src/Ticker.h). What it calls runs from within calls that let time pass.
#ifndef TICKER_H
#define TICKER_H

#include <Arduino.h>
#include <oceanhil/ticker_timer.h>

class Ticker : public oceanhil::TickerTimer {};

#endif
