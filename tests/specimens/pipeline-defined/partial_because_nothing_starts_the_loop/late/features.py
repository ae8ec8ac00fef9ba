def build(flights):
    return flights.with_columns(hour=flights["dep"] // 100)
