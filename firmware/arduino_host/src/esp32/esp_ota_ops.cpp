// Updates of partitions. Facts: components/app_update/esp_ota_ops.c of ESP-IDF 5.5.1.
#include <esp_ota_ops.h>

#include <list>

namespace {

struct RunningUpdate {
    esp_ota_handle_t handle;
    const esp_partition_t* partition;
    size_t written;
    bool erases_on_the_way;
};

std::list<RunningUpdate> running_updates;
esp_ota_handle_t last_update = 0;

RunningUpdate* update_of(esp_ota_handle_t handle) {
    for (RunningUpdate& each : running_updates) {
        if (each.handle == handle) {
            return &each;
        }
    }
    return nullptr;
}

void forget_update(esp_ota_handle_t handle) {
    running_updates.remove_if([=](const RunningUpdate& each) { return each.handle == handle; });
}

/// Every sector that a write is the first to touch.
esp_err_t erase_ahead(const RunningUpdate& update, size_t size) {
    const size_t sector = update.partition->erase_size;
    const size_t first = (update.written + sector - 1) / sector;
    const size_t end = (update.written + size + sector - 1) / sector;
    return first < end ? esp_partition_erase_range(update.partition, first * sector, (end - first) * sector) : ESP_OK;
}

}  // namespace

extern "C" {

esp_err_t esp_ota_begin(const esp_partition_t* partition, size_t image_size, esp_ota_handle_t* out_handle) {
    if (partition == nullptr || out_handle == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const esp_partition_t* const known = esp_partition_find_first(partition->type, partition->subtype, partition->label);
    if (known == nullptr || known->address != partition->address) {
        return ESP_ERR_NOT_FOUND;
    }
    if (known->type == ESP_PARTITION_TYPE_APP) {
        return ESP_ERR_OTA_PARTITION_CONFLICT;
    }
    const bool is_later = image_size == OTA_WITH_SEQUENTIAL_WRITES;
    running_updates.push_back({++last_update, known, 0, is_later});
    *out_handle = last_update;
    if (is_later) {
        return ESP_OK;
    }
    const bool is_whole = image_size == 0 || image_size == OTA_SIZE_UNKNOWN;
    const size_t sector = known->erase_size;
    return esp_partition_erase_range(known, 0, is_whole ? known->size : (image_size + sector - 1) / sector * sector);
}

esp_err_t esp_ota_write(esp_ota_handle_t handle, const void* data, size_t size) {
    if (data == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    RunningUpdate* const update = update_of(handle);
    if (size == 0 || update == nullptr) {
        return size == 0 ? ESP_OK : ESP_ERR_INVALID_ARG;
    }
    if (update->erases_on_the_way) {
        if (const esp_err_t error = erase_ahead(*update, size); error != ESP_OK) {
            return error;
        }
    }
    const esp_err_t error = esp_partition_write(update->partition, update->written, data, size);
    update->written += error == ESP_OK ? size : 0;
    return error;
}

esp_err_t esp_ota_end(esp_ota_handle_t handle) {
    const RunningUpdate* const update = update_of(handle);
    if (update == nullptr) {
        return ESP_ERR_NOT_FOUND;
    }
    const bool is_written = update->written > 0;
    forget_update(handle);
    return is_written ? ESP_OK : ESP_ERR_INVALID_ARG;
}

esp_err_t esp_ota_abort(esp_ota_handle_t handle) {
    if (update_of(handle) == nullptr) {
        return ESP_ERR_NOT_FOUND;
    }
    forget_update(handle);
    return ESP_OK;
}

esp_err_t esp_ota_set_boot_partition(const esp_partition_t* partition) {
    return partition != nullptr && partition == esp_ota_get_running_partition() ? ESP_OK : ESP_ERR_INVALID_ARG;
}

esp_err_t esp_ota_mark_app_invalid_rollback_and_reboot(void) { return ESP_ERR_OTA_ROLLBACK_FAILED; }
const esp_partition_t* esp_ota_get_last_invalid_partition(void) { return nullptr; }

}  // extern "C"
