"""2. What each source SAID, cell by cell: verbatim claims with their locator, normalised readings beside them."""
