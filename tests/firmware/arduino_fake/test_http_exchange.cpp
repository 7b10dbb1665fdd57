// What the core gets from an exchange, whatever the server does.
#include <doctest/doctest.h>

#include <string>

#include "fake_core.h"
#include "port/http_exchange.h"

namespace {

constexpr uint32_t kTimeoutMs = 10000;

struct Exchanged {
    std::string body;
    int32_t outcome = OR_PENDING;
    or_answer answer = {};
};

struct Bench {
    HttpExchange exchange;
    or_header header = {"x-device-token", 14, "oc_perm_x", 9};
    or_request request = {"GET", "/api/device/state/", &header, 1, nullptr, 0, kTimeoutMs};
    Servers servers = {"http://register.test", "http://api.test", "/api/device/register/", nullptr};

    Bench() {
        fake = FakeCore();
        fake.wifi_is_there = true;
    }

    // Polls until the exchange has ended or has nothing to give now.
    Exchanged run(size_t capacity = 1024) {
        exchange.begin(servers);
        exchange.start(request);
        return on(capacity);
    }

    Exchanged on(size_t capacity = 1024) {
        uint8_t buffer[1024];
        Exchanged got;
        got.answer.buffer = buffer;
        got.answer.capacity = capacity;
        do {
            got.outcome = exchange.poll(got.answer);
            got.body.append(reinterpret_cast<char*>(buffer), got.answer.received);
        } while (got.outcome == OR_HTTP_BODY);
        return got;
    }
};

}  // namespace

TEST_CASE("a body of a told length arrives in pieces of the buffer's size") {
    Bench bench;
    fake.body = std::string(600, 'b');
    fake.told_bytes = 600;
    const Exchanged got = bench.run(256);
    CHECK(got.outcome == OR_HTTP_DONE);
    CHECK(got.body == std::string(600, 'b'));
    CHECK(got.answer.status == 200);
    CHECK(got.answer.retry_after == nullptr);
}

TEST_CASE("bytes beyond the told length are none of the body") {
    Bench bench;
    fake.body = "bodymore";
    fake.told_bytes = 4;
    CHECK(bench.run().body == "body");
}

TEST_CASE("a body without a length ends when the server closes") {
    Bench bench;
    fake.body = "all of it";
    const Exchanged got = bench.run();
    CHECK(got.outcome == OR_HTTP_DONE);
    CHECK(got.body == "all of it");
}

TEST_CASE("a body that ends early is a lost connection") {
    Bench bench;
    fake.body = "half";
    fake.told_bytes = 8;
    CHECK(bench.run().outcome == OR_HTTP_CONNECTION_LOST);
}

TEST_CASE("a body that does not come is waited for until the time-out") {
    Bench bench;
    fake.told_bytes = 8;
    fake.is_open = true;
    CHECK(bench.run().outcome == OR_PENDING);
    fake.now_ms = kTimeoutMs;
    CHECK(bench.on().outcome == OR_HTTP_TIMEOUT);
    CHECK(bench.on().outcome == OR_HTTP_NOT_CONNECTED);
}

TEST_CASE("without a network nothing is sent, and the core is told why") {
    Bench bench;
    fake.wifi_is_there = false;
    CHECK(bench.run().outcome == OR_HTTP_NOT_CONNECTED);
    CHECK(fake.url.empty());
}

TEST_CASE("a chunked answer counts as a lost connection") {
    Bench bench;
    fake.transfer_encoding = "chunked";
    CHECK(bench.run().outcome == OR_HTTP_CONNECTION_LOST);
}

TEST_CASE("Retry-After is passed on as it came") {
    Bench bench;
    fake.code = 429;
    fake.told_bytes = 0;
    fake.retry_after = "-1, or so";
    const Exchanged got = bench.run();
    CHECK(got.answer.status == 429);
    CHECK(std::string(got.answer.retry_after, got.answer.retry_after_bytes) == "-1, or so");
}

TEST_CASE("registration and everything else go to their own servers") {
    Bench bench;
    fake.told_bytes = 0;
    bench.run();
    CHECK(fake.url == "http://api.test/api/device/state/");
    CHECK(fake.headers == "x-device-token: oc_perm_x;");
    bench.request.path = "/api/device/register/";
    bench.run();
    CHECK(fake.url == "http://register.test/api/device/register/");
}

TEST_CASE("a line break in a header is refused before anything is sent") {
    Bench bench;
    bench.header = {"x-device-token", 14, "a\r\nb: c", 7};
    CHECK(bench.run().outcome == OR_HTTP_REFUSED);
    CHECK(fake.headers.empty());
}

TEST_CASE("https without a root certificate is refused") {
    Bench bench;
    bench.servers.api_server = "https://api.test";
    CHECK(bench.run().outcome == OR_HTTP_REFUSED);
    CHECK(fake.url.empty());
}

TEST_CASE("a handshake that failed is told apart from a server that is not there") {
    Bench bench;
    bench.servers.api_server = "https://api.test";
    bench.servers.root_certificate = "PEM";
    fake.code = -1;
    for (const int32_t why : {OR_HTTP_REFUSED, OR_HTTP_TLS, OR_HTTP_TLS_UNTRUSTED, OR_HTTP_TLS_ALERT}) {
        fake.handshake_failure = why;
        CHECK(bench.run().outcome == why);
    }
}

TEST_CASE("without TLS nobody asks a handshake why") {
    Bench bench;
    fake.code = -1;
    fake.handshake_failure = OR_HTTP_TLS_ALERT;
    CHECK(bench.run().outcome == OR_HTTP_REFUSED);
}

TEST_CASE("what HTTPClient calls failures the core knows") {
    const int32_t known[][2] = {{-1, OR_HTTP_REFUSED},       {-2, OR_HTTP_CONNECTION_LOST},
                                {-4, OR_HTTP_NOT_CONNECTED}, {-5, OR_HTTP_CONNECTION_LOST},
                                {-7, OR_HTTP_CONNECTION_LOST}, {-11, OR_HTTP_TIMEOUT}};
    for (const auto& each : known) {
        Bench bench;
        fake.code = each[0];
        CHECK(bench.run().outcome == each[1]);
    }
}

TEST_CASE("a server whose records are too long for the buffer is asked once more with a longer one") {
    Bench bench;
    bench.servers.api_server = "https://api.test";
    bench.servers.root_certificate = "pem";
    fake.code = -1;
    fake.code_with_longer_records = 204;
    fake.told_bytes = 0;
    fake.headers.clear();
    const Exchanged got = bench.run();
    CHECK(got.outcome == OR_HTTP_DONE);
    CHECK(got.answer.status == 204);
    // Sent twice, each time with its header.
    CHECK(fake.headers == "x-device-token: oc_perm_x;x-device-token: oc_perm_x;");
}

TEST_CASE("a handshake that fails for another reason is not tried again") {
    Bench bench;
    bench.servers.api_server = "https://api.test";
    bench.servers.root_certificate = "pem";
    fake.code = -1;
    fake.handshake_failure = OR_HTTP_TLS_UNTRUSTED;
    fake.headers.clear();
    CHECK(bench.run().outcome == OR_HTTP_TLS_UNTRUSTED);
    CHECK(fake.headers == "x-device-token: oc_perm_x;");
}

TEST_CASE("a session may be resumed with the server that is polled, not with the one that registers") {
    Bench bench;
    bench.servers = {"https://register.test", "https://api.test", "/api/device/register/", "pem"};
    bench.run();
    CHECK(fake.is_again);
    bench.request.path = "/api/device/register/";
    bench.run();
    CHECK_FALSE(fake.is_again);
}
