#include <boot.h>
#include <esp_err.h>
#include <esp_http_client.h>
#include <machine.h>
#include <nvs.h>
#include <string.h>

#include "oceanhil/format.h"

namespace machine = oceanhil::machine;

namespace {

struct Named {
    esp_err_t code;
    const char* name;
};

#define NAMED(code) {code, #code}

constexpr Named kNames[] = {
    NAMED(ESP_OK),
    NAMED(ESP_FAIL),
    NAMED(ESP_ERR_NO_MEM),
    NAMED(ESP_ERR_INVALID_ARG),
    NAMED(ESP_ERR_INVALID_STATE),
    NAMED(ESP_ERR_INVALID_SIZE),
    NAMED(ESP_ERR_NOT_FOUND),
    NAMED(ESP_ERR_NOT_SUPPORTED),
    NAMED(ESP_ERR_TIMEOUT),
    NAMED(ESP_ERR_INVALID_RESPONSE),
    NAMED(ESP_ERR_INVALID_CRC),
    NAMED(ESP_ERR_INVALID_VERSION),
    NAMED(ESP_ERR_INVALID_MAC),
    NAMED(ESP_ERR_NOT_FINISHED),
    NAMED(ESP_ERR_NOT_ALLOWED),
    NAMED(ESP_ERR_NVS_NOT_INITIALIZED),
    NAMED(ESP_ERR_NVS_NOT_FOUND),
    NAMED(ESP_ERR_NVS_TYPE_MISMATCH),
    NAMED(ESP_ERR_NVS_READ_ONLY),
    NAMED(ESP_ERR_NVS_NOT_ENOUGH_SPACE),
    NAMED(ESP_ERR_NVS_INVALID_NAME),
    NAMED(ESP_ERR_NVS_INVALID_HANDLE),
    NAMED(ESP_ERR_NVS_REMOVE_FAILED),
    NAMED(ESP_ERR_NVS_KEY_TOO_LONG),
    NAMED(ESP_ERR_NVS_PAGE_FULL),
    NAMED(ESP_ERR_NVS_INVALID_STATE),
    NAMED(ESP_ERR_NVS_INVALID_LENGTH),
    NAMED(ESP_ERR_NVS_NO_FREE_PAGES),
    NAMED(ESP_ERR_NVS_VALUE_TOO_LONG),
    NAMED(ESP_ERR_NVS_PART_NOT_FOUND),
    NAMED(ESP_ERR_NVS_NEW_VERSION_FOUND),
    NAMED(ESP_ERR_HTTP_MAX_REDIRECT),
    NAMED(ESP_ERR_HTTP_CONNECT),
    NAMED(ESP_ERR_HTTP_WRITE_DATA),
    NAMED(ESP_ERR_HTTP_FETCH_HEADER),
    NAMED(ESP_ERR_HTTP_INVALID_TRANSPORT),
    NAMED(ESP_ERR_HTTP_CONNECTING),
    NAMED(ESP_ERR_HTTP_EAGAIN),
    NAMED(ESP_ERR_HTTP_CONNECTION_CLOSED),
    NAMED(ESP_ERR_HTTP_NOT_MODIFIED),
    NAMED(ESP_ERR_HTTP_RANGE_NOT_SATISFIABLE),
};

#undef NAMED

constexpr size_t kErrorLineBytes = 400;

void print_failure(const char* word, esp_err_t code, const char* file, int line, const char* function,
                   const char* expression) {
    char text[kErrorLineBytes];
    oceanhil_snprintf(
        text, sizeof text,
        "%s failed: esp_err_t 0x%x (%s) at 0x400d1a2e\r\nfile: \"%s\" line %d\r\nfunc: %s\r\nexpression: %s\r\n\r\n",
        word, static_cast<unsigned>(code), esp_err_to_name(code), file, line, function, expression);
    machine::console_write(reinterpret_cast<const uint8_t*>(text), strlen(text));
}

}  // namespace

extern "C" {

const char* esp_err_to_name(esp_err_t code) {
    for (const Named& each : kNames) {
        if (each.code == code) {
            return each.name;
        }
    }
    return "UNKNOWN ERROR";
}

const char* esp_err_to_name_r(esp_err_t code, char* text, size_t size) {
    oceanhil_snprintf(text, size, "%s", esp_err_to_name(code));
    return text;
}

void _esp_error_check_failed(esp_err_t code, const char* file, int line, const char* function, const char* expression) {
    print_failure("ESP_ERROR_CHECK", code, file, line, function, expression);
    machine::crash(machine::Crash::abort);
}

void _esp_error_check_failed_without_abort(esp_err_t code, const char* file, int line, const char* function,
                                           const char* expression) {
    print_failure("ESP_ERROR_CHECK_WITHOUT_ABORT", code, file, line, function, expression);
}

}  // extern "C"
