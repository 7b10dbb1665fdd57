/// One exchange with a server at a time, over the core's HTTPClient.
#pragma once

#include "network.h"
#include "oceanremote/board.h"

/// Where requests go: `scheme://host` without a path. Registration has a host of its own.
struct Servers {
    const char* register_server;
    const char* api_server;
    const char* register_path;
    /// PEM; NULL: no https at all.
    const char* root_certificate;
};

class HttpExchange {
  public:
    void begin(const Servers& servers) { servers_ = servers; }
    /// Remembers the request; nothing is sent yet.
    void start(const or_request& request);
    /// The first call sends and waits for the head of the answer: HTTPClient cannot do that in pieces. Every further
    /// one gives what has come of the body, without waiting.
    int32_t poll(or_answer& answer);

  private:
    enum class Stage : uint8_t { idle, started, body };

    int32_t send();
    /// Sends the request and waits for the head of its answer; gives what HTTPClient gives.
    int ask();
    bool open();
    bool add_headers();
    int32_t read_body(or_answer& answer);
    size_t wanted(int available, size_t capacity) const;
    int32_t finish(int32_t outcome);
    bool is_late() const;

    Servers servers_ = {};
    const or_request* request_ = nullptr;
    Stage stage_ = Stage::idle;
    uint32_t started_ms_ = 0;
    int32_t status_ = 0;
    /// Bytes of the body still to come; negative: until the server closes.
    int32_t left_ = 0;
    bool is_secure_ = false;
    String retry_after_;
    WiFiClient plain_;
    SecureClient secure_;
    HTTPClient http_;
};
