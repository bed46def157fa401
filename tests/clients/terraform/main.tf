terraform {
  required_providers {
    cloudfoundry = { source = "cloudfoundry/cloudfoundry" }
  }
}

provider "cloudfoundry" {}

data "cloudfoundry_org" "acme" {
  name = "acme"
}

data "cloudfoundry_space" "dev" {
  name = "dev"
  org  = data.cloudfoundry_org.acme.id
}

data "cloudfoundry_app" "web" {
  name       = "web"
  space_name = data.cloudfoundry_space.dev.name
  org_name   = data.cloudfoundry_org.acme.name
}

resource "cloudfoundry_org" "made" {
  name = "made"
}

resource "cloudfoundry_space" "made" {
  name = "by-terraform"
  org  = cloudfoundry_org.made.id
}

output "app" {
  value = data.cloudfoundry_app.web.id
}
