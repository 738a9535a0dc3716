"""The decorator of the compiled functions of names: `kernel`. Its cache follows every file that they use."""

from typing import Final

from sijill import compiled

# Every module that a compiled function calls into or takes a constant from, and what those import; a test walks them.
TOKEN_SOURCES: Final = (
    "compiled.py",
    "text/names/align.py",
    "text/names/costs.py",
    "text/names/endings.py",
    "text/names/kernel.py",
    "text/names/phonemes.py",
    "text/names/tokens.py",
    "text/scripts.py",
)
SOURCES: Final = (
    *TOKEN_SOURCES,
    "text/names/joins.py",
    "text/names/scoring.py",
    "text/names/token_pairs.py",
    "text/names/trace.py",
)

kernel: Final = compiled.njit_of(SOURCES)
