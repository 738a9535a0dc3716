"""Arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Directory = Annotated[Path, typer.Argument(metavar="DIR", help="The register's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object for programs.")]
