"""This file is about the page: one HTML file that opens offline, report.html of every run.

`document` makes a page of `parts`, with `pictures` in them; `report` says what report.html shows,
one file in `sections/` a section.
"""
