def shade(count):
    return "red" if count > 100 else "green"
