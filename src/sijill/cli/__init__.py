"""What a person types. Thin: every rule lives in a stage."""

import sijill.cli.interrupt  # noqa: F401  (for its effect)
