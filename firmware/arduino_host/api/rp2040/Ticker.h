/// Ticker of arduino-pico (libraries/Ticker/src/Ticker.h). What it calls runs from within calls that let time pass.
#pragma once

#include <Arduino.h>
#include <oceanhil/ticker_timer.h>

class Ticker : public oceanhil::TickerTimer {};
