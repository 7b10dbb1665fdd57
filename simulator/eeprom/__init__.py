"""The EEPROM drivers of the three boards' Arduino cores, byte for byte over simulated NOR flash."""
