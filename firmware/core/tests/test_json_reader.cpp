#include <doctest/doctest.h>

#include <string>

#include "reply.h"

using oceanremote::Reply;

namespace {

bool is_object(const std::string& body) {
    Reply reply;
    reply.take(reinterpret_cast<const uint8_t*>(body.data()), body.size());
    reply.end();
    return reply.is_object();
}

std::string nested(size_t depth) { return "{\"x\":" + std::string(depth, '[') + std::string(depth, ']') + "}"; }

}  // namespace

TEST_CASE("one well-formed object is taken, with white space round it") {
    for (const char* body : {"{}", " {\"a\" : [ ] , \"b\":-0.5e+3}\r\n", "{\"a\":\"\\ud83d\\ude00\",\"a\":null}"}) {
        CHECK(is_object(body));
    }
}

TEST_CASE("anything else is not") {
    for (const char* body :
         {"", "[]", "null", "{", "{}x", "{,}", "{\"a\":1,}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":+1}",
          "{\"a\":\"\\ud83d\"}", "{\"a\":\"\\q\"}", "{\"a\" 1}", "{1:2}", "{\"a\":tru}", "{\"a\":\"\n\"}"}) {
        CAPTURE(body);
        CHECK_FALSE(is_object(body));
    }
}

TEST_CASE("nesting is bounded, and what is deeper is not well-formed") {
    CHECK(is_object(nested(63)));
    CHECK_FALSE(is_object(nested(64)));
    CHECK_FALSE(is_object(nested(100000)));
}

TEST_CASE("a token longer than any is known to be longer, and is not shown") {
    Reply reply;
    const std::string body = "{\"permanent_token\":\"" + std::string(65, 'x') + "\"}";
    reply.take(reinterpret_cast<const uint8_t*>(body.data()), body.size());
    reply.end();
    CHECK(reply.is_registration());
    CHECK(reply.permanent_token.view().bytes == 0);
}
