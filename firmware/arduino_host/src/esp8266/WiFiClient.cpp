#include <WiFiClient.h>

namespace {

// All that there are, each knows the next.
WiFiClient* first_client = nullptr;

}  // namespace

void WiFiClient::enlist() {
    next_ = first_client;
    first_client = this;
}

WiFiClient::~WiFiClient() {
    WiFiClient** each = &first_client;
    while (*each != this) {
        each = &(*each)->next_;
    }
    *each = next_;
}

void WiFiClient::stopAll() { stopAllExcept(nullptr); }

void WiFiClient::stopAllExcept(WiFiClient* except) {
    for (WiFiClient* each = first_client; each != nullptr; each = each->next_) {
        if (each != except) {
            each->stop();
        }
    }
}
