// What the HTTPClient of the ESP8266 and of arduino-pico, which comes from it, have in common.
#if __has_include("oceanhil/tls_habits.h")

#include "oceanhil/http_client.h"

namespace oceanhil {

bool HttpClient::open() {
    client_->setTimeout(timeout_ms_);
    if (client_->connect(host_.c_str(), port_) == 0) {
        return false;
    }
    client_->setNoDelay(true);
    return true;
}

String HttpClient::fixed_headers() {
    String headers;
    if (user_agent_.length() > 0) {
        headers += "User-Agent: " + user_agent_ + "\r\n";
    }
    if (!is_http_1_0_) {
        headers += "Accept-Encoding: identity;q=1,chunked;q=0.1,*;q=0\r\n";
    }
    if (credentials_.length() > 0) {
        headers += "Authorization: Basic " + credentials_ + "\r\n";
    }
    headers += reuses_ ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
    return headers;
}

String HttpClient::errorToString(int error) {
    switch (error) {
        case -1:
            return "connection failed";
        case HTTPC_ERROR_SEND_HEADER_FAILED:
            return "send header failed";
        case HTTPC_ERROR_SEND_PAYLOAD_FAILED:
            return "send payload failed";
        case HTTPC_ERROR_NOT_CONNECTED:
            return "not connected";
        case HTTPC_ERROR_CONNECTION_LOST:
            return "connection lost";
        case HTTPC_ERROR_NO_STREAM:
            return "no stream";
        case HTTPC_ERROR_NO_HTTP_SERVER:
            return "no HTTP server";
        case HTTPC_ERROR_TOO_LESS_RAM:
            return "not enough ram";
        case HTTPC_ERROR_ENCODING:
            return "Transfer-Encoding not supported";
        case HTTPC_ERROR_STREAM_WRITE:
            return "Stream write error";
        case HTTPC_ERROR_READ_TIMEOUT:
            return "read Timeout";
        default:
            return String();
    }
}

}  // namespace oceanhil

#endif
