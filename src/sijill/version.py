"""The one place that says which version this is; everything derived and published carries it."""

from typing import Final

__version__: Final = "0.1.0"
