import logging


def log(what: str) -> None:
    logging.getLogger("audit").info(what)


if __name__ == "__main__":
    log("started")
