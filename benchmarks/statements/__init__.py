"""This file is about peers: the linear program of stages 1 and 2, stated from the same Plan."""
