// What sketches meet of String, Print and numbers as text; the histories beside
// this hold the rest.
#include <Arduino.h>
#include <StreamString.h>

#include <climits>

#include "doctest/doctest.h"
#include "fake_machine.h"

namespace {

std::string printed(void (*print)(Print&)) {
    StreamString text;
    print(text);
    return text.c_str();
}

std::string as_text(const String& text) { return text.c_str(); }

}  // namespace

TEST_CASE("a sum of texts and numbers is one text") {
    String name = "Tank";
    CHECK(as_text(name + ' ' + 7 + ": " + 21.5f + F(" C")) == "Tank 7: 21.50 C");
    CHECK(as_text(name) == "Tank");
}

TEST_CASE("numbers are written in a base, without a sign in any but ten") {
    CHECK(as_text(String(255, HEX)) == "ff");
    CHECK(as_text(String(-1, HEX)) == "ffffffff");
    CHECK(as_text(String(-12)) == "-12");
    CHECK(as_text(String(3.14159, 3)) == "3.142");
    CHECK(as_text(String(static_cast<unsigned char>(200))) == "200");
}

TEST_CASE("a long has 32 bits, as on the chip") {
    CHECK(as_text(String(4294967297L)) == "1");
    CHECK(as_text(String(4294967295UL)) == "4294967295");
    CHECK(printed([](Print& print) { print.print(2147483648L); }) == "-2147483648");
    CHECK(printed([](Print& print) { print.print(-1L, HEX); }) == "FFFFFFFF");
    CHECK(String("99999999999").toInt() == INT32_MAX);
    CHECK(String("-99999999999").toInt() == INT32_MIN);
}

TEST_CASE("long long keeps its 64 bits where a core has it") {
    CHECK(printed([](Print& print) { print.print(-9000000000LL); }) == "-9000000000");
    CHECK(printed([](Print& print) { print.print(0xFFFFFFFFFFULL, HEX); }) == "FFFFFFFFFF");
}

TEST_CASE("a format reads a long as 32 bits, whatever was passed") {
    char text[40];
    snprintf(text, sizeof(text), "%ld %lu %u %lld", static_cast<int32_t>(-3), 7UL, 5u, -9000000000LL);
    CHECK(std::string(text) == "-3 7 5 -9000000000");
    std::snprintf(text, sizeof(text), "%5.1lf|%%ld|%-4ld|%zu", 2.25, 8L, sizeof(int32_t));
    CHECK(std::string(text) == "  2.2|%ld|8   |4");
    CHECK(printed([](Print& print) { print.printf("%ld;%lx", static_cast<int32_t>(-2), 255UL); }) == "-2;ff");
}

TEST_CASE("what is printed has the length that was told") {
    StreamString text;
    CHECK(text.println(-12) == 5);
    CHECK(text.print(1.5, 3) == 5);
    CHECK(text.print(true) == 1);
    CHECK(as_text(text) == "-12\r\n1.5001");
}

TEST_CASE("numbers that are none are printed as words") {
    CHECK(printed([](Print& print) { print.print(NAN); }) == "nan");
    CHECK(printed([](Print& print) { print.print(-INFINITY); }) == "inf");
#ifdef ESP8266
    CHECK(printed([](Print& print) { print.print(5e9); }) == "5000000000.00");
#else
    CHECK(printed([](Print& print) { print.print(5e9); }) == "ovf");
#endif
}

TEST_CASE("a text longer than what is kept on the stack is printed whole") {
    const std::string letters(200, 'x');
    StreamString text;
    CHECK(text.printf("%s!", letters.c_str()) == 201);
    CHECK(as_text(text) == letters + "!");
}

TEST_CASE("a text that was moved from is what its core makes of it") {
    String from = "0123456789012345678901234567890123456789";
    const String to = std::move(from);
    CHECK(to.length() == 40);
#ifdef ESP8266
    CHECK(as_text(from).empty());
#else
    CHECK(from.c_str() == nullptr);
    CHECK(!from);
#endif
}

TEST_CASE(
    "a text of nothing is told from an empty one where the core tells "
    "them apart") {
    String text = "abc";
    text = static_cast<const char*>(nullptr);
#ifdef ESP8266
    CHECK(text);
#else
    CHECK(!text);
#endif
    CHECK(text.length() == 0);
    CHECK(text == "");
    CHECK(String("a").compareTo(text) > 0);
}

TEST_CASE(
    "occurrences that overlap are shortened from the side that the core "
    "takes") {
    String text = "aaa";
    text.replace("aa", "b");
#ifdef ARDUINO_ARCH_RP2040
    CHECK(as_text(text) == "ab");
#else
    CHECK(as_text(text) == "ba");
#endif
}

TEST_CASE("a text can be appended to itself") {
    String text = "abcdefghij";
    text += text;
    text += text.c_str() + 18;
    CHECK(as_text(text) == "abcdefghijabcdefghijij");
}

TEST_CASE("letters are gone through like those of a container") {
    String text = "abc";
    std::string seen;
    for (const char letter : text) {
        seen += letter;
    }
    CHECK(seen == "abc");
}

TEST_CASE("a prefix that is longer than the text is none of it") {
    CHECK(!String("ab").startsWith("abc", 0));
    CHECK(!String("ab").startsWith("bc", 1));
    CHECK(String("ab").startsWith("b", 1));
}

#ifndef ARDUINO_ARCH_RP2040
TEST_CASE("no text is longer than 65,519 letters") {
    String text;
    CHECK(text.reserve(65519));
    CHECK(!text.reserve(65520));
    CHECK(as_text(text).empty());
}
#endif

#ifdef ESP32
TEST_CASE("a number with a negative sign has it in every base, if it is long") {
    CHECK(as_text(String(-255L, HEX)) == "-ff");
    CHECK(as_text(String(5L, 17)).empty());
}

TEST_CASE("a time is printed as its format says") {
    struct tm time = {};
    time.tm_year = 126;
    time.tm_mon = 10;
    time.tm_mday = 22;
    StreamString text;
    CHECK(text.print(&time, "%Y-%m-%d") == 10);
    CHECK(as_text(text) == "2026-11-22");
}

TEST_CASE("words to whoever debugs go nowhere at the usual level") {
    fake::reset();
    log_e("lost %d", 1);
    ESP_LOGE("net", "lost");
    CHECK(fake::board.written.empty());
}
#endif

TEST_CASE("program memory is read wherever it stands") {
    static const uint8_t kBytes[] PROGMEM = {1, 2, 3, 4, 5};
    CHECK(pgm_read_byte(kBytes + 4) == 5);
    CHECK(pgm_read_word(kBytes + 1) == 0x0302);
    CHECK(pgm_read_dword(kBytes + 1) == 0x05040302);
    char text[8];
    strcpy_P(text, PSTR("abc"));
    CHECK(snprintf_P(text + 3, 5, PSTR("%d"), 42) == 2);
    CHECK(std::string(text) == "abc42");
}

TEST_CASE("numbers are made into text as in C's older libraries") {
    char text[40];
    CHECK(std::string(itoa(-42, text, 10)) == "-42");
    CHECK(std::string(utoa(42, text, 2)) == "101010");
    CHECK(std::string(ltoa(-7, text, 10)) == "-7");
    CHECK(std::string(dtostrf(2.345, 8, 2, text)) == "    2.35");
    CHECK(itoa(1, text, 1) == nullptr);
    CHECK(strlcpy(text, "abcdef", 4) == 6);
    CHECK(std::string(text) == "abc");
    CHECK(strlcat(text, "xyz", 5) == 6);
    CHECK(std::string(text) == "abcx");
}
