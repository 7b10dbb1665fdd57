#include <esp_eap_client.h>

#include "oceanhil/enterprise.h"

bool& oceanhil::asks_for_enterprise() {
    static bool does = false;
    return does;
}

namespace {

// None of it is looked at: no network here would ask for it.
esp_err_t taken(const unsigned char* text, int len) {
    constexpr int kLongest = 127;
    return text != nullptr && len > 0 && len <= kLongest ? ESP_OK : ESP_ERR_INVALID_ARG;
}

esp_err_t certificate_taken(const unsigned char* text, int len) {
    return text != nullptr && len > 0 ? ESP_OK : ESP_ERR_INVALID_ARG;
}

}  // namespace

extern "C" {

esp_err_t esp_wifi_sta_enterprise_enable(void) {
    oceanhil::asks_for_enterprise() = true;
    return ESP_OK;
}

esp_err_t esp_wifi_sta_enterprise_disable(void) {
    oceanhil::asks_for_enterprise() = false;
    return ESP_OK;
}

esp_err_t esp_eap_client_set_identity(const unsigned char* identity, int len) { return taken(identity, len); }
esp_err_t esp_eap_client_set_username(const unsigned char* username, int len) { return taken(username, len); }
esp_err_t esp_eap_client_set_password(const unsigned char* password, int len) { return taken(password, len); }
esp_err_t esp_eap_client_set_new_password(const unsigned char* new_password, int len) {
    return taken(new_password, len);
}
void esp_eap_client_clear_identity(void) {}
void esp_eap_client_clear_username(void) {}
void esp_eap_client_clear_password(void) {}
void esp_eap_client_clear_new_password(void) {}
esp_err_t esp_eap_client_set_ca_cert(const unsigned char* ca_cert, int ca_cert_len) {
    return certificate_taken(ca_cert, ca_cert_len);
}
void esp_eap_client_clear_ca_cert(void) {}
esp_err_t esp_eap_client_set_certificate_and_key(const unsigned char* client_cert, int client_cert_len,
                                                 const unsigned char* private_key, int private_key_len,
                                                 const unsigned char*, int) {
    const esp_err_t first = certificate_taken(client_cert, client_cert_len);
    return first == ESP_OK ? certificate_taken(private_key, private_key_len) : first;
}
void esp_eap_client_clear_certificate_and_key(void) {}
esp_err_t esp_eap_client_set_disable_time_check(bool) { return ESP_OK; }

}  // extern "C"
