"""Where a repository can be looked at in a browser."""

from __future__ import annotations

import re
from urllib.parse import quote

from rung.assess.regex import regex

SCP = regex(r"^(?:[^@/\s]+@)?(?P<host>[^:/\s]{2,}):(?!//)/*(?P<path>\S+)$")
"""The short form of ssh: `git@github.com:owner/name.git`; one letter before the colon is a Windows drive."""
URL = regex(r"^(?:https?|ssh|git)://(?:[^@/\s]*@)?(?P<host>[^:/\s]+)(?::\d+)?/+(?P<path>\S+)$", re.IGNORECASE)


def web_base(url: str) -> str | None:
    """The web page of a remote as `https://host/owner/name`, without credentials; `None` for an unknown forge."""
    found = URL.match(url.strip()) or SCP.match(url.strip())
    if not found:
        return None
    host = found["host"].lower()
    path = re.split(r"[?#]", found["path"])[0].rstrip("/").removesuffix(".git").rstrip("/")
    if "dev.azure.com" in host or host.endswith("visualstudio.com"):
        return _azure(host, path)
    if forge(host) is None or path.count("/") < 1:
        return None
    return f"https://{host.removeprefix('ssh.')}/{path}"


def forge(host: str) -> str | None:
    """`github`, `gitlab` or `bitbucket`, told by the host's name; own installations are named after their software."""
    labels = re.split(r"[.-]", host.lower())
    return next((each for each in ("github", "gitlab", "bitbucket") if each in labels), None)


def permalink(base: str, commit: str, path: str, line: int) -> str | None:
    """Address of a line at a commit; `None` for a forge whose addresses are not known."""
    where = quote(path.encode("utf-8", "surrogateescape"))
    match forge(base.removeprefix("https://").partition("/")[0]):
        case "github":
            return f"{base}/blob/{commit}/{where}#L{line}"
        case "gitlab":
            return f"{base}/-/blob/{commit}/{where}#L{line}"
        case "bitbucket":
            return f"{base}/src/{commit}/{where}#lines-{line}"
    return None


def _azure(host: str, path: str) -> str | None:
    """`ssh.dev.azure.com:v3/org/project/repo` and both https forms → `https://dev.azure.com/org/project/_git/repo`."""
    parts = [each for each in path.split("/") if each and each not in ("v3", "_git", "DefaultCollection")]
    if host.endswith("visualstudio.com") and not host.startswith("vs-ssh."):
        parts.insert(0, host.partition(".")[0])
    if len(parts) == 2:
        # A project's first repository bears its name, and the address then leaves the project out.
        parts.append(parts[1])
    if len(parts) != 3:
        return None
    organisation, project, name = parts
    return f"https://dev.azure.com/{organisation}/{project}/_git/{name}"
