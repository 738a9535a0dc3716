"""The append-only record of who did what: an RFC 6962 Merkle tree over salted commitments."""
