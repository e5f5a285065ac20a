"""This file is about explaining: for each missed target which ministry could cure it, and how."""
