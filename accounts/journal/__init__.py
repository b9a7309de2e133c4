"""One announcement per change: audit log, live map, delta sync and outbox in one row."""
