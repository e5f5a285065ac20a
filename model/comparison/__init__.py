"""This file is about comparing finished runs: what differs in what went in, and in the answers.

The first run is the base; every other one is set against it.
"""
