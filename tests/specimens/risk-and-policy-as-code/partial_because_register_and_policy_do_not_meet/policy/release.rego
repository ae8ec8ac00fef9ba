package release

deny[msg] {
  not input.fairness_report
  msg := "no fairness report"
}
