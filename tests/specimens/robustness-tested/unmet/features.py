def fill_age(frame):
    return frame.assign(age=frame["age"].fillna(0))


def augment(frame):
    return frame + 0.01
