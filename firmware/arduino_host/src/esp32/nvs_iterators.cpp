// Iterators of NVS. Facts: components/nvs_flash/src/nvs_api.cpp and nvs_storage.cpp of ESP-IDF 5.5.1.
#include <nvs.h>
#include <storage.h>
#include <stdlib.h>
#include <string.h>

namespace machine = oceanhil::machine;

struct nvs_opaque_iterator_t {
    machine::NvsPlace place;
    nvs_type_t type;
    nvs_entry_info_t info;
};

namespace {

/// Goes on to the next value; without one the iterator is released.
esp_err_t advance(nvs_iterator_t& iterator) {
    machine::NvsEntry entry = {};
    if (machine::nvs_entry(iterator->place, static_cast<uint8_t>(iterator->type), entry) != ESP_OK) {
        free(iterator);
        iterator = nullptr;
        return ESP_ERR_NVS_NOT_FOUND;
    }
    memcpy(iterator->info.namespace_name, entry.name, sizeof entry.name);
    memcpy(iterator->info.key, entry.key, sizeof entry.key);
    iterator->info.type = static_cast<nvs_type_t>(entry.type);
    return ESP_OK;
}

esp_err_t begin(const machine::NvsPlace& place, nvs_type_t type, nvs_iterator_t& iterator) {
    iterator = static_cast<nvs_iterator_t>(calloc(1, sizeof *iterator));
    if (iterator == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    iterator->place = place;
    iterator->type = type;
    return advance(iterator);
}

}  // namespace

extern "C" {

esp_err_t nvs_entry_find(const char* part_name, const char* namespace_name, nvs_type_t type,
                         nvs_iterator_t* output_iterator) {
    if (part_name == nullptr || output_iterator == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *output_iterator = nullptr;
    machine::NvsPlace place = {machine::kNvsAnyNamespace};
    const bool is_there = strcmp(part_name, NVS_DEFAULT_PART_NAME) == 0 &&
                          (namespace_name == nullptr || machine::nvs_namespace(0, namespace_name, place) == ESP_OK);
    return is_there ? begin(place, type, *output_iterator) : ESP_ERR_NVS_NOT_FOUND;
}

esp_err_t nvs_entry_find_in_handle(nvs_handle_t handle, nvs_type_t type, nvs_iterator_t* output_iterator) {
    if (output_iterator == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *output_iterator = nullptr;
    machine::NvsPlace place;
    // No handle has the number 0, by which a name is asked for.
    const esp_err_t found =
        handle == 0 ? ESP_ERR_NVS_INVALID_HANDLE : machine::nvs_namespace(handle, "", place);
    return found == ESP_OK ? begin(place, type, *output_iterator) : found;
}

esp_err_t nvs_entry_next(nvs_iterator_t* iterator) {
    return iterator == nullptr ? ESP_ERR_INVALID_ARG : advance(*iterator);
}

esp_err_t nvs_entry_info(const nvs_iterator_t iterator, nvs_entry_info_t* out_info) {
    if (iterator == nullptr || out_info == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *out_info = iterator->info;
    return ESP_OK;
}

void nvs_release_iterator(nvs_iterator_t iterator) { free(iterator); }

}  // extern "C"
