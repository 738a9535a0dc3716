"""Translations of the pages without GNU gettext: ``translate.py`` collects, ``translate.py --compile`` writes the .mo.

Collecting keeps every translation there is, adds what is new (untranslated) and drops what nobody uses. A test fails
when a string of the pages has no Arabic, or when the .mo is older than the .po.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "src" / "sijill" / "web"
PO = WEB / "locale" / "ar" / "LC_MESSAGES" / "django.po"
FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
# Arabic has six plural forms: none, one, two, few (3-10), many (11-99), other.
PLURALS = (
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;"
)
HEADER = (
    "Project-Id-Version: sijill\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
    f"Content-Transfer-Encoding: 8bit\nLanguage: ar\nPlural-Forms: {PLURALS}\n"
)


@dataclass
class Message:
    """``said`` has one text, or six where there is a plural."""

    text: str
    plural: str | None = None
    said: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    @property
    def translated(self) -> bool:
        return len(self.said) == (6 if self.plural else 1) and all(self.said)


def collect() -> dict[str, Message]:
    """Every message of the pages, by its English text."""
    found: dict[str, Message] = {}
    for path in sorted([*WEB.rglob("*.py"), *WEB.rglob("*.html")]):
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = _as_python(templatize(source))
        for text, plural in _calls(source):
            message = found.setdefault(text, Message(text))
            message.plural = message.plural or plural
            message.places.add(path.relative_to(WEB).as_posix())
    return dict(sorted(found.items()))


def _as_python(templatized: str) -> str:
    """Django makes a template into something like C: only its calls are kept."""
    calls = re.findall(
        r"(?<!\w)n?gettext\((?:u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?\s*)+(?:count)?\)",
        templatized,
    )
    return "\n".join(call.replace(",count)", ")") for call in calls)


def _calls(source: str) -> Iterator[tuple[str, str | None]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in FUNCTIONS:
            texts = [
                one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            if texts and texts[0]:
                plural = texts[1] if _name(node.func).startswith("ngettext") and len(texts) > 1 else None
                yield texts[0], plural


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def read_po(path: Path = PO) -> dict[str, Message]:
    """The catalogue without its header."""
    found: dict[str, Message] = {}
    if not path.exists():
        return found
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts = {
            name: "".join(
                ast.literal_eval(line)
                for line in re.findall(r'^\s*(?:msg\S*\s+)?(".*")$', lines, re.MULTILINE)
            )
            for name, lines in re.findall(r'(?ms)^(msg\w+(?:\[\d\])?)(\s+".*?"(?:\n".*?")*)$', block)
        }
        if parts.get("msgid"):
            said = [text for name, text in parts.items() if name.startswith("msgstr")]
            found[parts["msgid"]] = Message(parts["msgid"], parts.get("msgid_plural"), said)
    return found


def write_po(messages: dict[str, Message], path: Path = PO) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    blocks = [
        '# Arabic of the pages.\nmsgid ""\nmsgstr ""\n'
        + "\n".join(_quoted(line + "\n") for line in HEADER.splitlines())
    ]
    for message in messages.values():
        lines = [f"#: {' '.join(sorted(message.places))}", f"msgid {_quoted(message.text)}"]
        if message.plural:
            lines.append(f"msgid_plural {_quoted(message.plural)}")
            said = message.said + [""] * (6 - len(message.said))
            lines += [f"msgstr[{place}] {_quoted(text)}" for place, text in enumerate(said)]
        else:
            lines.append(f"msgstr {_quoted(message.said[0] if message.said else '')}")
        blocks.append("\n".join(lines))
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def compiled(messages: dict[str, Message]) -> bytes:
    """The GNU .mo format, revision 0, without a hash table."""
    pairs = [(b"", HEADER.encode())]
    for message in messages.values():
        if message.translated:
            key = message.text if not message.plural else f"{message.text}\0{message.plural}"
            pairs.append((key.encode(), "\0".join(message.said).encode()))
    pairs.sort()
    count, start = len(pairs), 28
    keys_at, texts_at = start + 16 * count, start + 16 * count + sum(len(key) + 1 for key, _ in pairs)
    key_table, text_table, at_key, at_text = [], [], keys_at, texts_at
    for key, text in pairs:
        key_table.append(struct.pack("<II", len(key), at_key))
        text_table.append(struct.pack("<II", len(text), at_text))
        at_key, at_text = at_key + len(key) + 1, at_text + len(text) + 1
    head = struct.pack("<IIIIIII", 0x950412DE, 0, count, start, start + 8 * count, 0, 0)
    return b"".join(
        [
            head,
            *key_table,
            *text_table,
            *(key + b"\0" for key, _ in pairs),
            *(text + b"\0" for _, text in pairs),
        ]
    )


def merged() -> dict[str, Message]:
    known = read_po()
    found = collect()
    for text, message in found.items():
        if text in known and known[text].plural == message.plural:
            message.said = known[text].said
    return found


def main() -> int:
    messages = merged()
    write_po(messages)
    PO.with_suffix(".mo").write_bytes(compiled(messages))
    missing = [message for message in messages.values() if not message.translated]
    for message in missing:
        print(
            f"{message.text!r}{' (plural)' if message.plural else ''}  [{', '.join(sorted(message.places))}]"
        )
    print(f"{len(messages)} messages, {len(missing)} without Arabic")
    return 1 if missing else 0


if __name__ == "__main__":
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    sys.exit(main())
