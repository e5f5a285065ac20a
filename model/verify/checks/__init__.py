"""This file is about the checks: one file for each thing that is verified."""
