def fill_age(frame):
    return frame.assign(age=frame["age"].fillna(0))
