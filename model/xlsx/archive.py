"""This file is about the archive that a workbook is: opened with bounds, read part by part."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ..source import SPREADSHEETS, UnreadableError, read_bytes, refusal

MAX_FILE = 16 * 2**20
MAX_UNPACKED = 64 * 2**20
MAX_PARTS = 5_000
MAX_TOLD = 200
"""Characters of what the library says of an archive: it may quote a part of it."""
CHUNK = 1 << 16
COMPOUND = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WANTED = "an .xlsx workbook"
SAVE_XLSX = "Save it as 'Excel workbook (.xlsx)' and try again."
DAMAGED = (
    BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What the library raises for an archive that is cut or changed."""


class Archive:
    """The parts of a workbook, read in pieces and never past MAX_UNPACKED bytes in all."""

    def __init__(self, path: Path) -> None:
        """Open the archive. Raises UnreadableError."""
        self.path = path
        self.left = MAX_UNPACKED
        self.zip = opened(path, read_bytes(path, MAX_FILE))
        self.parts = {info.filename: info for info in self.zip.infolist()}
        self._check_directory()

    def _check_directory(self) -> None:
        """Refuse what the directory alone shows to be no plain workbook."""
        listed = self.zip.infolist()
        unpacked = sum(info.file_size for info in listed)
        if unpacked > MAX_UNPACKED:
            found = f"a workbook that unpacks to {unpacked // 2**20} MB"
            raise refusal(self.path, found, f"at most {MAX_UNPACKED // 2**20} MB")
        if len(listed) > MAX_PARTS:
            raise refusal(
                self.path, f"a workbook of {len(listed)} parts", f"at most {MAX_PARTS} parts"
            )
        if len(listed) > len(self.parts):
            raise self.damaged("two parts of one name")
        if any(info.flag_bits & 1 for info in listed):
            raise refusal(self.path, "a workbook with a password", "one without", SAVE_XLSX)
        if any("vbaproject" in part or "/macrosheets/" in part for part in map(str.lower, self)):
            raise with_macros(self.path)

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece. Raises UnreadableError."""
        info = self.parts.get(name)
        if info is None:
            raise self.damaged(f"no part {name}")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self.damaged(f"part {name} packed in an unknown way")
        try:
            yield from self._unpacked(info)
        except DAMAGED as error:
            raise self.damaged(f"part {name}: {error}") from error

    def _unpacked(self, info: ZipInfo) -> Iterator[bytes]:
        with self.zip.open(info) as stream:
            while piece := stream.read(CHUNK):
                self.left -= len(piece)
                if self.left < 0:
                    most = f"at most {MAX_UNPACKED // 2**20} MB"
                    raise refusal(self.path, "a workbook that unpacks to more", most)
                yield piece

    def damaged(self, why: str) -> UnreadableError:
        """The refusal of a workbook that is cut or changed."""
        told = why if len(why) <= MAX_TOLD else f"{why[:MAX_TOLD]}..."
        return refusal(self.path, f"a damaged workbook ({told})", WANTED, "Save it again.")


def opened(path: Path, data: bytes) -> ZipFile:
    """The archive in the bytes of a file. Raises UnreadableError."""
    suffix = path.suffix.lower()
    if suffix != ".xlsx":
        raise refusal(path, SPREADSHEETS[suffix], f"a CSV file or {WANTED}", SAVE_XLSX)
    if not data:
        raise refusal(path, "an empty file", WANTED)
    if data.startswith(COMPOUND):
        locked = ENCRYPTED in data
        found = "a workbook with a password" if locked else SPREADSHEETS[".xls"]
        raise refusal(path, found, f"{WANTED}{' without one' if locked else ''}", SAVE_XLSX)
    if not data.startswith(b"PK"):
        hint = "A file with commas or semicolons between its cells is named .csv."
        raise refusal(path, "no workbook, whatever its name says", WANTED, hint)
    try:
        return ZipFile(io.BytesIO(data))
    except DAMAGED as error:
        found = f"a damaged workbook ({error})"
        raise refusal(path, found, WANTED, "Save it again.") from error


def with_macros(path: Path) -> UnreadableError:
    """The refusal of a workbook that carries a program of its own."""
    return refusal(path, "a workbook with macros", f"{WANTED} without macros", SAVE_XLSX)
