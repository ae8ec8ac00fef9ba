terraform {
  backend "gcs" {
    bucket = "churn-state"
  }
}

resource "google_storage_bucket" "data" {
  name = "churn-data"
}

resource "google_cloud_run_service" "churn" {
  name = "churn"
}
