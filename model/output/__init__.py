"""This file is about the outputs: tables and the answer in words. Nothing here computes."""
