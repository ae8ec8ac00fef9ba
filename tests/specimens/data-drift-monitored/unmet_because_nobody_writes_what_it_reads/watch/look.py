from evidently.metric_preset import DataDriftPreset
from evidently.report import Report

from rows import first, second


def compare(one, other):
    report = Report(metrics=[DataDriftPreset()])
    report.run(reference_data=one, current_data=other)
    report.save_html("look.html")


def main():
    compare(first(), second())


if __name__ == "__main__":
    main()
