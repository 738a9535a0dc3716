"""Zip files from strangers: what is checked before anything is unpacked, and unpacking under a count."""

import re
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from sijill.accession.tabulate.model import Limits, Member, Refusal

END_RECORD: Final = b"PK\x05\x06"
END_RECORD_BYTES: Final = 22
COMMENT_AT_MOST: Final = 65_535
ENTRY_BYTES: Final = 46 + 1024  # a directory entry with a long name and extra fields

LEFT_BY_SYSTEMS: Final = re.compile(
    r"(^|/)(__MACOSX(/|$)|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\._|\.~lock\.)"
)


def open_checked(path: Path, *, limits: Limits) -> zipfile.ZipFile:
    """An archive within the limits. Raises Refusal for a bomb, too many entries, encryption, or a directory that is
    no directory.
    """
    _refuse_huge_directory(path, limits)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, struct.error, OSError, NotImplementedError) as exc:
        raise Refusal("the zip archive is damaged", remedy="Ask for it again, or make it again.") from exc
    entries = archive.infolist()
    if len(entries) > limits.archive_entries:
        _refuse_entries(len(entries), limits)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Refusal(
                "it is encrypted", remedy="Save it without a password.", cell=_shown(entry.filename)
            )
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Refusal("it uses an unusual compression", remedy="Make it again as an ordinary zip.")
        if entry.file_size > limits.unpack_ratio_from_bytes and entry.file_size > limits.unpack_ratio * max(
            1, entry.compress_size
        ):
            raise Refusal(
                f"one part unpacks to more than {limits.unpack_ratio} times its size ({entry.file_size:,} bytes)",
                remedy="This is how a decompression bomb looks; ask the sender for the table as CSV.",
            )
    if len({entry.filename for entry in entries}) < len(entries):
        raise Refusal(
            "two entries of the archive have the same name",
            remedy="Programs would read different ones; make it again.",
        )
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked_bytes:
        raise Refusal(
            f"it unpacks to {total:,} bytes, at most {limits.unpacked_bytes:,} are read",
            remedy="Save the table as CSV, or split it.",
        )
    return archive


def _refuse_entries(count: int, limits: Limits) -> None:
    raise Refusal(
        f"the archive lists {count:,} entries, at most {limits.archive_entries:,} are read",
        remedy="Split the archive.",
    )


def _refuse_huge_directory(path: Path, limits: Limits) -> None:
    """Before zipfile builds an object per entry: a million of them take a gigabyte."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - END_RECORD_BYTES - COMMENT_AT_MOST))
        tail = file.read()
    at = tail.rfind(END_RECORD)
    if at < 0 or len(tail) - at < END_RECORD_BYTES:
        raise Refusal("the zip archive is damaged or cut off", remedy="Ask for it again.")
    count, directory_bytes = struct.unpack("<HI", tail[at + 10 : at + 16])
    # 0xFFFF and 0xFFFFFFFF point to the zip64 record; nothing within our limits needs one, but small files may
    # carry it.
    if directory_bytes != 0xFFFFFFFF and directory_bytes > limits.archive_entries * ENTRY_BYTES:
        _refuse_entries(directory_bytes // 60, limits)
    if count == 0xFFFF or directory_bytes == 0xFFFFFFFF:
        locator = tail.rfind(b"PK\x06\x07", 0, at)
        if locator >= 0:
            (where,) = struct.unpack("<Q", tail[locator + 8 : locator + 16])
            with path.open("rb") as file:
                file.seek(min(where, size))
                record = file.read(56)
            if len(record) == 56 and record[:4] == b"PK\x06\x06":
                count, directory_bytes = struct.unpack("<QQ", record[32:48])
        if count > limits.archive_entries or directory_bytes > limits.archive_entries * ENTRY_BYTES:
            _refuse_entries(count, limits)
    elif count > limits.archive_entries:
        _refuse_entries(count, limits)


def read_counted(
    archive: zipfile.ZipFile, name: str | zipfile.ZipInfo, *, limits: Limits, piece: int
) -> Iterator[bytes]:
    """The entry's bytes in pieces; refuses when more comes out than the limit, whatever the directory declared."""
    total = 0
    try:
        with archive.open(name) as stream:
            while chunk := stream.read(piece):
                total += len(chunk)
                if total > limits.unpacked_bytes:
                    raise Refusal(
                        f"one part unpacks to more than {limits.unpacked_bytes:,} bytes",
                        remedy="This is how a decompression bomb looks; ask the sender for the table as CSV.",
                    )
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as exc:
        if isinstance(exc, OSError) and exc.errno is not None:
            raise
        raise Refusal("the zip archive is damaged", remedy="Ask for it again, or make it again.") from exc


