class Cleaner:
    def fit(self, rows):
        return self

    def transform(self, rows):
        cleaned = [row.strip().lower() for row in rows]
        return [row for row in cleaned if row]


def prepare_features(rows):
    cleaner = Cleaner()
    return cleaner.fit(rows).transform(rows)
