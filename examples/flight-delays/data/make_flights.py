"""Writes flights.csv: 2,000 invented flights of 2025, the same ones every time.

Delays follow what is commonly reported of real ones: they build up over the day, are worse in winter storms and
in the summer peak, and differ between carriers and airports. Needs the standard library only:

    python data/make_flights.py
"""

from __future__ import annotations

import csv
import math
import random
from datetime import date, timedelta
from pathlib import Path

ROWS = 2_000
SEED = 2025
FIRST_DAY = date(2025, 1, 1)
DAYS = 365

CARRIERS = {"AX": 0.0, "BV": -0.35, "CO": 0.45, "DL": 0.1, "EK": 0.7}
"""Carrier and how much later than the average it runs, in log-odds."""
ORIGINS = {"EWR": 0.3, "JFK": 0.0, "LGA": 0.15}
DESTINATIONS = {"ATL": 760, "BOS": 190, "DEN": 1_620, "LAX": 2_470, "MIA": 1_090, "ORD": 730, "SEA": 2_410}
"""Destination and distance in miles."""
FIELDS = ("date", "hour", "carrier", "origin", "dest", "distance", "wind_mph", "precip_in", "arr_delay_min")


def main() -> None:
    """Write the file next to this one."""
    dice = random.Random(SEED)
    rows = sorted(flight(dice) for _ in range(ROWS))
    with Path(__file__).with_name("flights.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        writer.writerows(rows)


def flight(dice: random.Random) -> tuple[str | int | float, ...]:
    """One flight, in the order of `FIELDS`."""
    day = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
    hour = dice.choices(range(5, 23), weights=[3, 6, 7, 7, 6, 5, 5, 5, 5, 6, 6, 7, 7, 6, 5, 4, 3, 1])[0]
    carrier = dice.choices(list(CARRIERS), weights=[30, 25, 20, 15, 10])[0]
    origin = dice.choice(list(ORIGINS))
    destination = dice.choice(list(DESTINATIONS))
    wind = round(max(0.0, dice.gauss(10 + 3 * winter(day), 5)), 1)
    rain = round(dice.expovariate(8), 2) if dice.random() < 0.22 else 0.0
    delay = arrival_delay(dice, day, hour, carrier, origin, wind, rain)
    return (day.isoformat(), hour, carrier, origin, destination, DESTINATIONS[destination], wind, rain, delay)


def arrival_delay(
    dice: random.Random, day: date, hour: int, carrier: str, origin: str, wind: float, rain: float
) -> int:
    """Minutes after the scheduled arrival; negative when early."""
    log_odds = -2.6 + 0.11 * (hour - 5) + CARRIERS[carrier] + ORIGINS[origin]
    log_odds += 0.5 * winter(day) + 0.6 * summer(day) + 0.04 * wind + 2.5 * rain
    if dice.random() < 1 / (1 + math.exp(-log_odds)):
        return 16 + int(dice.expovariate(1 / 35))
    return round(min(15.0, dice.gauss(-6, 9)))


def winter(day: date) -> float:
    """1 in the middle of January, 0 half a year from it."""
    return (1 + math.cos(2 * math.pi * (day.timetuple().tm_yday - 15) / 365)) / 2


def summer(day: date) -> float:
    """1 in July and August, 0 else."""
    return float(day.month in {7, 8})


if __name__ == "__main__":
    main()
