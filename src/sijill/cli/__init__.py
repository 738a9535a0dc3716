"""What a person types. Thin: every rule lives in a stage."""
