/// What arduino-esp32's `HTTPClient` does in its own way. Facts: libraries/HTTPClient/src/HTTPClient.cpp.
#ifndef OCEANHIL_HTTP_HABITS_H
#define OCEANHIL_HTTP_HABITS_H

#include <stdint.h>

namespace oceanhil::http {

constexpr const char* kUserAgent = "ESP32HTTPClient";
/// The next request goes over whatever is open, even if the server has announced that it will hang up.
constexpr bool kReusesWhatIsOpen = true;
/// Headers of a request are for that one alone; else they stay until `end` or `begin`.
constexpr bool kForgetsHeaders = false;
/// A request without a body says so.
constexpr bool kAnnouncesNoBody = false;
/// The status is what stands second in the first line, whatever stands first.
constexpr bool kStatusIsInFirstLine = true;
constexpr bool kLowersProtocol = false;
constexpr bool kKnowsIdentity = true;
/// Of headers with one name the values are joined; else the last one counts.
constexpr bool kJoinsHeaders = false;
/// A collected header is asked for as its name was written.
constexpr bool kNamesAsWritten = true;
/// The request that follows a redirection has the headers of the first one.
constexpr bool kRedirectsWithHeaders = false;
/// `end` forgets the connection that is closed already, too.
constexpr bool kEndForgetsClosed = false;
/// How long it waits before it looks again for an answer.
constexpr uint32_t kRestUs = 10000;

}  // namespace oceanhil::http

#endif
