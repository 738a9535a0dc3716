"""Writes docs/reference/commands.md from the commands themselves; a test fails when the two differ."""

from pathlib import Path

import typer

from sijill.cli.main import app

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "commands.md"


def page() -> str:
    """The whole page as Markdown."""
    root = typer.main.get_command(app)
    lines = [
        "# Commands",
        "",
        "Generated from the program by `tools/render_commands.py`; a test fails when the two differ.",
        "Exit codes: 0 done, 1 the data or you must act, 2 usage, 70 our bug. `--json` prints one object for programs.",
        "",
    ]
    for name, command in sorted(root.commands.items()):
        lines += _command(name, command)
    return "\n".join(lines).rstrip() + "\n"


def _command(name: str, command: object) -> list[str]:
    children = getattr(command, "commands", None)
    if children:
        return [line for child, one in sorted(children.items()) for line in _command(f"{name} {child}", one)]
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and one.name != "help"]
    usage = " ".join([f"sijill {name}", *[one.metavar or one.name.upper() for one in arguments]])
    lines = [f"## {name}", "", f"`{usage}`", "", " ".join((command.help or "").split()), ""]
    if options:
        lines += ["| Option | Meaning | Default |", "|---|---|---|"]
        lines += [f"| `{'`, `'.join(one.opts)}` | {one.help or ''} | {_default(one)} |" for one in options]
        lines.append("")
    return lines


def _default(option: object) -> str:
    value = option.default
    if callable(value) or value is None or value is False or value in ((), ""):
        return ""
    return f"`{getattr(value, 'value', value)}`"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
