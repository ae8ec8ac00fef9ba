from pathlib import Path


def cleanup_old(folder):
    kept = sorted(Path(folder).glob("*.joblib"))
    for path in kept[:-3]:
        path.unlink()
