// Stand-in: signatures only. https://docs.espressif.com/projects/esp-idf/en/stable/esp32/api-reference/storage/partition.html
#pragma once

#include <stdint.h>

typedef enum { ESP_PARTITION_TYPE_APP = 0x00, ESP_PARTITION_TYPE_DATA = 0x01 } esp_partition_type_t;
typedef enum { ESP_PARTITION_SUBTYPE_ANY = 0xff } esp_partition_subtype_t;
typedef struct {
    uint32_t address;
    uint32_t size;
} esp_partition_t;
typedef struct esp_partition_iterator_opaque_* esp_partition_iterator_t;

extern "C" esp_partition_iterator_t esp_partition_find(esp_partition_type_t type, esp_partition_subtype_t subtype,
                                                       const char* label);
extern "C" const esp_partition_t* esp_partition_get(esp_partition_iterator_t iterator);
extern "C" esp_partition_iterator_t esp_partition_next(esp_partition_iterator_t iterator);
