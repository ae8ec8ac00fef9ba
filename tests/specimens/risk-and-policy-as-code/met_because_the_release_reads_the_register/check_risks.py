from pathlib import Path

import yaml

register = yaml.safe_load(Path("governance/risks.yaml").read_text())
for risk in register["risks"]:
    if not Path("reports", risk["measure"]).exists():
        raise SystemExit(f"no evidence of {risk['measure']}")
