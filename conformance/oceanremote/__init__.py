"""The contract of OceanRemote's device protocol: the subject its items use, and the catalogue."""
