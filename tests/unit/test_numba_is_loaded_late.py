"""What no compiled function is called for does not wait for numba, nor for scipy's optimizers."""

import subprocess
import sys

LATE = ("numba", "scipy.optimize")


def loaded_by(code: str) -> set[str]:
    asked = f"import sys\n{code}\nprint(*(name for name in {LATE} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_commands_load_neither():
    assert loaded_by("import sijill.cli.main") == set()


def test_the_first_call_loads_numba_and_functions_call_each_other():
    code = (
        "from sijill.text.names.tokens import encode, similarity\n"
        "coded = encode(['محمد', 'mohamed'])\n"
        "a, b = zip(coded.phonemes, coded.length, coded.script)\n"
        "assert similarity(*a, *b) > 0.9"
    )
    assert loaded_by(code) == {"numba"}
