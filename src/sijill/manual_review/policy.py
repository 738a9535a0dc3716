"""What a register's owner asks of its reviewers, in ``sijill.toml``.

```toml
[review]
reviewers = 2      # a judgement binds when so many reviewers, blind to each other, say the same; default: 1
```
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sijill.errors import RegisterError
from sijill.tables.register import CONFIG_NAME, Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``reviewers``: how many must agree before a judgement binds linkage."""

    reviewers: int = 1


def policy_of(register: Register) -> Policy:
    """RegisterError for words nobody knows: a misspelt rule must not be off in silence."""
    path = register.root / CONFIG_NAME
    stat = path.stat()
    return _policy_in(path, stat.st_mtime_ns, stat.st_size, stat.st_ino)


@lru_cache(maxsize=16)
def _policy_in(path: Path, *_state: int) -> Policy:
    found = tomllib.loads(path.read_text(encoding="utf-8")).get("review", {})
    strange = set(found) - {"reviewers"}
    reviewers = found.get("reviewers", 1)
    if strange or not isinstance(reviewers, int) or isinstance(reviewers, bool) or reviewers not in {1, 2, 3}:
        raise RegisterError(
            f"{CONFIG_NAME} cannot be used: [review]", remedy="Write there: reviewers = 1, 2 or 3"
        )
    return Policy(reviewers=reviewers)
