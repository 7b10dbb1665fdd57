// The words of statuses, of RFC 9110 and of those it names, as the web servers of the cores have them.
#include "oceanhil/http_codes.h"
#include "oceanhil/web_server.h"

namespace {

struct Reason {
    int code;
    const char* text;
};

constexpr Reason kReasons[] = {
    {HTTP_CODE_CONTINUE, "Continue"},
    {HTTP_CODE_SWITCHING_PROTOCOLS, "Switching Protocols"},
    {HTTP_CODE_OK, "OK"},
    {HTTP_CODE_CREATED, "Created"},
    {HTTP_CODE_ACCEPTED, "Accepted"},
    {HTTP_CODE_NON_AUTHORITATIVE_INFORMATION, "Non-Authoritative Information"},
    {HTTP_CODE_NO_CONTENT, "No Content"},
    {HTTP_CODE_RESET_CONTENT, "Reset Content"},
    {HTTP_CODE_PARTIAL_CONTENT, "Partial Content"},
    {HTTP_CODE_MULTIPLE_CHOICES, "Multiple Choices"},
    {HTTP_CODE_MOVED_PERMANENTLY, "Moved Permanently"},
    {HTTP_CODE_FOUND, "Found"},
    {HTTP_CODE_SEE_OTHER, "See Other"},
    {HTTP_CODE_NOT_MODIFIED, "Not Modified"},
    {HTTP_CODE_USE_PROXY, "Use Proxy"},
    {HTTP_CODE_TEMPORARY_REDIRECT, "Temporary Redirect"},
    {HTTP_CODE_BAD_REQUEST, "Bad Request"},
    {HTTP_CODE_UNAUTHORIZED, "Unauthorized"},
    {HTTP_CODE_PAYMENT_REQUIRED, "Payment Required"},
    {HTTP_CODE_FORBIDDEN, "Forbidden"},
    {HTTP_CODE_NOT_FOUND, "Not Found"},
    {HTTP_CODE_METHOD_NOT_ALLOWED, "Method Not Allowed"},
    {HTTP_CODE_NOT_ACCEPTABLE, "Not Acceptable"},
    {HTTP_CODE_PROXY_AUTHENTICATION_REQUIRED, "Proxy Authentication Required"},
    {HTTP_CODE_REQUEST_TIMEOUT, "Request Timeout"},
    {HTTP_CODE_CONFLICT, "Conflict"},
    {HTTP_CODE_GONE, "Gone"},
    {HTTP_CODE_LENGTH_REQUIRED, "Length Required"},
    {HTTP_CODE_PRECONDITION_FAILED, "Precondition Failed"},
    {HTTP_CODE_PAYLOAD_TOO_LARGE, "Payload Too Large"},
    {HTTP_CODE_URI_TOO_LONG, "URI Too Long"},
    {HTTP_CODE_UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type"},
    {HTTP_CODE_RANGE_NOT_SATISFIABLE, "Range not satisfiable"},
    {HTTP_CODE_EXPECTATION_FAILED, "Expectation Failed"},
    {HTTP_CODE_INTERNAL_SERVER_ERROR, "Internal Server Error"},
    {HTTP_CODE_NOT_IMPLEMENTED, "Not Implemented"},
    {HTTP_CODE_BAD_GATEWAY, "Bad Gateway"},
    {HTTP_CODE_SERVICE_UNAVAILABLE, "Service Unavailable"},
    {HTTP_CODE_GATEWAY_TIMEOUT, "Gateway Timeout"},
    {HTTP_CODE_HTTP_VERSION_NOT_SUPPORTED, "HTTP Version not supported"},
};

}  // namespace

namespace oceanhil {

String WebAnswer::responseCodeToString(int code) {
    for (const Reason& each : kReasons) {
        if (each.code == code) {
            return each.text;
        }
    }
    return String();
}

}  // namespace oceanhil
