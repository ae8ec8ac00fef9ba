resource "aws_s3_bucket_lifecycle_configuration" "models" {
  bucket = "models"
  rule {
    id     = "old"
    status = "Enabled"
    expiration {
      days = 400
    }
  }
}
