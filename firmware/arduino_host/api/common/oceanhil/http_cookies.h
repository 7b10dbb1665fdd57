/// Cookies as the `HTTPClient` of arduino-esp32 and arduino-pico has them: the sketch's own list, by whose names it may look.
#ifndef OCEANHIL_HTTP_COOKIES_H
#define OCEANHIL_HTTP_COOKIES_H

#include <WString.h>
#include <time.h>

#include <vector>

class Cookie {
  public:
    String host;
    String name;
    String value;
    String domain;
    String path;
    /// When the answer said it, seconds of Unix.
    time_t date = 0;
    struct {
        time_t date = 0;
        bool valid = false;
    } expires;
    struct {
        time_t duration = 0;
        bool valid = false;
    } max_age;
    bool http_only = false;
    bool secure = false;
};

typedef std::vector<Cookie> CookieJar;

#endif
