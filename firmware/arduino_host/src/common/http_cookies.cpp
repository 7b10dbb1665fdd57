// Cookies of a client. Facts: HTTPClient.cpp of arduino-esp32 3.x and arduino-pico 5.x.
#include <WiFiClient.h>
#include <string.h>
#include <time.h>

#include "oceanhil/http_client.h"

namespace oceanhil {

namespace {

/// What stands behind a word up to the next semicolon; `is_there` tells whether the word is.
String attribute(const String& said, const char* word, bool& is_there) {
    const int at = said.indexOf(word);
    is_there = at >= 0;
    if (!is_there) {
        return String();
    }
    const auto from = static_cast<unsigned>(at) + strlen(word);
    const int to = said.indexOf(';', from);
    return to > static_cast<int>(from) ? said.substring(from, static_cast<unsigned>(to)) : said.substring(from);
}

time_t seconds_of(const String& date) {
    struct tm parts = {};
    strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S", &parts);
    return mktime(&parts);
}

/// As the cores compare it: the date of Greenwich, taken for one of here.
time_t seconds_now() {
    const time_t now = time(nullptr);
    struct tm parts = {};
    return mktime(gmtime_r(&now, &parts));
}

bool is_over(const Cookie& cookie, time_t now) {
    if (cookie.max_age.valid) {
        return cookie.date + cookie.max_age.duration < now;
    }
    return cookie.expires.valid && cookie.expires.date < now;
}

/// The last two names of a host.
String usual_domain(const String& host) {
    const int last = host.lastIndexOf('.');
    const int before = last > 0 ? host.lastIndexOf('.', static_cast<unsigned>(last - 1)) : -1;
    return before >= 0 ? host.substring(static_cast<unsigned>(before) + 1) : host;
}

}  // namespace

void HttpClient::keep_cookie(const String& date, const String& said) {
    const int equals = said.indexOf('=');
    const int end = said.indexOf(';');
    // One that ends with its value is none, as in the cores.
    if (jar_ == nullptr || equals < 0 || end <= equals) {
        return;
    }
    Cookie cookie;
    cookie.date = seconds_of(date);
    cookie.name = said.substring(0, static_cast<unsigned>(equals));
    cookie.value = said.substring(static_cast<unsigned>(equals) + 1, static_cast<unsigned>(end));
    String rest = said;
    rest.toLowerCase();
    cookie.expires.date = seconds_of(attribute(rest, "expires=", cookie.expires.valid));
    cookie.max_age.duration = attribute(rest, "max-age=", cookie.max_age.valid).toInt();
    bool has_domain = false;
    String domain = attribute(rest, "domain=", has_domain);
    if (domain.startsWith(".")) {
        domain.remove(0, 1);
    }
    if (has_domain && host_.indexOf(domain) < 0) {
        return;
    }
    cookie.domain = has_domain ? domain : usual_domain(host_);
    bool has_path = false;
    cookie.path = attribute(rest, "path=", has_path);
    cookie.http_only = rest.indexOf("httponly") >= 0;
    cookie.secure = rest.indexOf("secure") >= 0;
    const bool is_withdrawn = cookie.max_age.valid && cookie.max_age.duration <= 0;
    for (auto each = jar_->begin(); each != jar_->end(); ++each) {
        if (each->domain == cookie.domain && each->name == cookie.name) {
            if (is_withdrawn || is_over(cookie, seconds_now())) {
                jar_->erase(each);
            } else {
                *each = cookie;
            }
            return;
        }
    }
    if (!is_withdrawn) {
        jar_->push_back(cookie);
    }
}

void HttpClient::add_cookies() {
    if (jar_ == nullptr) {
        return;
    }
    const time_t now = seconds_now();
    String all;
    for (auto each = jar_->begin(); each != jar_->end();) {
        if (is_over(*each, now)) {
            each = jar_->erase(each);
            continue;
        }
        if (host_.indexOf(each->domain) >= 0 && (!each->secure || protocol_ == "https")) {
            all += all.length() == 0 ? "" : " ;";
            all += each->name + "=" + each->value;
        }
        ++each;
    }
    if (all.length() > 0) {
        addHeader("Cookie", all);
    }
}

}  // namespace oceanhil
