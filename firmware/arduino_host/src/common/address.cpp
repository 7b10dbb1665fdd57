#include "oceanhil/address.h"

#include <network.h>

#include "oceanhil/format.h"
#include "oceanhil/network_stack.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr int kNumbers = 4;
constexpr unsigned kLargestPart = 255;

}  // namespace

String dotted(const IPAddress& address) {
    char text[16];
    oceanhil_snprintf(text, sizeof text, "%u.%u.%u.%u", unsigned{address[0]}, unsigned{address[1]},
                      unsigned{address[2]}, unsigned{address[3]});
    return String(text);
}

bool is_dotted(const char* host) {
    unsigned number[kNumbers] = {};
    char rest = 0;
    const int read = sscanf(host, "%3u.%3u.%3u.%3u%c", &number[0], &number[1], &number[2], &number[3], &rest);
    return read == kNumbers && number[0] <= kLargestPart && number[1] <= kLargestPart && number[2] <= kLargestPart &&
           number[3] <= kLargestPart;
}

bool find_address(const char* host, IPAddress& address) {
    if (!is_dotted(host)) {
        need_network_stack();
    }
    uint8_t found[kNumbers] = {};
    const bool is_found = machine::resolve(host, found) == 0;
    address = is_found ? address_of(found) : IPAddress();
    return is_found;
}

String mac_text(const uint8_t mac[kMacBytes], bool is_upper) {
    char text[18];
    oceanhil_snprintf(text, sizeof text, is_upper ? "%02X:%02X:%02X:%02X:%02X:%02X" : "%02x:%02x:%02x:%02x:%02x:%02x",
                      mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    return String(text);
}

}  // namespace oceanhil
