"""Every situation that a device and its server can come to, walked through by the tables of their lives."""
