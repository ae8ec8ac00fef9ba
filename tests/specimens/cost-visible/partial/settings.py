class Run:
    name: str = "late"
    log_system_metrics: bool = True
