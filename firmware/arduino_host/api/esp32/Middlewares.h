/// What the core brings along to put round handlers of `WebServer`. Nobody comes, so none of it ever runs by itself. Facts:
/// libraries/WebServer/src/middleware/Middlewares.h of arduino-esp32 3.x.
#pragma once

#include <Print.h>
#include <WebServer.h>

class CorsMiddleware : public Middleware {
  public:
    CorsMiddleware& setOrigin(const char* origin) { return origin_ = origin, *this; }
    CorsMiddleware& setMethods(const char* methods) { return methods_ = methods, *this; }
    CorsMiddleware& setHeaders(const char* headers) { return headers_ = headers, *this; }
    CorsMiddleware& setAllowCredentials(bool credentials) { return credentials_ = credentials, *this; }
    CorsMiddleware& setMaxAge(uint32_t seconds) { return max_age_s_ = seconds, *this; }
    void addCORSHeaders(WebServer& server) {
        server.sendHeader("Access-Control-Allow-Origin", origin_);
        server.sendHeader("Access-Control-Allow-Methods", methods_);
        server.sendHeader("Access-Control-Allow-Headers", headers_);
        server.sendHeader("Access-Control-Allow-Credentials", credentials_ ? "true" : "false");
        server.sendHeader("Access-Control-Max-Age", String(max_age_s_));
    }
    /// A request from elsewhere has an Origin, and one of none goes on.
    bool run(WebServer& server, Middleware::Callback next) override {
        if (server.hasHeader("Origin")) {
            addCORSHeaders(server);
        }
        return next();
    }

  private:
    String origin_ = "*";
    String methods_ = "*";
    String headers_ = "*";
    bool credentials_ = true;
    uint32_t max_age_s_ = 86400;
};

class LoggingMiddleware : public Middleware {
  public:
    void setOutput(Print& output) { output_ = &output; }
    bool run(WebServer& server, Middleware::Callback next) override {
        if (output_ == nullptr) {
            return next();
        }
        output_->printf("* Connection from %s:%d\n", server.client().remoteIP().toString().c_str(),
                        server.client().remotePort());
        const bool is_done = next();
        output_->println(is_done ? "* Processed" : "* Not processed!");
        return is_done;
    }

  private:
    Print* output_ = nullptr;
};

class AuthenticationMiddleware : public Middleware {
  public:
    AuthenticationMiddleware& setUsername(const char* username) { return username_ = username, *this; }
    AuthenticationMiddleware& setPassword(const char* password) { return password_ = password, *this; }
    AuthenticationMiddleware& setPasswordHash(const char* sha1AsBase64orHex) {
        return password_ = sha1AsBase64orHex, *this;
    }
    AuthenticationMiddleware& setCallback(WebServer::THandlerFunctionAuthCheck fn) {
        return check_ = std::move(fn), *this;
    }
    AuthenticationMiddleware& setRealm(const char* realm) { return realm_ = realm, *this; }
    AuthenticationMiddleware& setAuthMethod(HTTPAuthMethod method) { return method_ = method, *this; }
    AuthenticationMiddleware& setAuthFailureMessage(const char* message) { return message_ = message, *this; }
    bool isAllowed(WebServer& server) const {
        return check_ != nullptr ? server.authenticate(check_)
                                 : server.authenticate(username_.c_str(), password_.c_str());
    }
    bool run(WebServer& server, Middleware::Callback next) override {
        if (isAllowed(server)) {
            return next();
        }
        server.requestAuthentication(method_, realm_.c_str(), message_);
        return true;
    }

  private:
    String username_;
    String password_;
    String realm_;
    String message_;
    HTTPAuthMethod method_ = BASIC_AUTH;
    WebServer::THandlerFunctionAuthCheck check_;
};
