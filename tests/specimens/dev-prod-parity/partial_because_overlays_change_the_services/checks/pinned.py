from pathlib import Path

assert "latest" not in Path("docker/compose.prod.yaml").read_text()
