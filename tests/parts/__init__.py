"""Tests against real programs of other makers, run by `make parts`. Where the program is missing they are skipped."""
