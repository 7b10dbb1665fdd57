/// The older names of `esp_eap_client.h`, which ESP-IDF 5 still has.
#pragma once

#include <esp_eap_client.h>

#ifdef __cplusplus
extern "C" {
#endif

static inline esp_err_t esp_wifi_sta_wpa2_ent_enable(void) { return esp_wifi_sta_enterprise_enable(); }
static inline esp_err_t esp_wifi_sta_wpa2_ent_disable(void) { return esp_wifi_sta_enterprise_disable(); }
static inline esp_err_t esp_wifi_sta_wpa2_ent_set_identity(const unsigned char* identity, int len) {
    return esp_eap_client_set_identity(identity, len);
}
static inline esp_err_t esp_wifi_sta_wpa2_ent_set_username(const unsigned char* username, int len) {
    return esp_eap_client_set_username(username, len);
}
static inline esp_err_t esp_wifi_sta_wpa2_ent_set_password(const unsigned char* password, int len) {
    return esp_eap_client_set_password(password, len);
}
static inline esp_err_t esp_wifi_sta_wpa2_ent_set_ca_cert(const unsigned char* ca_cert, int ca_cert_len) {
    return esp_eap_client_set_ca_cert(ca_cert, ca_cert_len);
}
static inline void esp_wifi_sta_wpa2_ent_clear_identity(void) { esp_eap_client_clear_identity(); }
static inline void esp_wifi_sta_wpa2_ent_clear_username(void) { esp_eap_client_clear_username(); }
static inline void esp_wifi_sta_wpa2_ent_clear_password(void) { esp_eap_client_clear_password(); }

#ifdef __cplusplus
}
#endif
