def columns(rows):
    return rows[["height", "girth"]], rows["age"]
