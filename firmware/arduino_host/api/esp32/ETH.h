/// `ETH` of arduino-esp32 3.x: no board here has a chip for Ethernet, so it never begins. Facts:
/// libraries/Ethernet/src/ETH.h and ETH.cpp.
#ifndef OCEANHIL_ETH_H
#define OCEANHIL_ETH_H

#include <Network.h>
#include <SPI.h>
#include <esp_arduino_version.h>
#include <esp_eth.h>
#include <hal/spi_types.h>
#include <soc/soc_caps.h>
#if ESP_ARDUINO_VERSION_MAJOR < 3
// There a sketch that includes this has WiFi.
#include <WiFi.h>
#endif

#if SOC_EMAC_SUPPORTED
// The ESP32 has a MAC of its own.
#define OCEANHIL_HAS_EMAC 1
#define ETH_PHY_IP101 ETH_PHY_TLK110
typedef enum { ETH_CLOCK_GPIO0_IN, ETH_CLOCK_GPIO0_OUT, ETH_CLOCK_GPIO16_OUT, ETH_CLOCK_GPIO17_OUT } eth_clock_mode_t;
#define ETH_RMII_TX_EN 21
#define ETH_RMII_TX0 19
#define ETH_RMII_TX1 22
#define ETH_RMII_RX0 25
#define ETH_RMII_RX1_EN 26
#define ETH_RMII_CRS_DV 27
#endif

#ifndef ETH_PHY_SPI_FREQ_MHZ
#define ETH_PHY_SPI_FREQ_MHZ 20
#endif
#define ETH_PHY_ADDR_AUTO (-1)

typedef enum {
#ifdef OCEANHIL_HAS_EMAC
    ETH_PHY_GENERIC,
    ETH_PHY_LAN8720,
    ETH_PHY_TLK110,
    ETH_PHY_RTL8201,
    ETH_PHY_DP83848,
    ETH_PHY_KSZ8041,
    ETH_PHY_KSZ8081,
#endif
    ETH_PHY_DM9051,
    ETH_PHY_W5500,
    ETH_PHY_KSZ8851,
    ETH_PHY_MAX
} eth_phy_type_t;

class ETHClass : public NetworkInterface {
  public:
    ETHClass(uint8_t eth_index = 0) { (void)eth_index; }

#ifdef OCEANHIL_HAS_EMAC
    /// Nobody answers at the PHY's address: false, after the core has asked for it.
    bool begin(eth_phy_type_t type, int32_t phy_addr, int mdc, int mdio, int power, eth_clock_mode_t clk_mode);
#endif
    bool begin(eth_phy_type_t type, int32_t phy_addr, int cs, int irq, int rst, SPIClass& spi,
               uint8_t spi_freq_mhz = ETH_PHY_SPI_FREQ_MHZ);
    bool begin(eth_phy_type_t type, int32_t phy_addr, int cs, int irq, int rst, spi_host_device_t spi_host,
               int sck = -1, int miso = -1, int mosi = -1, uint8_t spi_freq_mhz = ETH_PHY_SPI_FREQ_MHZ);
    /// By the board's own pins, of which these boards name none.
    bool begin();
    void end() {}

    bool fullDuplex() const { return false; }
    uint8_t linkSpeed() const { return 0; }
    bool autoNegotiation() const { return false; }
    uint32_t phyAddr() const { return 0; }
    esp_eth_handle_t handle() const { return nullptr; }
    // Since 3.1 of a link that is there; without one they say that nothing was set.
    bool setFullDuplex(bool on) { return (void)on, false; }
    bool setLinkSpeed(uint16_t speed) { return (void)speed, false; }
    bool setAutoNegotiation(bool on) { return (void)on, false; }

    bool config(IPAddress local_ip = IPAddress(), IPAddress gateway = IPAddress(), IPAddress subnet = IPAddress(),
                IPAddress dns1 = IPAddress(), IPAddress dns2 = IPAddress(), IPAddress dns3 = IPAddress()) override;
    bool dnsIP(uint8_t dns_no, IPAddress ip) override { return (void)dns_no, (void)ip, false; }
    IPAddress dnsIP(uint8_t dns_no = 0) const override { return (void)dns_no, IPAddress(); }
    String impl_name() const override { return String(); }
    int impl_index() const override { return -1; }
    esp_netif_t* netif() const override { return nullptr; }
    int getStatusBits() const override { return 0; }

  protected:
    int priority() const override { return 50; }
    size_t printDriverInfo(Print& out) const override { return (void)out, 0; }
};

extern ETHClass ETH;

#endif
