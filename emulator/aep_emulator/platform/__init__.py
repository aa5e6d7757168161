"""What every API stands on: documents, files, clock, journal, faults, and the HTTP request and response."""
