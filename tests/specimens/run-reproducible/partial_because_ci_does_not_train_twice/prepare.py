def prepare(rows):
    rows = rows.dropna()
    return rows.assign(heavy=(rows["weight"] > 20).astype(int))
