from dataclasses import dataclass


@dataclass
class Decision:
    accepted: bool
    reasons: list[str]


def decide_promotion(candidate, champion, settings):
    change = candidate["overall"] - champion["overall"]
    passed = change <= -settings["minimum_improvement"]
    segment_change = candidate["weekend"] - champion["weekend"]
    segment_passed = segment_change <= settings["maximum_segment_regression"]
    reasons = [] if passed else ["no improvement"]
    return Decision(passed and segment_passed, reasons)
