/// Updates in a task of their own, of arduino-esp32 3.x (libraries/Update/src/HttpsOTAUpdate.h). They end as those of
/// `esp_https_ota.h` do: there is no partition for them.
#ifndef HTTPSOTAUPDATE_H
#define HTTPSOTAUPDATE_H

#include <esp_http_client.h>

#define HttpEvent_t esp_http_client_event_t

typedef enum {
    HTTPS_OTA_IDLE,
    HTTPS_OTA_UPDATING,
    HTTPS_OTA_SUCCESS,
    HTTPS_OTA_FAIL,
    HTTPS_OTA_ERR
} HttpsOTAStatus_t;

class HttpsOTAUpdateClass {
  public:
    /// The texts are not copied. `onHttpEvent` comes first: events without a callback crash, as in the core.
    void begin(const char* url, const char* cert_pem, bool skip_cert_common_name_check = true);
    void onHttpEvent(void (*http_event_cb_t)(HttpEvent_t*));
    /// HTTPS_OTA_ERR before `begin`, and once a second update has begun behind one that failed.
    HttpsOTAStatus_t status();
};

extern HttpsOTAUpdateClass HttpsOTA;

#endif
