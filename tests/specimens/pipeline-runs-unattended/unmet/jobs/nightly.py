import schedule


def clean_up():
    """Delete old files."""


schedule.every().day.at("02:00").do(clean_up)
