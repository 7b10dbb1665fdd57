/// What the ESP8266's `HTTPClient` does in its own way. Facts: libraries/ESP8266HTTPClient/src/ESP8266HTTPClient.cpp.
#ifndef OCEANHIL_HTTP_HABITS_H
#define OCEANHIL_HTTP_HABITS_H

#include <stdint.h>

namespace oceanhil::http {

constexpr const char* kUserAgent = "ESP8266HTTPClient";
/// The next request goes over whatever is open, even if the server has announced that it will hang up.
constexpr bool kReusesWhatIsOpen = false;
/// Headers of a request are for that one alone; else they stay until `end` or `begin`.
constexpr bool kForgetsHeaders = true;
/// A request without a body says so.
constexpr bool kAnnouncesNoBody = true;
/// The status is what stands second in the first line, whatever stands first.
constexpr bool kStatusIsInFirstLine = false;
constexpr bool kLowersProtocol = true;
constexpr bool kKnowsIdentity = false;
/// Of headers with one name the values are joined; else the last one counts.
constexpr bool kJoinsHeaders = true;
/// A collected header is asked for as its name was written.
constexpr bool kNamesAsWritten = true;
/// The request that follows a redirection has the headers of the first one.
constexpr bool kRedirectsWithHeaders = false;
/// `end` forgets the connection that is closed already, too.
constexpr bool kEndForgetsClosed = true;
/// How long it waits before it looks again for an answer.
constexpr uint32_t kRestUs = 1000;

}  // namespace oceanhil::http

#endif
