provider "aws" {
  default_tags {
    tags = { team = "delays", model = "late-flights" }
  }
}

resource "aws_budgets_budget" "training" {
  name         = "late-flights"
  budget_type  = "COST"
  limit_amount = "200"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
}
