/// Networks that ask who one is (WPA2-Enterprise). There is none: while it is switched on, `WiFi.begin` ends as with a wrong
/// password. Facts: components/wpa_supplicant/esp_supplicant/include/esp_eap_client.h of ESP-IDF 5.5.1.
#pragma once

#include <esp_err.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

esp_err_t esp_wifi_sta_enterprise_enable(void);
esp_err_t esp_wifi_sta_enterprise_disable(void);

/// 1 to 127 bytes, else ESP_ERR_INVALID_ARG.
esp_err_t esp_eap_client_set_identity(const unsigned char* identity, int len);
esp_err_t esp_eap_client_set_username(const unsigned char* username, int len);
esp_err_t esp_eap_client_set_password(const unsigned char* password, int len);
esp_err_t esp_eap_client_set_new_password(const unsigned char* new_password, int len);
void esp_eap_client_clear_identity(void);
void esp_eap_client_clear_username(void);
void esp_eap_client_clear_password(void);
void esp_eap_client_clear_new_password(void);
esp_err_t esp_eap_client_set_ca_cert(const unsigned char* ca_cert, int ca_cert_len);
void esp_eap_client_clear_ca_cert(void);
esp_err_t esp_eap_client_set_certificate_and_key(const unsigned char* client_cert, int client_cert_len,
                                                 const unsigned char* private_key, int private_key_len,
                                                 const unsigned char* private_key_password, int private_key_passwd_len);
void esp_eap_client_clear_certificate_and_key(void);
esp_err_t esp_eap_client_set_disable_time_check(bool disable);

#ifdef __cplusplus
}
#endif
