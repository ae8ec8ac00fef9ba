def build(frame):
    return frame.assign(tenure_years=frame["tenure"] / 12)
