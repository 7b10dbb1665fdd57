// The console, the other lines, reading with patience, addresses.
#include <Arduino.h>
#include <IPAddress.h>
#include <StreamString.h>

#include "doctest/doctest.h"
#include "fake_machine.h"

namespace {

void start() {
    fake::reset();
    Serial.end();
    Serial1.end();
    Serial.begin(115200);
    Serial.setTimeout(1000);
}

void arrives_at_ms(uint64_t time_ms, const char* text) {
    fake::board.events.emplace(time_ms * 1000, [text] { fake::board.arriving += text; });
}

std::string as_text(const String& text) { return text.c_str(); }

}  // namespace

TEST_CASE("what is printed goes to the console") {
    start();
    Serial.print("a");
    Serial.println(1);
    Serial.write('b');
    CHECK(fake::board.written == "a1\r\nb");
}

TEST_CASE("a line that was not begun, or was ended, takes nothing") {
    start();
    Serial.end();
    CHECK(Serial.print("a") == 0);
    CHECK(!Serial);
    CHECK(fake::board.written.empty());
}

TEST_CASE("a line with nothing attached takes all and gives nothing") {
    start();
    Serial1.begin(9600);
    CHECK(Serial1.println("a") == 3);
    CHECK(Serial1.available() == 0);
    CHECK(Serial1.read() == -1);
    CHECK(Serial1.peek() == -1);
    CHECK(fake::board.written.empty());
}

#ifndef ARDUINO_ARCH_RP2040
TEST_CASE("the console sends as fast as its line was begun, another line's speed is its own") {
    start();
    CHECK(fake::board.baud == 115200);
    Serial1.begin(9600);
    CHECK(fake::board.baud == 115200);
    Serial.updateBaudRate(74880);
    CHECK(fake::board.baud == 74880);
    CHECK(Serial.baudRate() == 74880);
}
#endif

TEST_CASE("bytes are read in their order, none above 255") {
    start();
    fake::board.arriving = "a\xff";
    CHECK(Serial.available() == 2);
    CHECK(Serial.peek() == 'a');
    CHECK(Serial.read() == 'a');
    CHECK(Serial.read() == 255);
    CHECK(Serial.read() == -1);
}

TEST_CASE("reading waits for what is to come, as long as the timeout says") {
    start();
    arrives_at_ms(300, "12 ");
    CHECK(Serial.parseInt() == 12);
    CHECK(millis() >= 300);
    CHECK(millis() < 302);
    Serial.setTimeout(50);
    CHECK(as_text(Serial.readString()) == " ");
    CHECK(millis() >= 350);
    CHECK(millis() < 352);
}

TEST_CASE("a timeout is counted across the end of 32 bits of milliseconds") {
    start();
    fake::board.now_us = (uint64_t{0xFFFFFFFF} * 1000) - 100000;
    arrives_at_ms(0xFFFFFFFFull + 200, "x\n");
    CHECK(as_text(Serial.readStringUntil('\n')) == "x");
    CHECK(millis() < 1000);
}

TEST_CASE("the sketch's own serialEvent is called when bytes are there") {
    start();
    serialEventRun();
    CHECK(Serial.available() == 0);
}

TEST_CASE("addresses are read and written") {
    IPAddress address;
    CHECK(address.fromString("192.168.1.20"));
    CHECK(address == IPAddress(192, 168, 1, 20));
    CHECK(static_cast<uint32_t>(address) == 0x1401A8C0);
    CHECK(address[3] == 20);
    CHECK(as_text(address.toString()) == "192.168.1.20");
    CHECK(!address.fromString("192.168.1"));
    CHECK(!address.fromString("1.2.3.256"));
    CHECK(!address.fromString("1.2.3.4 "));
}

TEST_CASE("an address with a number missing is one where the core takes it for 0") {
#ifdef ESP32
    CHECK(!IPAddress().fromString("1..2.3"));
    CHECK(as_text(IPAddress().toString()) == "0.0.0.0");
    CHECK(as_text(INADDR_NONE.toString()) == "0.0.0.0");
#else
    CHECK(IPAddress().fromString("1..2.3"));
    CHECK(as_text(IPAddress().toString()) == "(IP unset)");
    CHECK(as_text(INADDR_NONE.toString()) == "(IP unset)");
    CHECK(!IPAddress().isSet());
#endif
}

#ifdef ESP32
TEST_CASE(
    "the size of what is kept of arriving bytes is set before the line "
    "is begun") {
    start();
    CHECK(fake::board.room == 256);
    CHECK(Serial.setRxBufferSize(1024) == 0);
    Serial.end();
    CHECK(Serial.setRxBufferSize(64) == 129);
    CHECK(Serial.setRxBufferSize(1024) == 1024);
    Serial.begin(115200);
    CHECK(fake::board.room == 1024);
}
#endif

#ifdef ESP8266
TEST_CASE("streams pass bytes on to others") {
    start();
    StreamString from("head,tail");
    StreamString to;
    CHECK(from.sendUntil(to, ',') == 4);
    CHECK(as_text(to) == "head");
    CHECK(from.sendSize(to, 2) == 2);
    CHECK(as_text(to) == "headta");
    CHECK(from.sendAll(Serial) == 2);
    CHECK(fake::board.written == "il");
    CHECK(from.sendSize(to, 5) == 0);
    CHECK(from.getLastSendReport() == Stream::Report::ShortOperation);
}

TEST_CASE("a timeout that was polled is over once its time is") {
    start();
    esp8266::polledTimeout::oneShotMs once(100);
    esp8266::polledTimeout::periodicMs often(40);
    CHECK(!once);
    CHECK(!often);
    delay(100);
    CHECK(once);
    CHECK(once);
    CHECK(often);
    CHECK(!often);
    delay(20);
    CHECK(often);
}
#endif
