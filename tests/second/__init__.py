"""A second, independent implementation of the linear program, and random worlds to compare on."""

from .model import Answer, solve
from .solvers import cost_without_face, solve_with, write_lp
from .worlds import write_world

__all__ = ["Answer", "cost_without_face", "solve", "solve_with", "write_lp", "write_world"]
