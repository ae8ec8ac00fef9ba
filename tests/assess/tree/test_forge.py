"""Addresses of remotes and of lines."""

from __future__ import annotations

import pytest

from rung.assess.tree.forge import permalink, web_base


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("git@github.com:owner/name.git", "https://github.com/owner/name"),
        ("https://user:token@github.com/owner/name.git", "https://github.com/owner/name"),
        ("https://github.com/owner/name/", "https://github.com/owner/name"),
        ("ssh://git@github.com:22/owner/name.git", "https://github.com/owner/name"),
        ("ssh://git@ssh.github.com:443/owner/name.git", "https://github.com/owner/name"),
        ("https://gitlab.com/group/sub/name.git", "https://gitlab.com/group/sub/name"),
        ("git@gitlab.example.org:group/name.git", "https://gitlab.example.org/group/name"),
        ("git@bitbucket.org:owner/name.git", "https://bitbucket.org/owner/name"),
        ("git@ssh.dev.azure.com:v3/org/project/name", "https://dev.azure.com/org/project/_git/name"),
        ("https://org@dev.azure.com/org/project/_git/name", "https://dev.azure.com/org/project/_git/name"),
        ("https://org.visualstudio.com/project/_git/name", "https://dev.azure.com/org/project/_git/name"),
        ("https://org.visualstudio.com/_git/name", "https://dev.azure.com/org/name/_git/name"),
        ("https://example.org/owner/name", None),
        ("https://mygithub.example/owner/name", None),
        ("/srv/git/name.git", None),
        ("C:/repos/github/name", None),
        ("file:///srv/github.com/name", None),
        ("", None),
    ],
)
def test_web_page_of_a_remote(url, base):
    assert web_base(url) == base


@pytest.mark.parametrize(
    ("base", "link"),
    [
        ("https://github.com/o/n", "https://github.com/o/n/blob/abc/a%20b/%E9.py#L3"),
        ("https://gitlab.com/o/n", "https://gitlab.com/o/n/-/blob/abc/a%20b/%E9.py#L3"),
        ("https://bitbucket.org/o/n", "https://bitbucket.org/o/n/src/abc/a%20b/%E9.py#lines-3"),
        ("https://dev.azure.com/o/p/_git/n", None),
    ],
)
def test_address_of_a_line(base, link):
    assert permalink(base, "abc", "a b/\udce9.py", 3) == link
