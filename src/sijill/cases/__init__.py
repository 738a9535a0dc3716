"""A person or several before a procedure: its states and clocks, what was sent and came back, what is still missing."""
