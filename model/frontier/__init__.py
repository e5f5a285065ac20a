"""This file is about frontiers: a scenario along one lever, and where the going gets hard."""
