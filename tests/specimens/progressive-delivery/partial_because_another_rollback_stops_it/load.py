import warehouse


def load(rows: list[dict]) -> None:
    batch = warehouse.begin()
    if not batch.insert(rows):
        batch.rollback_changes()


if __name__ == "__main__":
    load([])
