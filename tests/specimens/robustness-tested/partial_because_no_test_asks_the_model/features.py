def clip_age(age):
    return min(max(age, 0), 120)
