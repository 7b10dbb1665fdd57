"""The contract of OceanRemote's device protocol: the bench its items use, and the catalogue."""
