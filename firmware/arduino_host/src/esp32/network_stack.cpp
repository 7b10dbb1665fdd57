#include "oceanhil/network_stack.h"

#include <boot.h>

namespace machine = oceanhil::machine;

namespace {

bool is_running = false;

}  // namespace

void oceanhil::start_network_stack() { is_running = true; }

// As a board of core 3.1 told it (Links2004/arduinoWebSockets#929).
void oceanhil::need_network_stack() {
    if (!is_running) {
        machine::crash_of_assertion(449, "tcpip.c", "tcpip_send_msg_wait_sem", "Invalid mbox");
    }
}
