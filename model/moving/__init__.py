"""This file is about moving a scenario along one lever, and where the going gets hard."""
