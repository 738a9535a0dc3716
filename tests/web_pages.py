"""What tests look for in a page as it was sent."""

import re
from html.parser import HTMLParser

ARABIC = re.compile("[ء-ي]")
# A date, an interval or any numbers with a separator that Arabic letters turn round.
TURNED = re.compile(r"[0-9]+(?:[-/–][0-9]+)+|\.\./[0-9-]+|[0-9-]+/\.\.")
APART = re.compile("\u2068[^\u2069]*\u2069")  # isolated by characters


class Sentences(HTMLParser):
    """Texts in which Arabic letters and a bare date stand together; what a source wrote is shown as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.as_written = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.as_written or (tag == "bdi" and "asis" in (dict(attrs).get("class") or "")):
            self.as_written += tag in {"bdi", "span"}

    def handle_endtag(self, tag: str) -> None:
        if self.as_written:
            self.as_written -= tag in {"bdi", "span"}

    def handle_data(self, data: str) -> None:
        if not self.as_written and ARABIC.search(data):
            self.found += TURNED.findall(APART.sub(" ", data))


def torn(page: str) -> list[str]:
    """Dates and numbers that a reader of the Arabic page sees in the wrong order."""
    reader = Sentences()
    reader.feed(page)
    return reader.found
