/// lwIP of an ESP32, which must run before anything opens a socket; the other families' always runs.
#ifndef OCEANHIL_NETWORK_STACK_H
#define OCEANHIL_NETWORK_STACK_H

namespace oceanhil {

#if defined(ESP32)
/// What a mode of the radio, `Network.begin`, `ETH.begin`, `esp_netif_init` and `configTime` do first.
void start_network_stack();
/// Crashes as lwIP does whose task has no mailbox yet.
void need_network_stack();
#else
inline void need_network_stack() {}
#endif

}  // namespace oceanhil

#endif
