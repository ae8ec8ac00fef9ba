import json


def lead_time(releases: list[dict]) -> float:
    return sum(each["live"] - each["committed"] for each in releases) / len(releases)


def change_failure_rate(releases: list[dict], incidents: list[dict]) -> float:
    return len({each["release"] for each in incidents}) / len(releases)


def time_to_recover(incidents: list[dict]) -> float:
    return sum(each["ended"] - each["began"] for each in incidents) / len(incidents)


def main() -> None:
    releases = [json.loads(line) for line in open("releases.jsonl")]
    incidents = [json.loads(line) for line in open("incidents.jsonl")]
    print(lead_time(releases), change_failure_rate(releases, incidents), time_to_recover(incidents))


if __name__ == "__main__":
    main()
