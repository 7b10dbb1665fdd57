// Names in the network by ESP-IDF's names. Facts: espressif/esp-protocols, components/mdns.
#include <machine.h>
#include <mdns.h>
#include <string.h>

#include <algorithm>
#include <string>
#include <vector>

namespace machine = oceanhil::machine;

namespace {

struct NamedService {
    std::string type;
    std::string proto;
};

struct Names {
    bool are_there = false;
    std::string host;
    std::vector<NamedService> services;
};

Names& own_names() {
    static Names names;
    return names;
}

bool is_blank(const char* text) { return text == nullptr || *text == '\0'; }

std::vector<NamedService>::iterator service_named(const char* type, const char* proto) {
    auto& all = own_names().services;
    return std::find_if(all.begin(), all.end(),
                        [&](const NamedService& each) { return each.type == type && each.proto == proto; });
}

/// Whether a service can be changed.
esp_err_t service_error(const char* type, const char* proto) {
    if (!own_names().are_there || is_blank(type) || is_blank(proto)) {
        return ESP_ERR_INVALID_ARG;
    }
    return service_named(type, proto) == own_names().services.end() ? ESP_ERR_NOT_FOUND : ESP_OK;
}

esp_err_t ask_names(uint32_t timeout_ms) {
    if (!own_names().are_there) {
        return ESP_ERR_INVALID_STATE;
    }
    if (timeout_ms == 0) {
        return ESP_ERR_INVALID_ARG;
    }
    machine::wait_us(timeout_ms * machine::kMillisecondUs);
    return ESP_OK;
}

}  // namespace

extern "C" {

esp_err_t mdns_init(void) {
    own_names().are_there = true;
    return ESP_OK;
}

void mdns_free(void) { own_names() = {}; }

esp_err_t mdns_hostname_set(const char* hostname) {
    if (!own_names().are_there || is_blank(hostname) || strlen(hostname) >= MDNS_NAME_MAX_LEN) {
        return ESP_ERR_INVALID_ARG;
    }
    own_names().host = hostname;
    return ESP_OK;
}

esp_err_t mdns_hostname_get(char* hostname) {
    if (hostname == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (!own_names().are_there || own_names().host.empty()) {
        return ESP_ERR_INVALID_STATE;
    }
    strcpy(hostname, own_names().host.c_str());
    return ESP_OK;
}

esp_err_t mdns_instance_name_set(const char* instance_name) {
    const bool is_possible =
        own_names().are_there && !is_blank(instance_name) && strlen(instance_name) < MDNS_NAME_MAX_LEN;
    return is_possible ? ESP_OK : ESP_ERR_INVALID_ARG;
}

esp_err_t mdns_service_add(const char*, const char* service_type, const char* proto, uint16_t port, mdns_txt_item_t[],
                           size_t) {
    if (service_error(service_type, proto) != ESP_ERR_NOT_FOUND || port == 0) {
        return ESP_ERR_INVALID_ARG;
    }
    own_names().services.push_back({service_type, proto});
    return ESP_OK;
}

bool mdns_service_exists(const char* service_type, const char* proto, const char* hostname) {
    const bool is_own = hostname == nullptr || own_names().host == hostname;
    return is_own && service_error(service_type, proto) == ESP_OK;
}

esp_err_t mdns_service_remove(const char* service_type, const char* proto) {
    const esp_err_t error = service_error(service_type, proto);
    if (error == ESP_OK) {
        own_names().services.erase(service_named(service_type, proto));
    }
    return error;
}

esp_err_t mdns_service_remove_all(void) {
    if (!own_names().are_there) {
        return ESP_ERR_INVALID_ARG;
    }
    own_names().services.clear();
    return ESP_OK;
}

esp_err_t mdns_service_instance_name_set(const char* service_type, const char* proto, const char* instance_name) {
    return is_blank(instance_name) ? ESP_ERR_INVALID_ARG : service_error(service_type, proto);
}

esp_err_t mdns_service_port_set(const char* service_type, const char* proto, uint16_t port) {
    return port == 0 ? ESP_ERR_INVALID_ARG : service_error(service_type, proto);
}

esp_err_t mdns_service_txt_set(const char* service_type, const char* proto, mdns_txt_item_t txt[], uint8_t num_items) {
    return num_items != 0 && txt == nullptr ? ESP_ERR_INVALID_ARG : service_error(service_type, proto);
}

esp_err_t mdns_service_txt_item_set(const char* service_type, const char* proto, const char* key, const char* value) {
    return is_blank(key) || value == nullptr ? ESP_ERR_INVALID_ARG : service_error(service_type, proto);
}

esp_err_t mdns_service_txt_item_remove(const char* service_type, const char* proto, const char* key) {
    return is_blank(key) ? ESP_ERR_INVALID_ARG : service_error(service_type, proto);
}

esp_err_t mdns_query(const char*, const char*, const char*, uint16_t, uint32_t timeout, size_t,
                     mdns_result_t** results) {
    *results = nullptr;
    return ask_names(timeout);
}

esp_err_t mdns_query_ptr(const char* service_type, const char* proto, uint32_t timeout, size_t max_results,
                         mdns_result_t** results) {
    if (is_blank(service_type) || is_blank(proto)) {
        return ESP_ERR_INVALID_ARG;
    }
    return mdns_query(nullptr, service_type, proto, MDNS_TYPE_PTR, timeout, max_results, results);
}

void mdns_query_results_free(mdns_result_t*) {}

esp_err_t mdns_query_a(const char* host_name, uint32_t timeout, esp_ip4_addr_t*) {
    if (is_blank(host_name) || strstr(host_name, ".local") != nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const esp_err_t error = ask_names(timeout);
    return error == ESP_OK ? ESP_ERR_NOT_FOUND : error;
}

}  // extern "C"
