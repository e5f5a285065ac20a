"""This file is about the sections of report.html: each file makes one from the facts."""