def unpack(path: Path, into: Path, *, limits: Limits) -> tuple[list[Member], list[str]]:
    """Every file of a zip archive to ``into``; (members, ignored). Nothing is written unless every name is safe."""
    with open_checked(path, limits=limits) as archive:
        entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
        names = [_readable_name(entry) for entry in entries]
        seen: dict[str, str] = {}
        for entry, name in zip(entries, names, strict=True):
            _refuse_unsafe(entry, name)
            folded = unicodedata.normalize("NFC", name).casefold()
            if folded in seen:
                raise Refusal(
                    "two names in the archive differ at most in capitals or in how accents are encoded",
                    remedy="Rename one of them.",
                    cell=_shown(name),
                )
            seen[folded] = name
        members, ignored, total = [], [], 0
        for number, (entry, name) in enumerate(zip(entries, names, strict=True)):
            if LEFT_BY_SYSTEMS.search(name):
                ignored.append(name)
                continue
            # Our own file name: what the archive calls it is data, also on disks that forbid some characters.
            target = into / f"{number:05d}{_safe_suffix(name)}"
            with target.open("xb") as out:
                for chunk in read_counted(archive, entry, limits=limits, piece=1 << 20):
                    total += len(chunk)
                    if total > limits.unpacked_bytes:
                        raise Refusal(
                            f"it unpacks to more than {limits.unpacked_bytes:,} bytes",
                            remedy="Split the archive.",
                        )
                    out.write(chunk)
            members.append(Member(path=target, name=name))
    if not members:
        raise Refusal("the archive holds no file", remedy="Ask for it again.")
    return sorted(members, key=lambda member: member.name), sorted(ignored)


def _readable_name(entry: zipfile.ZipInfo) -> str:
    """Zipfile reads names without the UTF-8 mark as DOS code page 437; most programs write UTF-8 or windows-1256
    there.
    """
    name = entry.orig_filename
    if entry.flag_bits & 0x800:
        return name
    raw = name.encode("cp437", errors="replace")
    for codec in ("utf-8", "cp1256"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return name


def _refuse_unsafe(entry: zipfile.ZipInfo, name: str) -> None:
    mode = entry.external_attr >> 16
    parts = PurePosixPath(name.replace("\\", "/")).parts
    reason = None
    if "\0" in name:
        reason = "a name with a NUL"
    elif name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        reason = "an absolute path"
    elif ".." in parts:
        reason = "a path that leads out of the archive"
    elif stat.S_ISLNK(mode):
        reason = "a symbolic link"
    elif stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        reason = "a device or pipe"
    elif len(name) > 1000:
        reason = "a name of more than 1,000 characters"
    if reason:
        raise Refusal(
            f"the archive holds {reason}",
            remedy="Do not unpack it elsewhere either; ask the sender how it was made.",
            cell=_shown(name),
        )


def _safe_suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""


def _shown(name: str) -> str:
    return name.encode("unicode_escape").decode()[:120]


def list_folder(folder: Path, *, limits: Limits) -> tuple[list[Member], list[str]]:
    """Files below ``folder``, sorted by name; symbolic links are refused, they may lead anywhere."""
    members, ignored = [], []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise Refusal(
                "the folder holds a symbolic link", remedy="Put the file itself there.", cell=_shown(name)
            )
        if not path.is_file():
            continue
        if LEFT_BY_SYSTEMS.search(name):
            ignored.append(name)
            continue
        members.append(Member(path=path, name=name))
        if len(members) > limits.archive_entries:
            raise Refusal(f"more than {limits.archive_entries:,} files", remedy="Name a smaller folder.")
    if not members:
        raise Refusal("the folder holds no file", remedy="Check the path.")
    return members, ignored


def forget(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
