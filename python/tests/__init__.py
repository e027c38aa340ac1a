"""Tests of the Python worker. In the folder above: `python -m unittest discover`."""

import os
import sys

# As in a worker, the stand-in comes last: where the real seldon_core is installed it is used.
sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "stand_in"))
