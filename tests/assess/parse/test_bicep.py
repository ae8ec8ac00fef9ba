from rung.assess.parse import bicep

TEXT = """\
param location string = resourceGroup().location // where
param count int
resource ws 'Microsoft.MachineLearningServices/workspaces@2022-05-01' = {
  name: 'ws-{' // }
  sku: {
    name: 'Basic'
  }
  properties: {
    list: [
      { x: 1 }
    ]
    app: insights.id
  }
}
resource old 'Microsoft.Storage/storageAccounts@2021-01-01' existing = {
  name: 'x'
}
module net './net.bicep' = if (count > 1) {
  name: 'net'
}
output id string = ws.id
"""


def test_declarations():
    found = bicep.read(TEXT)
    ws, old, net = found.resources
    assert (ws.symbol, ws.type, ws.version, ws.line) == (
        "ws", "Microsoft.MachineLearningServices/workspaces", "2022-05-01", 3,
    )  # fmt: skip
    assert ws.properties["sku.name"] == "'Basic'"
    assert ws.properties["properties.app"] == "insights.id"
    assert ws.lines["properties.app"] == 12
    assert old.existing
    assert (net.module, net.type, net.properties) == (True, "./net.bicep", {"name": "'net'"})
    assert found.params == {"location": "resourceGroup().location", "count": ""}
    assert found.outputs == ("id",)
