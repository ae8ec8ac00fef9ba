import pytest

from rung.assess.parse import hcl
from rung.errors import UnreadableError

TEXT = """\
# a comment }
resource "aws_s3_bucket" "data" {
  bucket = "x-${lookup(var.m, "k}")}-y" # not this
  tags = {
    a = "b"
  }
  policy = <<-EOF
    { "x": "}" }
  EOF
  versioning { enabled = true }
  rule {
    dynamic "x" { for_each = [for a in b : a if a == "x"] }
  }
}
locals { a = 1 }
}
output plain { value = a.b }
"""


def test_blocks():
    bucket, local, output = hcl.read(TEXT)
    assert (bucket.kind, bucket.labels, bucket.line) == ("resource", ("aws_s3_bucket", "data"), 2)
    assert bucket.attributes["bucket"] == '"x-${lookup(var.m, "k}")}-y"'
    assert bucket.attributes["policy"].endswith("EOF")
    assert bucket.lines == {"bucket": 3, "tags": 4, "policy": 7}
    assert next(bucket.all("versioning")).value("enabled") == "true"
    assert [block.kind for block in bucket.walk()] == ["resource", "versioning", "rule", "dynamic"]
    assert local.attributes == {"a": "1"}
    assert (output.labels, output.line) == (("plain",), 17)


def test_values_outside_blocks():
    (root,) = hcl.read('region = "eu"\ncount = 2\n')
    assert root.attributes == {"region": '"eu"', "count": "2"}


def test_json_form():
    text = '{"resource": {"aws_x": {"n": {"size": 1, "tags": {"k": "v"}}}},\n "variable": {"v": {}}}'
    resource, variable = hcl.read_json(text)
    assert resource.labels == ("aws_x", "n")
    assert resource.attributes["size"] == "1"
    assert resource.blocks[0].attributes == {"k": "v"}
    assert (variable.kind, variable.labels, variable.line) == ("variable", ("v",), 2)


def test_too_deep():
    with pytest.raises(UnreadableError, match="deeply nested"):
        hcl.read("a {" * 200)
    with pytest.raises(UnreadableError):
        hcl.read_json("[]")
