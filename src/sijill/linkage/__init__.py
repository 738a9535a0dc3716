"""3. Which records MAY be the same person: Fellegi-Sunter weights, clusters under constraints."""
