#include "inbox.h"

#include "board_time.h"
#include "link.h"
#include "scheduler.h"

namespace oceanhil::machine::link {

void network_is(const NetworkNow& now) {
    inbox::take_network(now);
    inbox::take_radio(now.is_connected);
}

void received(Input what, const uint8_t* data, size_t size) {
    be_busy();
    scheduler::end_rest();
    switch (what) {
        case Input::console:
            return inbox::take_console(data, size);
        case Input::tcp_data:
            return inbox::take_segment(data, size);
        case Input::tcp_closed:
            return inbox::take_closing(data, size);
        case Input::udp_data:
            return inbox::take_datagram(data, size);
        case Input::wifi:
            return inbox::take_address(data, size);
        case Input::pin:
            return inbox::take_level(data, size);
        case Input::part:
            return inbox::take_part(data, size);
    }
}

}  // namespace oceanhil::machine::link
