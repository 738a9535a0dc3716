"""What the checks share: their shape, and the warnings several of them give."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sijill.cases.matter import Matter, Verdict
from sijill.cases.model import Words

Parameters = Mapping[str, Any]  # from YAML


Check = Callable[[Matter, Parameters], Verdict]


SEVERAL_ARRESTS: Final = Words(
    en="Several arrests are told; this looks at the last one.", ar="تُروى عدة اعتقالات؛ ينظر هذا في آخرها."
)


SOURCES_DIFFER: Final = Words(
    en="The sources differ; all versions are kept and the choice must be shown.",
    ar="تختلف المصادر؛ تُحفظ كل الروايات ويجب إظهار الاختيار.",
)


def filled(value: Any) -> bool:  # an answer: whatever JSON can hold
    return bool(value.strip()) if isinstance(value, str) else bool(value)
