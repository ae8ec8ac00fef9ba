"""The committed data is what the script writes, and holds what its description says."""

import runpy
from pathlib import Path

import pandas as pd

DATA = Path(__file__).parents[1] / "data"


def test_the_script_writes_the_committed_file(tmp_path):
    script = tmp_path / "make_flights.py"
    script.write_bytes((DATA / "make_flights.py").read_bytes())
    runpy.run_path(str(script), run_name="__main__")
    assert (tmp_path / "flights.csv").read_bytes() == (DATA / "flights.csv").read_bytes()


def test_values_lie_in_their_ranges():
    flights = pd.read_csv(DATA / "flights.csv", parse_dates=["date"])
    assert flights.notna().all().all()
    assert flights["date"].dt.year.eq(2025).all()
    assert flights["hour"].between(5, 22).all()
    assert (flights[["wind_mph", "precip_in"]] >= 0).all().all()
