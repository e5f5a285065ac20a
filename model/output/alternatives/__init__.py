"""This file is about alternatives as they are told: on the terminal and as CSV."""
