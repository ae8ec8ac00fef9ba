variable "email" {
  type    = string
  default = null
}

locals {
  address = var.email == null ? null : trimspace(var.email)
}

resource "aws_sns_topic" "team" {
  name = "delays"
}

resource "aws_sns_topic_subscription" "team" {
  count     = local.address == null ? 0 : 1
  topic_arn = aws_sns_topic.team.arn
  protocol  = "email"
  endpoint  = local.address
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "delays-5xx"
  metric_name         = "Invocation5XXErrors"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  alarm_actions       = [aws_sns_topic.team.arn]
}
