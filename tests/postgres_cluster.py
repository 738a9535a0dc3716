"""A throw-away PostgreSQL cluster of the machine's own server, on a socket in a temporary folder.

PostgreSQL refuses to run as root; there the cluster belongs to the user ``postgres``, whom Debian's package makes.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

NOT_RUN: Final = "NOT RUN: no PostgreSQL server is installed (Debian: apt-get install postgresql)"


def binaries() -> Path | None:
    """The newest installed server's programs; None when there is none."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    folder: Path
    binaries: Path
    safe: bool  # fsync on: needed wherever something crashes, slow everywhere else
    environment: Mapping[str, str] = field(default_factory=dict)  # of the server, besides our own

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """On the database ``postgres``, outside a transaction."""
        import psycopg

        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def start(self) -> None:
        fsync = "on" if self.safe else "off"
        settings = f"-c listen_addresses='' -k {self.folder} -c fsync={fsync} -c full_page_writes={fsync}"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", settings, "start")

    def stop(self, mode: str = "immediate") -> None:
        """``immediate`` is a crash: the next start recovers from the write-ahead log."""
        self._run("pg_ctl", "-D", "data", "-m", mode, "-w", "stop")

    def make(self) -> None:
        self._run(
            "initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.binaries / program, *arguments],
            check=True,
            cwd=self.folder,
            env=os.environ | self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_other_user(),
        )


def new_cluster(*, safe: bool = False, environment: Mapping[str, str] | None = None) -> Cluster:
    """Made and started. The caller stops and removes it."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError(NOT_RUN)
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    cluster = Cluster(folder=folder, binaries=programs, safe=safe, environment=environment or {})
    cluster.make()
    cluster.start()
    return cluster


def _other_user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}
