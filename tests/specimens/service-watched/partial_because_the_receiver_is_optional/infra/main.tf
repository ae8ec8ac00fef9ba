module "monitoring" {
  source = "./monitoring"
  email  = var.email
}

variable "email" {
  default = null
}
