"""HTTP to the Platform: endpoint, credentials, client and errors; and the local emulator."""
