"""This file is about plans nearby: they cost nearly the same and differ as much as they can."""
