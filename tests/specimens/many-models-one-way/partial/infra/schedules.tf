resource "google_cloud_scheduler_job" "training" {
  for_each = var.training_schedules
  name     = each.key
  schedule = each.value.cron
}
