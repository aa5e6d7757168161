"""What all APIs are built on: documents, files, clock, journal, faults, the HTTP request and response."""
