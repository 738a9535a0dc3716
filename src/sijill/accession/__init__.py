"""1. RECEIVE a file and make it evidence: seal (SHA-256, custody), then tabulate into raw rows, every cell text."""
