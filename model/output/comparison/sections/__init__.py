"""This file is about the sections of compare.html, one file a section."""
