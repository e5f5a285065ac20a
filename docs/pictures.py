"""This file is about pictures in the README: the page and the workbook as a reader sees them.

optimize scenarios/baseline.csv && python docs/pictures.py results/baseline

It takes Chromium (Playwright drives it), LibreOffice and pdftoppm. Each picture remembers the words
that it shows, so that a test can tell when it has to be taken anew.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from html import unescape
from pathlib import Path

import openpyxl
from playwright.sync_api import sync_playwright

SCREEN = {"width": 1180, "height": 1350}
"""The window, pixels: the answer in a paragraph and the first chart."""

DOTS = 150
"""Dots an inch of the first sheet on paper."""

LEFT, TOP, WIDTH, HEIGHT = 0.4, 0.5, 10.3, 5.85
"""The part of the first page of paper that is filled, inches."""

NOTE = b"Shows\0"
"""Name of the note in a PNG that tells which words it shows."""


def report_words(page: str) -> str:
    """What report.html says above its first section."""
    opening = page[page.index("<h1") : page.index("<h2")]
    return unescape(" ".join(re.sub("<[^>]+>", " ", opening).split()))


def workbook_words(path: Path) -> str:
    """What the first sheet of plan.xlsx says, numbers to six digits."""
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    values = (value for row in sheet.values for value in row if value is not None)
    return " ".join(f"{v:.6g}" if isinstance(v, int | float) else str(v) for v in values)


def digest(words: str) -> str:
    """A short sign of words."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def noted(png: bytes, words: str) -> bytes:
    """A PNG with a note of the words that it shows, behind its first chunk."""
    text = NOTE + digest(words).encode()
    chunk = b"tEXt" + text
    framed = struct.pack(">I", len(text)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return png[:33] + framed + png[33:]


def shown_by(picture: Path) -> str:
    """The sign of the words that a picture shows; "" where it has no note."""
    found = re.search(rb"tEXt" + NOTE + rb"([0-9a-f]{16})", picture.read_bytes())
    return found[1].decode() if found else ""


def picture_of_report(page: Path) -> bytes:
    """The top of report.html in Chromium without a network."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport=SCREEN, offline=True)
        opened = context.new_page()
        opened.goto(page.resolve().as_uri())
        opened.locator(".chart svg path").first.wait_for(state="attached")
        opened.wait_for_timeout(1000)
        taken = opened.screenshot()
        browser.close()
    return taken


def picture_of_workbook(book: Path) -> bytes:
    """The first page that LibreOffice prints of plan.xlsx."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        convert = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*convert, str(book)], check=True, capture_output=True)
        places = zip(("-x", "-y", "-W", "-H"), (LEFT, TOP, WIDTH, HEIGHT), strict=True)
        crop = [text for name, inch in places for text in (name, str(round(inch * DOTS)))]
        paper, out = str(Path(folder, "plan.pdf")), str(Path(folder, "page"))
        draw = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS), *crop, paper, out]
        subprocess.run(draw, check=True)
        return Path(f"{out}.png").read_bytes()


def main(results: Path) -> None:
    """Take both pictures of a folder of results."""
    docs, page, book = Path(__file__).parent, results / "report.html", results / "plan.xlsx"
    words = report_words(page.read_text(encoding="utf-8"))
    (docs / "report.png").write_bytes(noted(picture_of_report(page), words))
    words = workbook_words(book)
    (docs / "workbook.png").write_bytes(noted(picture_of_workbook(book), words))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
