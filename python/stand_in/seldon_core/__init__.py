"""A stand-in for the `seldon_core` package: what user classes import from it, for machines that do not have it.

It is last on the worker's path, so that an installed seldon_core is used instead."""

__version__ = "0+radiant"
