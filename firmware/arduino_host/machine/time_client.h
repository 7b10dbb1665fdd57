/// The SNTP client below the cores: lwIP's, which asks by itself as soon as there is a network.
///
/// Its times are in protocol/facts/sntp.py. Behind an answer it waits for the period; a server that is silent has its
/// turn passed on to the next at once; where there is no other, the client waits, twice as long each time.
#ifndef OCEANHIL_MACHINE_TIME_CLIENT_H
#define OCEANHIL_MACHINE_TIME_CLIENT_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine {

constexpr size_t kTimeServers = 3;

/// The text must live as long as the client is on; nullptr for none.
void sntp_server(size_t number, const char* name);
const char* sntp_server_name(size_t number);
/// Starts it anew: the first question comes after `delay_us`, or as long after as the board's own client waits.
void sntp_begin(uint64_t delay_us = 0);
void sntp_end();
bool sntp_is_on();
void sntp_period(uint64_t period_us);
uint64_t sntp_period_us();
/// Calls `serve(unix_us)` when an answer has come, after the clock was set; nullptr to end it.
void sntp_listen(void (*serve)(int64_t unix_us));
/// Calls `serve()` when the program itself has set the clock, by `settimeofday`; nullptr to end it.
void clock_listen(void (*serve)());
/// Which of the last eight questions to a server were answered: bit 0 is the last.
uint8_t sntp_reachability(size_t number);
/// How often the clock was set by it in this boot.
uint32_t sntp_answers();

}  // namespace oceanhil::machine

#endif
