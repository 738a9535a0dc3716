"""``make serve``: the demo register in a browser, with an account made for the occasion."""

import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REGISTER = ROOT / "demo-register"
NAME = "demo"
CURRENT = (
    "import sys; from pathlib import Path; import sijill.pipeline; from sijill.pipeline.derive import is_current; "
    "from sijill.tables.register import open_register; sys.exit(not is_current(open_register(Path(sys.argv[1]))))"
)
WORDS = (
    "amber",
    "anchor",
    "apple",
    "autumn",
    "barley",
    "basil",
    "beacon",
    "birch",
    "bridge",
    "candle",
    "cedar",
    "cherry",
    "clover",
    "copper",
    "coral",
    "cotton",
    "dawn",
    "fern",
    "flint",
    "garden",
    "ginger",
    "hazel",
    "heron",
    "honey",
    "island",
    "jasmine",
    "juniper",
    "lantern",
    "laurel",
    "linen",
    "maple",
    "meadow",
    "olive",
    "orchard",
    "pebble",
    "pine",
    "plum",
    "quartz",
    "reed",
    "river",
    "rosemary",
    "saffron",
    "sage",
    "silver",
    "spring",
    "sumac",
    "thistle",
    "tulip",
    "valley",
    "velvet",
    "walnut",
    "willow",
)


def sijill(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """A command of the product."""
    command = [sys.executable, "-m", "sijill.cli.main", *arguments]
    return subprocess.run(command, input=stdin, text=True, capture_output=True, check=False)  # noqa: S603 (our own)


def main() -> int:
    if not (REGISTER / "sijill.toml").exists():
        done = subprocess.run([sys.executable, str(ROOT / "tools" / "demo.py")], check=False)  # noqa: S603 (our own)
        if done.returncode:
            return done.returncode
    if subprocess.run([sys.executable, "-c", CURRENT, str(REGISTER)], check=False).returncode:  # noqa: S603 (our own)
        print("The demo register was made by an earlier version; what follows from its lists is made anew.")
        made = sijill("rebuild", str(REGISTER))
        if made.returncode:
            print(made.stderr, file=sys.stderr)
            return 1
    config = REGISTER / "sijill.toml"
    if "[access]" not in config.read_text(encoding="utf-8"):
        with config.open("a", encoding="utf-8") as handle:
            handle.write(
                '\n# The demo holds nobody real: a password is enough.\n[access]\nsecond_factor = "optional"\n'
            )
    password = "-".join(secrets.choice(WORDS) for _ in range(4))
    added = sijill(
        "user", "add", str(REGISTER), NAME, "--operator", "--password-stdin", stdin=password + "\n"
    )
    if added.returncode:
        changed = sijill("user", "password", str(REGISTER), NAME, "--password-stdin", stdin=password + "\n")
        if changed.returncode:
            print(added.stderr or changed.stderr, file=sys.stderr)
            return 1
    port = sys.argv[1] if len(sys.argv) > 1 else "8080"
    print(f"Log in as {NAME} with the password  {password}  (new at every start)", flush=True)
    serve = [sys.executable, "-m", "sijill.cli.main", "serve", str(REGISTER), "--port", port]
    return subprocess.run(serve, check=False).returncode  # noqa: S603 (our own)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(0)
