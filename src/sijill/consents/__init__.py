"""Who may be told what, and who said so: consent per person, purpose and recipient; silence is a refusal."""
