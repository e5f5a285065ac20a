"""A file of text: opened with bounds and decoded, or refused with what it looks like."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from .errors import Problem, did_you_mean

MAX_BYTES = 32 * 1024 * 1024
MAX_LINES = 50_000
CHUNK = 1 << 20
SAVE_AS = "Save it as 'CSV UTF-8' and try again."
NOT_A_FILE = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}
RUN_FILES = ("manifest.json", "summary.csv")
"""Files by which the results folder of a run is known."""
# Longer marks first: the mark of UTF-32 begins like that of UTF-16.
MARKS = (
    (b"\xff\xfe\x00\x00", "text in UTF-32"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ\x00", "a compressed file (xz)"),
    (b"\x28\xb5\x2f\xfd", "a compressed file (zstd)"),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"PAR1", "a Parquet file"),
)
SPREADSHEETS = {
    ".xlsx": "an Excel workbook (.xlsx)",
    ".xls": "an old Excel workbook (.xls)",
    ".xlsb": "a binary workbook (.xlsb)",
    ".xlsm": "a workbook with macros (.xlsm)",
    ".xltm": "a template with macros (.xltm)",
    ".xltx": "a template (.xltx)",
    ".ods": "an OpenDocument spreadsheet (.ods)",
}
"""Files of spreadsheets by the end of their name; a scenario may be the first of them."""


class UnreadableError(Exception):
    """The file cannot be read as a table: `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def read_text(path: Path) -> str:
    """The text of a UTF-8 file with every line end as a newline and without byte-order mark.

    Raises UnreadableError. Never waits for a pipe, never reads more than MAX_BYTES.
    """
    data = read_bytes(path)
    if not data:
        raise refusal(path, "an empty file", "a table with a header line")
    for mark, name in MARKS:
        if data.startswith(mark):
            raise refusal(path, name, "plain text in UTF-8", SAVE_AS)
    refuse_nul(path, data)
    if max(data.count(b"\n"), data.count(b"\r")) > MAX_LINES:
        raise refusal(path, "too many lines", f"at most {MAX_LINES} lines")
    return decode(path, data).replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """The bytes of a regular file of bounded size: `most` bytes, else MAX_BYTES.

    Raises UnreadableError.
    """
    limit = MAX_BYTES if most is None else most
    # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise unopened(path, error) from None
    try:
        refuse_irregular(path, os.fstat(handle), limit)
        return bounded(path, handle, limit)
    except OSError as error:
        raise unopened(path, error) from None
    finally:
        os.close(handle)


def bounded(path: Path, handle: int, most: int) -> bytes:
    """Everything behind a file handle, refused as soon as it grows past `most` bytes."""
    chunks, size = [], 0
    while chunk := os.read(handle, CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > most:
            raise too_large(path, size, most)
    return b"".join(chunks)


def refuse_irregular(path: Path, status: os.stat_result, most: int) -> None:
    """Refuse whatever is not a regular file of bearable size."""
    kind = stat.S_IFMT(status.st_mode)
    if kind != stat.S_IFREG:
        found, hint = NOT_A_FILE.get(kind, "something else"), ""
        if kind == stat.S_IFDIR and all((path / name).is_file() for name in RUN_FILES):
            hint = "`optimize compare` takes folders of finished runs."
        raise refusal(path, found, "a regular file", hint)
    if status.st_size > most:
        raise too_large(path, status.st_size, most)


def refuse_nul(path: Path, data: bytes) -> None:
    """Refuse binary content: a NUL byte never stands in text."""
    place = data.find(b"\x00")
    if place < 0:
        return
    head = data[:200]
    if head.count(b"\x00") * 3 > len(head):
        raise refusal(path, "text in UTF-16 without its mark", "plain text in UTF-8", SAVE_AS)
    raise UnreadableError(
        Problem(path, line_of(data, place), "", "a NUL byte", "plain text", SAVE_AS, told=True)
    )


def decode(path: Path, data: bytes) -> str:
    """The bytes as UTF-8. Raises UnreadableError naming the first byte that is not."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A decoder that skips the mark counts from behind it.
        place = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        column = place - max(data.rfind(b"\n", 0, place), data.rfind(b"\r", 0, place))
        letter = data[place : place + 1].decode("cp1252", "replace")
        raise UnreadableError(
            Problem(
                file=path,
                line=line_of(data, place),
                column="",
                found=f"byte 0x{data[place]:02x} at place {column} of the line",
                wanted="text in UTF-8",
                hint=f"In Windows-1252 it would be '{letter}'. {SAVE_AS}",
                told=True,
            )
        ) from None


def line_of(data: bytes, place: int) -> int:
    """The physical line, from 1, in which a byte stands."""
    before = data[:place]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")


def unopened(path: Path, error: Exception) -> UnreadableError:
    """The refusal for a file that the system would not open."""
    if isinstance(error, FileNotFoundError):
        return refusal(path, "no such file", "a file", neighbour(path))
    if isinstance(error, PermissionError):
        return refusal(path, "a file that may not be read", "a readable file")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return refusal(path, f"a file that cannot be opened ({reason})", "a readable file")


def neighbour(path: Path) -> str:
    """The hint that names the file beside a missing one whose name is nearest."""
    try:
        names = sorted(entry.name for entry in os.scandir(path.parent))
    except (OSError, ValueError):
        return ""
    return did_you_mean(path.name, names)


def there(path: Path) -> bool:
    """Whether something lies there; what may not be looked at counts as nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):  # a closed folder, or a name that no system takes
        return False


def too_large(path: Path, size: int, most: int) -> UnreadableError:
    """The refusal for a file past `most` bytes."""
    return refusal(path, f"{size // 2**20} MB", f"at most {most // 2**20} MB")


def refusal(path: Path, found: str, wanted: str, hint: str = "") -> UnreadableError:
    """The refusal of a file as a whole."""
    return UnreadableError(Problem(path, None, "", found, wanted, hint, told=True))
