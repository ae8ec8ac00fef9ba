resource "google_project_iam_member" "pipeline" {
  for_each = toset(local.pipelines_sa_roles)
  role     = each.key
}
